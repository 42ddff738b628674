"""Kill -9 in mid-run: nothing lost, nothing doubled."""

import json
import subprocess
import sys

import pytest

from tests.long.seed import seed
from tests.long.site import ROOT, wait_until

pytestmark = pytest.mark.long

DONE = "SELECT count(*) FROM matching_matchshard WHERE state = 'done'"
ALL = "SELECT count(*) FROM matching_matchshard"
COUNTS = """
from matching.models import Candidate, MatchRequest, MatchRun, MatchShard, Proposal
from core.models import WorkState
print(json.dumps({
    "candidates": Candidate.objects.count(), "proposals": Proposal.objects.count(),
    "runs_open": MatchRun.objects.filter(finished_at=None).count(),
    "dead": MatchShard.objects.filter(state=WorkState.DEAD).count(),
    "doubled": Candidate.objects.count() - Candidate.objects.values("need", "offer").distinct().count(),
}))
"""


def start_full_run(site) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "manage.py", "match", "--full", "--json"],
        cwd=ROOT, env=site.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def done(site) -> int:
    return site.query(DONE)[0][0]


def wait_for_more(site, before: int) -> int:
    """Until the run has gone on, but not to its end. Returns how many parts are done."""
    wait_until(lambda: done(site) > before, "the run to go on", 120)
    now = done(site)
    assert now < site.query(ALL)[0][0], "the run was over before the kill: make it longer"
    return now


def result_of(run: subprocess.Popen) -> dict:
    out, error = run.communicate(timeout=300)
    assert run.returncode == 0, error
    return json.loads(out.strip().splitlines()[-1])


def assert_whole(site) -> dict:
    wait_until(lambda: site.python(COUNTS)["runs_open"] == 0, "the run to close")
    counts = site.python(COUNTS)
    assert counts["dead"] == 0
    assert counts["candidates"] > 800
    assert counts["proposals"] > 0
    assert counts["doubled"] == 0
    return counts


def assert_nothing_to_add(site, counts: dict) -> None:
    """The same again, undisturbed, finds nothing to add, to change or to remove."""
    again = json.loads(site.manage("match", "--full", "--json", "--inline").strip().splitlines()[-1])
    assert (again["candidates_new"], again["candidates_updated"], again["proposals_new"]) == (0, 0, 0)
    assert site.python(COUNTS) == counts


def test_a_worker_killed_twice_in_mid_run_loses_and_doubles_nothing(site):
    seed(site, needs=80, offers=160)
    site.environment["TENON_MATCH_SHARD_SIZE"] = "3"
    site.start_beat()
    site.start_worker()
    run = start_full_run(site)
    parts = 0
    for _ in range(2):
        parts = wait_for_more(site, parts)
        site.kill("worker")
        site.start_worker()
    result = result_of(run)
    assert (result["needs"], result["offers"]) == (80, 160)
    counts = assert_whole(site)
    site.kill("worker")
    assert_nothing_to_add(site, counts)


def test_two_hosts_share_a_run_and_one_of_them_dies(services_site):
    """Two workers with index folders of their own; what one has built the other fetches."""
    site = services_site
    seed(site, needs=80, offers=160)
    site.environment["TENON_MATCH_SHARD_SIZE"] = "3"
    site.environment["TENON_INDEX_STORE"] = str(site.folder / "shared")
    site.start_beat()
    folders = {name: site.folder / f"index-{name}" for name in ("a", "b")}
    for name, folder in folders.items():
        site.start_worker(name, TENON_INDEX_DIR=str(folder))
    run = start_full_run(site)
    wait_for_more(site, wait_for_more(site, 0))
    site.kill("a")
    result = result_of(run)
    assert (result["needs"], result["offers"]) == (80, 160)
    counts = assert_whole(site)
    generation = result["generation"]
    assert (site.folder / "shared" / generation / "manifest.json").is_file()
    assert all((folder / generation / "manifest.json").is_file() for folder in folders.values())
    site.kill("b")
    assert_nothing_to_add(site, counts)
