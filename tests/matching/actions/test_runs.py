import json
from io import StringIO

import pytest
from django.core.management import call_command

from accounts.actor import SYSTEM
from catalog.models import Listing
from core.models import WorkState
from matching import tasks
from matching.actions import runs
from matching.enums import RunState
from matching.models import Candidate, IndexBuild, IndexGeneration, MatchRun, MatchShard, Proposal
from matching.pipeline import match_shards, rebuild
from tests.matching.pairs import matched, need, offer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _low_floor(settings):
    settings.PROPOSAL_FLOOR = 0.05


@pytest.fixture
def three_and_two(settings):
    settings.MATCH_SHARD_SIZE = 2
    needs = [need(f"vacuum bearing {n}") for n in range(3)]
    return needs, [offer("vacuum bearing"), offer("vacuum film")]


def work_through(run, limit=10):
    for _ in range(limit):
        match_shards.work_off()
    run.refresh_from_db()
    return run


def test_run_is_laid_out_in_shards_of_one_kind_and_a_settable_size(three_and_two, operator):
    needs, offers = three_and_two
    rebuild.build_now()
    run = runs.start_run(by=operator)
    assert list(run.shards.order_by("pk").values_list("kind", "first", "last", "size")) == [
        ("need", needs[0].pk, needs[1].pk, 2),
        ("need", needs[2].pk, needs[2].pk, 1),
        ("offer", offers[0].pk, offers[1].pk, 2),
    ]
    assert (run.needs, run.offers, run.asked_by) == (3, 2, str(operator.person))


def test_run_says_what_a_replay_needs(three_and_two):
    generation = rebuild.build_now()
    run = runs.start_run(by=SYSTEM)
    assert (run.generation, run.code_version) == (generation, "tenon 0.1.0")
    assert (run.parameters["floor"], run.parameters["candidates_per_listing"]) == (0.05, 10)
    assert run.parameters["engine"]["title_weight"] > 0


def test_last_shard_closes_the_run(three_and_two):
    rebuild.build_now()
    run = runs.start_run(by=SYSTEM)
    match_shards.work_off(), match_shards.work_off()
    run.refresh_from_db()
    assert (run.state, run.finished_at) == (RunState.RUNNING, None)
    match_shards.work_off()
    run.refresh_from_db()
    assert (run.state, run.finished_at is None) == (RunState.DONE, False)
    assert match_shards.totals(run)["candidates_new"] == Candidate.objects.count() == 6
    assert match_shards.totals(run)["proposals_new"] == Proposal.objects.count()


def test_run_spares_requests_for_the_revisions_that_it_matched(three_and_two):
    from matching.models import MatchRequest

    needs, _offers = three_and_two
    rebuild.build_now()
    MatchRequest.objects.ask(needs[:2])
    MatchRequest.objects.filter(listing=needs[1]).update(revision=2)
    runs.start_run(by=SYSTEM)
    match_shards.work_off()
    assert list(MatchRequest.objects.order_by("listing_id").values_list("state", flat=True)) == [
        WorkState.DONE,
        WorkState.WAITING,
    ]


def test_run_finds_what_single_requests_find(three_and_two):
    needs, offers = three_and_two
    rebuild.build_now()
    matched(*needs, *offers)
    facts = ("need", "offer", "score", "rank_for_need", "rank_for_offer")
    before = set(Candidate.objects.values_list(*facts))
    run = work_through(runs.start_run(by=SYSTEM))
    assert set(Candidate.objects.values_list(*facts)) == before
    assert match_shards.totals(run) == {"candidates_new": 0, "candidates_updated": 0, "proposals_new": 0}


def test_shard_worked_off_twice_counts_and_writes_once(three_and_two):
    rebuild.build_now()
    run = runs.start_run(by=SYSTEM)
    [shard] = MatchShard.objects.claim(1)
    match_shards.match_shard(shard)
    proposals = Proposal.objects.count()
    MatchShard.objects.filter(pk=shard.pk).update(state=WorkState.WAITING)
    work_through(run)
    assert Candidate.objects.count() == 6
    assert Proposal.objects.count() == match_shards.totals(run)["proposals_new"] + proposals


