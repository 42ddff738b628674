"""`manage.py up`: one command, restarts what dies, leaves nothing behind, is refused twice in a folder."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.long.site import ROOT, Site, wait_until

pytestmark = pytest.mark.long


def children_of(pid: int) -> dict[int, str]:
    """Every living descendant and its command line."""
    found = {}
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            stat = (folder / "stat").read_text()
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
        state, parent = stat.rpartition(")")[2].split()[:2]
        if state != "Z":
            found[int(folder.name)] = (int(parent), command)
    family, grown = {pid}, True
    while grown:
        more = {child for child, (parent, _) in found.items() if parent in family} - family
        grown = bool(more)
        family |= more
    return {child: found[child][1] for child in family - {pid} if child in found}


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.fixture
def up(tmp_path):
    site = Site(folder=tmp_path, embedded=True)
    with (tmp_path / "up.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "up"],
            cwd=ROOT,
            env=site.environment,
            stdout=log,
            stderr=log,
            process_group=0,
        )
    wait_until(lambda: "Stop it with Ctrl-C" in (tmp_path / "up.log").read_text(), "the site to be up", 120)
    yield site, process
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        process.wait(30)
    site.close()


def test_a_killed_worker_comes_back_and_a_stop_leaves_nothing(up):
    _, process = up
    family = children_of(process.pid)
    [worker] = [pid for pid, command in family.items() if " worker " in command]
    os.kill(worker, signal.SIGKILL)
    again = wait_until(
        lambda: [
            pid
            for pid, command in children_of(process.pid).items()
            if " worker " in command and pid != worker
        ],
        "another worker",
    )
    assert len(again) == 1
    family = children_of(process.pid)
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0
    assert [command for pid, command in family.items() if alive(pid)] == []


def test_a_killed_supervisor_leaves_no_orphan_and_the_next_start_is_clean(up):
    site, process = up
    family = children_of(process.pid)
    assert len(family) >= 4  # web and its worker, worker, scheduler
    process.kill()
    process.wait()
    wait_until(lambda: not [pid for pid in family if alive(pid)], "every child to end", 30)
    assert site.manage("ready").strip() == "ok"


def test_a_second_start_in_the_same_folder_is_refused_with_a_sentence(up):
    site, process = up
    again = subprocess.run(
        [sys.executable, "manage.py", "up"],
        cwd=ROOT,
        env=site.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert again.returncode == 1
    assert f"Tenon already runs in this folder (process {process.pid})" in again.stderr


def test_a_published_need_has_its_candidates_within_five_seconds(up):
    """The promise of the embedded mode, on the demonstration, with the worker of `up`."""
    site, _ = up
    wait_until(lambda: site.python(OPEN) == 0, "the demonstration to be matched", 120)
    seconds = site.python(PROMISE)
    assert max(seconds) < 5.0, seconds


OPEN = """
from matching.models import IndexBuild, MatchRequest
print(json.dumps(MatchRequest.objects.open().count() + IndexBuild.objects.open().count()))
"""
PROMISE = """
import time
from accounts.actor import actor_of
from accounts.models import User
from catalog.actions import content, moderation, moves
from catalog.models import Listing
from matching.models import Candidate
owner = actor_of(User.objects.get(email="owner@lanqi.example"))
reviewer = actor_of(User.objects.get(email="reviewer.en@tenon.example"))
took = []
for number in range(3):
    need = content.create(kind="need", organisation=owner.organisation, by=owner, content={
        "title": f"Quiet bearing {number}",
        "description": "A deep groove ball bearing for motors without abnormal noise.",
        "technical_specification": "Below 20 dB.", "partnership_types": ["service"], "language": "en"})
    need = moves.submit(listing=need, by=owner)
    need = moderation.publish(listing=need, by=reviewer, revision=need.revision)
    began = time.monotonic()
    while not Candidate.objects.filter(need=need).exists() and time.monotonic() - began < 20:
        time.sleep(0.05)
    took.append(round(time.monotonic() - began, 2))
print(json.dumps(took))
"""
