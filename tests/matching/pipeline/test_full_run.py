"""A full run beside one listing at a time: the same candidates, fewer statements."""

import itertools
import random
import re
from dataclasses import replace

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.actor import SYSTEM
from catalog.enums import ListingState
from catalog.models import Listing
from matching import index as live_index
from matching.actions import runs
from matching.enums import RunState
from matching.models import Candidate, IndexChange, MatchShard, Proposal
from matching.pipeline import apply, match, match_shards, plan, rebuild
from tests.factories.accounts import OrganisationFactory
from tests.matching.pairs import matched, need, offer

pytestmark = pytest.mark.django_db
WORDS = ["vacuum", "bearing", "film", "pump", "steel", "glass", "laser", "seal", "coating", "furnace"]


@pytest.fixture(autouse=True)
def _short_lists(settings):
    settings.CANDIDATES_PER_LISTING = 2
    settings.PROPOSAL_FLOOR = 0.05
    settings.PENDING_PER_NEED = settings.PENDING_PER_OFFER = 2
    settings.MATCH_SHARD_SIZE = 3


def catalogue(seed, needs=6, offers=7):
    """Random texts of few words, so that scores tie; two organisations own listings of both kinds."""
    rng = random.Random(seed)
    owners = [*OrganisationFactory.create_batch(2), *([None] * 3)]

    def fields():
        owner = rng.choice(owners)
        return {"organisation": owner} if owner else {}

    def text():
        return " ".join(rng.choices(WORDS, k=rng.randint(1, 4)))

    return [need(text(), **fields()) for _ in range(needs)] + [
        offer(text(), **fields()) for _ in range(offers)
    ]


def run_all():
    rebuild.build_now()
    run = runs.start_run(by=SYSTEM)
    while match_shards.work_off():
        pass
    run.refresh_from_db()
    assert run.state == RunState.DONE
    return run


def facts():
    rows = Candidate.objects.select_related("need", "offer").order_by("need_id", "offer_id")
    return [
        (
            row.need_id, row.offer_id, row.score, row.strength, row.rank_for_need,
            row.rank_for_offer, row.need_revision, row.offer_revision,
        )
        for row in rows
    ]  # fmt: skip


def test_parts_end_where_their_work_or_their_length_is_enough():
    assert list(plan.cut([1, 1, 1, 1, 1], most=100, longest=2)) == [(0, 2), (2, 4), (4, 5)]
    assert list(plan.cut([5, 5, 9, 1], most=10, longest=100)) == [(0, 2), (2, 4)]
    assert list(plan.cut([50, 1, 50], most=10, longest=100)) == [(0, 1), (1, 2), (2, 3)]
    assert list(plan.cut([], most=10, longest=100)) == []


@pytest.mark.parametrize("seed", range(3))
def test_proposals_of_a_run_keep_both_ranks_though_needs_are_matched_before_offers(seed):
    catalogue(seed)
    run_all()
    made = {
        (row.need_id, row.offer_id): (row.rank_for_need, row.rank_for_offer) for row in Proposal.objects.all()
    }
    ranks = {row[:2]: row[4:6] for row in facts()}
    assert made
    assert made == {pair: ranks[pair] for pair in made}


def test_run_leaves_the_ranks_of_older_proposals_as_they_were():
    matched(need("vacuum bearing"), offer("vacuum bearing"))
    Proposal.objects.update(rank_for_offer=None)
    run_all()
    assert Proposal.objects.get().rank_for_offer is None


@pytest.mark.parametrize("seed", range(3))
def test_run_finds_what_one_by_one_finds(seed):
    listings = catalogue(seed)
    run_all()
    at_once = facts()
    assert at_once
    Candidate.objects.all().delete()
    rebuild.build_now()
    random.Random(seed).shuffle(listings)
    matched(*listings)
    assert facts() == at_once


@pytest.mark.parametrize("seed", [0, 1, 3])
def test_offers_matched_alone_leave_the_order_that_their_needs_would_find(seed, settings):
    """The order of a need's candidates is not that of their scores: similar ones count."""
    settings.CANDIDATES_PER_LISTING = 4
    listings = catalogue(seed, needs=4, offers=18)
    run_all()
    at_once = facts()
    ranked = sorted((row for row in at_once if row[4]), key=lambda row: (row[0], row[4]))
    assert any(
        one[0] == other[0] and one[2] < other[2] - 1e-9 for one, other in itertools.pairwise(ranked)
    ), "no order differs from that of the scores"
    matched(*(listing for listing in listings if listing.kind != "need"))
    assert facts() == at_once


@pytest.mark.parametrize("seed", range(3))
def test_run_after_changes_leaves_what_a_run_from_nothing_leaves(seed):
    listings = catalogue(seed)
    run_all()
    for listing, words in zip(
        listings[::3], ("vacuum pump", "garden chair", "steel seal", "laser"), strict=False
    ):
        Listing.objects.filter(pk=listing.pk).update(title=words, description=words, revision=2)
    Listing.objects.filter(pk=listings[1].pk).update(state=ListingState.WITHDRAWN)
    Candidate.objects.filter(need=listings[1]).delete()
    run_all()
    changed = facts()
    Candidate.objects.all().delete()
    run_all()
    assert facts() == changed


