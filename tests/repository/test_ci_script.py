"""The script of continuous integration, run with a `make` that only talks."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def run_ci(folder: Path, *, says: str, data: bool) -> subprocess.CompletedProcess[str]:
    project = folder / "project"
    (project / ".ci").mkdir(parents=True)
    shutil.copy(ROOT / ".ci" / "run", project / ".ci" / "run")
    if data:
        (folder / "shared" / "data").mkdir(parents=True)
    programs = folder / "programs"
    programs.mkdir()
    make = programs / "make"
    make.write_text(f"#!/bin/sh\necho '{says}'\n")
    make.chmod(0o755)
    environment = {"PATH": f"{programs}:{os.environ['PATH']}"}
    return subprocess.run(
        ["bash", str(project / ".ci" / "run")],
        env=environment,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


@pytest.mark.parametrize("data", [True, False])
def test_nothing_skipped_is_success(tmp_path: Path, data: bool) -> None:
    done = run_ci(tmp_path, says="12 passed in 3.21s", data=data)
    assert done.returncode == 0, done.stderr
    assert "skipped tests: 0" in done.stdout


def test_a_skip_beside_the_data_is_failure(tmp_path: Path) -> None:
    done = run_ci(tmp_path, says="12 passed, 1 skipped in 3.21s", data=True)
    assert done.returncode == 1
    assert "skipped tests: 3" in done.stdout  # one for each of the three steps without a folder of tests


def test_a_skip_without_the_data_is_counted_only(tmp_path: Path) -> None:
    done = run_ci(tmp_path, says="12 passed, 1 skipped in 3.21s", data=False)
    assert done.returncode == 0
    assert "skipped tests: 3" in done.stdout
