import threading

import pytest

from matching import engine
from matching.engine.kernels import registry
from matching.index import kernel_warmup


@pytest.fixture(autouse=True)
def fresh(monkeypatch, settings, tmp_path):
    settings.KERNEL_DIR, settings.KERNELS_FROM = tmp_path / "kernels", 100
    monkeypatch.setattr(kernel_warmup, "_begun", False)
    monkeypatch.setattr(kernel_warmup, "_compiles", False)
    monkeypatch.setattr(kernel_warmup, "NICE", 0)
    monkeypatch.setattr(registry, "_scoring_kernels", None)


def test_small_index_needs_no_compiled_loops():
    assert kernel_warmup.prepare(99) is None
    assert not kernel_warmup._begun


def test_worker_compiles_once_and_says_so(monkeypatch, settings):
    warmed = []
    monkeypatch.setattr(engine, "load_compiled_kernels", warmed.append)
    kernel_warmup.let_compile()
    thread = kernel_warmup.prepare(100)
    thread.join(10)
    assert warmed == [settings.KERNEL_DIR]
    assert kernel_warmup._mark(settings.KERNEL_DIR).exists()
    assert kernel_warmup.prepare(1_000) is None


def test_web_process_waits_for_the_worker(monkeypatch, settings):
    warmed, slept = [], threading.Event()
    monkeypatch.setattr(engine, "load_compiled_kernels", warmed.append)

    def sleep(_seconds):
        assert warmed == []
        settings.KERNEL_DIR.mkdir(parents=True)
        kernel_warmup._mark(settings.KERNEL_DIR).touch()
        slept.set()

    monkeypatch.setattr(kernel_warmup.time, "sleep", sleep)
    kernel_warmup.prepare(100).join(10)
    assert slept.is_set()
    assert warmed == [settings.KERNEL_DIR]


def test_loops_that_do_not_compile_leave_scoring_to_numpy(monkeypatch, caplog):
    def fail(_folder):
        raise RuntimeError("no compiler for this machine")

    monkeypatch.setattr(engine, "load_compiled_kernels", fail)
    kernel_warmup.let_compile()
    kernel_warmup.prepare(100).join(10)
    assert not engine.compiled_kernels_loaded()