def test_shard_that_lost_its_lease_writes_nothing(three_and_two):
    from core.work import work_through as work

    rebuild.build_now()
    run = runs.start_run(by=SYSTEM)
    [shard] = MatchShard.objects.claim(1)
    assert runs.cancel(run=run, by=SYSTEM) is True
    assert work([shard], match_shards.match_shard) == 0
    assert Candidate.objects.count() == 0
    assert set(run.shards.values_list("state", flat=True)) == {WorkState.CANCELLED}
    assert runs.cancel(run=run, by=SYSTEM) is False


def test_listing_changed_while_its_shard_runs_is_left_to_its_own_request(three_and_two, monkeypatch):
    needs, _offers = three_and_two
    rebuild.build_now()
    runs.start_run(by=SYSTEM)
    write = match_shards._write

    def meanwhile(shard, findings):
        Listing.objects.filter(pk=needs[0].pk).update(revision=2)
        write(shard, findings)

    monkeypatch.setattr(match_shards, "_write", meanwhile)
    match_shards.work_off()
    assert set(Candidate.objects.values_list("need", flat=True)) == {needs[1].pk}


def test_run_without_a_generation_waits_until_it_is_built(three_and_two):
    run = runs.start_run(by=SYSTEM)
    assert (run.generation, IndexBuild.objects.get().state) == (None, WorkState.WAITING)
    tasks.run_due()
    assert (Candidate.objects.count(), MatchShard.objects.filter(attempts=0).count()) == (0, 3)
    rebuild.work_off()
    MatchShard.objects.update(due_at=run.started_at)
    run = work_through(run)
    assert (run.state, run.generation) == (RunState.DONE, IndexGeneration.objects.current())


def test_run_over_nothing_is_done_at_once():
    rebuild.build_now()
    assert runs.start_run(by=SYSTEM).state == RunState.DONE


def test_run_whose_last_shard_is_dead_is_closed_by_the_sweep(three_and_two):
    rebuild.build_now()
    run = runs.start_run(by=SYSTEM)
    MatchShard.objects.update(state=WorkState.DEAD)
    assert work_through(run, 1).state == RunState.DONE


def match(*options):
    out = StringIO()
    call_command("match", "--inline", "--json", *options, stdout=out)
    return json.loads(out.getvalue())


def test_match_command_for_everything_prints_what_it_did(three_and_two):
    result = match("--full")
    assert result.pop("seconds") >= 0
    assert result.pop("candidates_updated") >= 0
    assert result == {
        "needs": 3,
        "offers": 2,
        "candidates_new": 6,
        "proposals_new": Proposal.objects.count(),
        "generation": IndexGeneration.objects.current().public_id,
    }
    assert MatchRun.objects.get().state == RunState.DONE


def test_match_command_for_what_is_due_prints_what_it_did(three_and_two):
    from matching.models import MatchRequest

    needs, _offers = three_and_two
    MatchRequest.objects.ask(needs[:2])
    result = match()
    assert (result["needs"], result["offers"], result["candidates_new"], result["candidates_updated"]) == (
        2,
        0,
        6,  # two for each need; each offer, whose list is brought up to date, ranks the third need too
        0,
    )
    assert result["proposals_new"] == Proposal.objects.count() > 0


def test_match_command_with_nothing_due_is_over_at_once():
    assert match()["needs"] == 0


def test_shard_cancelled_on_the_work_page_writes_nothing_and_the_run_ends_cancelled(three_and_two):
    from core.work import work_through as work

    rebuild.build_now()
    run = runs.start_run(by=SYSTEM)
    [shard] = MatchShard.objects.claim(1)
    assert MatchShard.objects.all().cancel() == 3
    assert work([shard], match_shards.match_shard) == 0
    match_shards.close_finished()
    run.refresh_from_db()
    assert (run.state, Candidate.objects.count()) == (RunState.CANCELLED, 0)


def test_cancelled_run_has_no_shard_left_to_work_off(three_and_two, operator):
    run = runs.start_run(by=operator)
    assert [runs.cancel(run=run, by=operator), runs.cancel(run=run, by=operator)] == [True, False]
    assert (run.state, run.shards.open().count()) == (RunState.CANCELLED, 0)
