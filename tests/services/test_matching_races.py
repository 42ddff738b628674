"""Two workers at once, on PostgreSQL: limits hold, nothing is doubled, runs are closed once."""

import threading

import pytest
from django.db import connection, connections, transaction
from django.db.models import F
from django.utils import timezone

from accounts.actor import SYSTEM
from core.models import WorkState
from matching import index as live_index
from matching.actions import requests, review, runs
from matching.actions.errors import AlreadyDecided
from matching.enums import ProposalState, RunState
from matching.models import Candidate, IndexChange, MatchRequest, MatchShard, Proposal
from matching.pipeline import match_requests, match_shards, rebuild
from tests.factories.matching import ProposalFactory
from tests.matching.pairs import need, offer

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
PATIENCE = 30


@pytest.fixture(autouse=True)
def _low_floor(settings):
    assert connection.vendor == "postgresql", "DATABASE_URL must name PostgreSQL"
    settings.PROPOSAL_FLOOR = 0.01


def together(*jobs):
    """Runs the jobs in threads that start at the same moment; returns what they returned or raised."""
    gate, results = threading.Barrier(len(jobs)), [None] * len(jobs)

    def run(number, job):
        gate.wait(PATIENCE)
        try:
            results[number] = job()
        except Exception as error:  # noqa: BLE001 -- the test looks at it
            results[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    return results


def test_workers_at_once_exceed_no_limit_and_double_nothing(settings):
    settings.PENDING_PER_OFFER = 2
    settings.PENDING_PER_NEED = 3
    needs = [need(f"vacuum bearing {n}") for n in range(12)]
    offers = [offer(f"vacuum bearing film {n}") for n in range(6)]
    MatchRequest.objects.ask([*needs, *offers])
    done = together(*[match_requests.work_off] * 4)
    assert sum(done) >= 18  # a partner that came into the lists during a match is matched once more
    assert set(MatchRequest.objects.values_list("state", "last_error")) == {(WorkState.DONE, "")}
    matched = MatchRequest.objects.filter(revision=F("listing__revision")).values_list("listing", flat=True)
    assert sorted(matched) == sorted(listing.pk for listing in [*needs, *offers])
    pending = list(Proposal.objects.pending().values_list("need", "offer"))
    assert len(set(pending)) == len(pending) == 12
    assert {listing.pk: sum(listing.pk in pair for pair in pending) for listing in offers} == {
        listing.pk: 2 for listing in offers
    }
    pairs = list(Candidate.objects.values_list("need", "offer"))
    assert len(set(pairs)) == len(pairs)


def test_last_two_shards_at_once_close_the_run(settings):
    settings.MATCH_SHARD_SIZE = 1
    need("vacuum bearing"), offer("vacuum bearing")
    rebuild.build_now()
    for _round in range(5):
        run = runs.start_run(by=SYSTEM)
        assert together(match_shards.work_off, match_shards.work_off) == [1, 1]
        run.refresh_from_db()
        assert (run.state, MatchShard.objects.filter(run=run, state=WorkState.DONE).count()) == (
            RunState.DONE,
            2,
        )


def test_run_after_one_listing_was_matched_alone_adds_the_rows_of_the_others_and_updates_its_own():
    """Rows of listings that have none go straight into the table, those of the others through an upsert."""
    needs = [need(f"vacuum bearing {word}") for word in ("pump", "film", "seal")]
    offers = [offer("vacuum bearing"), offer("film seal")]
    Candidate.objects.create(
        need=needs[0], offer=offers[0], score=0.5, strength=0.5, rank_for_offer=1, need_revision=7,
        offer_revision=7,
    )  # fmt: skip
    rebuild.build_now()
    run = runs.start_run(by=SYSTEM)
    assert match_shards.work_off() == 1
    rows = {(row.need_id, row.offer_id): row for row in Candidate.objects.all()}
    assert set(rows) == {(one.pk, offers[0].pk) for one in needs} | {
        (one.pk, offers[1].pk) for one in needs[1:]
    }
    assert {(row.need_revision, row.offer_revision) for row in rows.values()} == {(1, 1)}
    assert {row.rank_for_need for row in rows.values()} == {1, 2}
    assert [row.rank_for_offer for row in rows.values() if row.rank_for_offer] == [1]
    assert {abs((timezone.now() - row.found_at).total_seconds()) < PATIENCE for row in rows.values()} == {
        True
    }
    assert match_shards.totals(run)["candidates_new"] == len(rows) - 1
    assert match_shards.totals(run)["candidates_updated"] == 1


def test_two_reviewers_at_once_one_wins_and_the_other_is_told(reviewer):
    proposal = ProposalFactory()
    copies = [Proposal.objects.get(pk=proposal.pk) for _ in range(2)]
    results = together(
        lambda: review.approve(proposal=copies[0], by=reviewer),
        lambda: review.decline(proposal=copies[1], by=reviewer, kind="budget"),
    )
    [refused] = [result for result in results if isinstance(result, AlreadyDecided)]
    [decided] = [result for result in results if isinstance(result, Proposal)]
    assert refused.obj.state == decided.state
    assert decided.answers.count() == (2 if decided.state == ProposalState.APPROVED else 0)


def test_change_that_commits_late_is_not_missed():
    """A listing published in a long transaction enters the index although a later one was seen first."""
    rebuild.build_now()
    live_index.current_index()
    slow, quick = need("vacuum"), need("bearing")
    noted, seen = threading.Event(), threading.Event()

    def publish_slowly():
        with transaction.atomic():
            requests.ask(listings=[slow])
            noted.set()
            seen.wait(1)

    def publish_quickly():
        noted.wait(PATIENCE)
        requests.ask(listings=[quick])
        live_index.current_index()
        seen.set()

    assert together(publish_slowly, publish_quickly) == [None, None]
    assert set(live_index.current_index().keys()) == {slow.public_id, quick.public_id}
    assert list(IndexChange.objects.values_list("key", flat=True)) == [slow.public_id, quick.public_id]


def test_listing_that_leaves_while_it_is_matched_keeps_no_proposal():
    from catalog.enums import ListingState
    from catalog.models import Listing

    for _round in range(5):
        wanted, answer = need("vacuum bearing"), offer("vacuum bearing")
        MatchRequest.objects.ask([wanted])

        def withdraw(listing=answer):
            with transaction.atomic():
                Listing.objects.filter(pk=listing.pk).update(state=ListingState.WITHDRAWN)
                requests.leave(listings=[listing])

        results = together(match_requests.work_off, withdraw)
        assert [result for result in results if isinstance(result, Exception)] == []
        match_requests.work_off()
        assert Proposal.objects.pending().filter(offer=answer).count() == 0
        assert Candidate.objects.filter(offer=answer).count() == 0
        assert set(MatchRequest.objects.values_list("last_error", flat=True)) == {""}
