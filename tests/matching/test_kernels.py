import threading

import pytest

from matching import engine
from matching.engine.kernels import registry
from matching.search import kernels


@pytest.fixture(autouse=True)
def fresh(monkeypatch, settings, tmp_path):
    settings.KERNEL_DIR, settings.KERNELS_FROM = tmp_path / "kernels", 100
    monkeypatch.setattr(kernels, "_begun", False)
    monkeypatch.setattr(kernels, "_compiles", False)
    monkeypatch.setattr(kernels, "NICE", 0)
    monkeypatch.setattr(registry, "_scoring_kernels", None)


def test_small_index_needs_no_compiled_loops():
    assert kernels.prepare(99) is None
    assert not kernels._begun


def test_worker_compiles_once_and_says_so(monkeypatch, settings):
    warmed = []
    monkeypatch.setattr(engine, "load_compiled_kernels", warmed.append)
    kernels.let_compile()
    thread = kernels.prepare(100)
    thread.join(10)
    assert warmed == [settings.KERNEL_DIR]
    assert kernels._mark(settings.KERNEL_DIR).exists()
    assert kernels.prepare(1_000) is None


def test_web_process_waits_for_the_worker(monkeypatch, settings):
    warmed, slept = [], threading.Event()
    monkeypatch.setattr(engine, "load_compiled_kernels", warmed.append)

    def sleep(_seconds):
        assert warmed == []
        settings.KERNEL_DIR.mkdir(parents=True)
        kernels._mark(settings.KERNEL_DIR).touch()
        slept.set()

    monkeypatch.setattr(kernels.time, "sleep", sleep)
    kernels.prepare(100).join(10)
    assert slept.is_set()
    assert warmed == [settings.KERNEL_DIR]


def test_loops_that_do_not_compile_leave_scoring_to_numpy(monkeypatch, caplog):
    def fail(_folder):
        raise RuntimeError("no compiler for this machine")

    monkeypatch.setattr(engine, "load_compiled_kernels", fail)
    kernels.let_compile()
    kernels.prepare(100).join(10)
    assert not engine.compiled_kernels_loaded()
