"""Kill -9 in mid-run: nothing lost, nothing doubled."""

import json
import subprocess
import sys

import pytest

from tests.long.seed import seed
from tests.long.site import ROOT, wait_until

pytestmark = pytest.mark.long

PROGRESS = """
from matching.models import MatchShard
states = list(MatchShard.objects.values_list("state", flat=True))
print(json.dumps({"done": states.count("done"), "leased": states.count("leased"), "all": len(states)}))
"""
COUNTS = """
from matching.models import Candidate, MatchRequest, MatchRun, MatchShard, Proposal
from core.models import WorkState
print(json.dumps({
    "candidates": Candidate.objects.count(), "proposals": Proposal.objects.count(),
    "runs_open": MatchRun.objects.filter(finished_at=None).count(),
    "dead": MatchShard.objects.filter(state=WorkState.DEAD).count(),
}))
"""


def test_a_worker_killed_twice_in_mid_run_loses_and_doubles_nothing(site):
    seed(site, needs=80, offers=160)
    site.environment["TENON_MATCH_SHARD_SIZE"] = "10"
    site.start_beat()
    site.start_worker()
    run = subprocess.Popen(
        [sys.executable, "manage.py", "match", "--full", "--json"],
        cwd=ROOT, env=site.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    done = 0
    for _ in range(2):
        before = done
        wait_until(lambda: site.python(PROGRESS)["done"] > before, "the run to go on", 120)  # noqa: B023
        site.kill("worker")
        state = site.python(PROGRESS)
        done = state["done"]
        assert done < state["all"], "the run was over before the kill: make it longer"
        site.start_worker()
    out, error = run.communicate(timeout=300)
    assert run.returncode == 0, error
    result = json.loads(out.strip().splitlines()[-1])
    assert (result["needs"], result["offers"]) == (80, 160)
    wait_until(lambda: site.python(COUNTS)["runs_open"] == 0, "the run to close")
    counts = site.python(COUNTS)
    assert counts["dead"] == 0
    assert counts["candidates"] > 800
    assert counts["proposals"] > 0
    # The same again, undisturbed, finds nothing to add, to change or to remove.
    site.kill("worker")
    again = json.loads(site.manage("match", "--full", "--json", "--inline").strip().splitlines()[-1])
    assert (again["candidates_new"], again["candidates_updated"], again["proposals_new"]) == (0, 0, 0)
    assert site.python(COUNTS) == counts