def test_same_run_again_sends_nothing():
    catalogue(1)
    run_all()
    before, found_at = facts(), set(Candidate.objects.values_list("pk", "found_at"))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        run = run_all()
    writes = [query["sql"] for query in asked if _writes(query["sql"])]
    assert writes == []
    assert match_shards.totals(run) == {"candidates_new": 0, "candidates_updated": 0, "proposals_new": 0}
    assert (facts(), set(Candidate.objects.values_list("pk", "found_at"))) == (before, found_at)


def _writes(sql):
    return re.search(
        r"(INTO|UPDATE|FROM|COPY|TABLE) .?matching_(candidate|found|proposal)\b", sql
    ) and not re.match(r"SELECT|COPY \(SELECT", sql)


def test_run_counts_rows_that_are_new_changed_and_gone():
    wanted, answer = need("vacuum bearing"), offer("vacuum bearing")
    run = run_all()
    assert match_shards.totals(run)["candidates_new"] == 1
    Listing.objects.filter(pk=wanted.pk).update(title="chair", description="chair", revision=2)
    assert Candidate.objects.of(answer).count() == 1
    run_all()
    assert Candidate.objects.count() == 0


def test_row_that_only_the_other_side_ranks_stays_with_that_rank(settings):
    settings.CANDIDATES_PER_LISTING = 1
    best, other = offer("vacuum bearing"), offer("vacuum bearing film")
    wanted = need("vacuum bearing")
    run_all()
    assert set(Candidate.objects.values_list("need", "offer", "rank_for_need", "rank_for_offer")) == {
        (wanted.pk, best.pk, 1, 1),
        (wanted.pk, other.pk, None, 1),
    }


def test_run_never_pairs_listings_of_one_organisation_and_keeps_the_limits():
    catalogue(2, needs=8, offers=8)
    run_all()
    pairs = Candidate.objects.select_related("need", "offer")
    assert [row for row in pairs if row.need.organisation_id == row.offer.organisation_id] == []
    pending = list(Proposal.objects.pending().values_list("need", "offer"))
    assert pending
    assert len(pending) == len(set(pending))
    for side in (0, 1):
        taken = [pair[side] for pair in pending]
        assert max(taken.count(key) for key in taken) <= 2


def test_pending_proposals_follow_a_run_and_lapse_under_the_floor(settings):
    wanted, answer = need("vacuum bearing pump"), offer("vacuum bearing pump")
    for colour in ("red", "green", "blue", "grey"):
        offer(f"{colour} window frame")  # or a word of the only offer would be a common one
    run_all()
    proposal = Proposal.objects.get()
    Listing.objects.filter(pk=answer.pk).update(title="pump", description="steel steel pump", revision=2)
    run_all()
    before, proposal = proposal, Proposal.objects.get()
    assert (proposal.offer_revision, proposal.strength < before.strength) == (2, True)
    Listing.objects.filter(pk=wanted.pk).update(title="garden chair", description="garden chair", revision=2)
    run_all()
    assert Proposal.objects.get().closing == "lapsed"


def test_listing_that_the_index_does_not_hold_keeps_what_it_had():
    wanted, fresh = need("vacuum bearing"), need("vacuum pump")
    offer("vacuum bearing"), offer("vacuum pump")
    run_all()
    before = facts()
    assert {row[0] for row in before} == {wanted.pk, fresh.pk}
    run = runs.start_run(by=SYSTEM)
    live = live_index.current()
    index = live.index.with_changes([], [fresh.public_id])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(match.live_index, "current", lambda generation: replace(live, index=index))
        [shard, _offers] = MatchShard.objects.claim(2)
        findings = match.match_shard(shard, run.generation)
    assert [row.pk for row in findings.rows] == [wanted.pk]
    with transaction.atomic():
        apply.apply_shard(findings)
    assert facts() == before


def test_partner_that_left_or_changed_after_it_was_found_is_left_out_or_has_its_new_revision():
    wanted, changes, leaves = need("vacuum bearing"), offer("vacuum bearing"), offer("vacuum bearing film")
    rebuild.build_now()
    run = runs.start_run(by=SYSTEM)
    [shard] = MatchShard.objects.claim(1)
    findings = match.match_shard(shard, run.generation)
    assert len(findings.best.ids) == 2
    Listing.objects.filter(pk=changes.pk).update(revision=2)
    Listing.objects.filter(pk=leaves.pk).update(state=ListingState.WITHDRAWN)
    IndexChange.objects.note([changes, leaves])
    with transaction.atomic():
        apply.apply_shard(findings)
    rows = Candidate.objects.values_list("need", "offer", "rank_for_need", "offer_revision")
    assert list(rows) == [(wanted.pk, changes.pk, 1, 2)]


@pytest.mark.parametrize("rows", [1, 5])
def test_shard_with_more_listings_asks_no_more_queries(rows, settings):
    settings.MATCH_SHARD_SIZE = 100
    for n in range(rows):
        need(f"vacuum bearing {n}"), offer(f"vacuum bearing {n}")
    rebuild.build_now()
    run = runs.start_run(by=SYSTEM)
    [shard] = MatchShard.objects.claim(1)
    findings = match.match_shard(shard, run.generation)
    with CaptureQueriesContext(connection) as asked, transaction.atomic():
        assert apply.apply_shard(findings)[1] > 0
    assert len(asked) == {"sqlite": 16, "postgresql": 15}[connection.vendor]
