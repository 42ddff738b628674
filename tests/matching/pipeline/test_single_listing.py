import pytest
from django.db import connection

from catalog.models import Listing
from matching.models import Candidate, IndexChange, MatchRequest
from matching.pipeline import rebuild, writing
from matching.pipeline.apply import apply_listing
from matching.pipeline.difference import Kept
from matching.pipeline.match import match_listing
from tests.matching.pairs import need, offer, refreshed

pytestmark = pytest.mark.django_db


def ranks():
    """{(need title, offer title): (rank for the need, rank for the offer)}"""
    rows = Candidate.objects.select_related("need", "offer")
    return {(row.need.title, row.offer.title): (row.rank_for_need, row.rank_for_offer) for row in rows}


def test_refresh_keeps_the_best_partners_in_order():
    wanted = need("vacuum bearing coating")
    offer("vacuum bearing coating")
    offer("vacuum pump")
    offer("garden chair")
    assert refreshed(wanted) == Kept(new=2, updated=2)  # a row for the need, its rank for the offer after it
    assert [row.offer.title for row in Candidate.objects.of(wanted)] == [
        "vacuum bearing coating",
        "vacuum pump",
    ]


def test_refresh_of_one_side_ranks_the_pair_for_the_other_side_too():
    first = need("vacuum bearing coating")
    offer("vacuum bearing coating")
    refreshed(first)
    second = need("vacuum bearing")
    refreshed(second)
    assert ranks() == {
        ("vacuum bearing coating", "vacuum bearing coating"): (1, 1),
        ("vacuum bearing", "vacuum bearing coating"): (1, 2),
    }


def test_refresh_from_either_side_gives_the_same_pairs():
    wanted, answer = need("vacuum bearing"), offer("vacuum bearing film")
    refreshed(wanted)
    before = Candidate.objects.values_list("score", "strength", "rank_for_need", "rank_for_offer").get()
    assert refreshed(answer) == Kept()
    assert (
        Candidate.objects.values_list("score", "strength", "rank_for_need", "rank_for_offer").get() == before
    )


def test_refresh_without_changes_writes_nothing():
    wanted = need("vacuum bearing")
    offer("vacuum bearing film")
    refreshed(wanted)
    found_at = Candidate.objects.get().found_at
    assert refreshed(wanted) == Kept()
    assert Candidate.objects.get().found_at == found_at


def test_refresh_after_a_change_writes_scores_and_revisions():
    wanted = need("vacuum bearing")
    offer("vacuum bearing film")
    refreshed(wanted)
    before = Candidate.objects.get()
    Listing.objects.filter(pk=wanted.pk).update(description="vacuum film film", revision=2)
    wanted.refresh_from_db()
    assert refreshed(wanted) == Kept(updated=1)
    after = Candidate.objects.get()
    assert (after.pk, after.need_revision) == (before.pk, 2)
    assert after.score != before.score


def test_refresh_after_a_change_deletes_who_is_neither_sides_candidate_any_longer():
    wanted = need("vacuum bearing")
    offer("vacuum bearing film")
    refreshed(wanted)
    Listing.objects.filter(pk=wanted.pk).update(title="chair", description="chair", revision=2)
    wanted.refresh_from_db()
    assert refreshed(wanted) == Kept(updated=1, removed=1)
    assert ranks() == {}


def test_refresh_keeps_as_many_as_the_setting_says(settings):
    settings.CANDIDATES_PER_LISTING = 2
    wanted = need("vacuum bearing")
    for words in ("vacuum bearing", "vacuum bearing film", "vacuum film"):
        offer(words)
    refreshed(wanted)
    assert ranks() == {
        ("vacuum bearing", "vacuum bearing"): (1, 1),
        ("vacuum bearing", "vacuum bearing film"): (2, 1),
    }


def test_refresh_pushes_the_last_one_out_of_a_full_list_of_a_partner(settings):
    settings.CANDIDATES_PER_LISTING = 1
    offer("vacuum bearing")
    weak = need("vacuum chair")
    refreshed(weak)
    strong = need("vacuum bearing")
    refreshed(strong)
    assert ranks() == {
        ("vacuum chair", "vacuum bearing"): (1, None),
        ("vacuum bearing", "vacuum bearing"): (1, 1),
    }


def test_refresh_never_pairs_listings_of_one_organisation():
    wanted = need("vacuum bearing")
    offer("vacuum bearing", organisation=wanted.organisation)
    assert refreshed(wanted) == Kept()


def test_clear_removes_the_pairs_of_a_listing():
    wanted, answer = need("vacuum bearing"), offer("vacuum bearing")
    refreshed(wanted)
    assert writing.clear(listings=[answer]) == 1
    assert ranks() == {}


@pytest.mark.parametrize("rows", [1, 3])
def test_refresh_with_more_partners_asks_no_more_queries(rows, django_assert_num_queries, settings):
    settings.PROPOSAL_FLOOR = 2
    wanted = need("vacuum bearing")
    for n in range(rows):
        offer(f"vacuum bearing {n}")
    with django_assert_num_queries(13):
        finding = match_listing(wanted)
    with django_assert_num_queries({"sqlite": 14, "postgresql": 16}[connection.vendor]):
        assert apply_listing(finding)[0] == Kept(new=rows, updated=rows)


def test_offer_that_came_after_the_index_was_asked_keeps_its_place_in_the_list_of_a_need():
    wanted = need("vacuum bearing coating")
    older = offer("vacuum bearing coating steel")
    rebuild.build_now()
    finding = match_listing(older)
    newer = offer("vacuum bearing coating")
    IndexChange.objects.note([newer])
    refreshed(newer)
    before = ranks()[wanted.title, newer.title]
    apply_listing(finding)[0]
    assert before == ranks()[wanted.title, newer.title] == (1, 1)
    assert ranks()[wanted.title, older.title] == (2, 1)


def test_need_that_came_after_the_index_was_asked_keeps_the_order_of_its_own_match():
    answer = offer("vacuum bearing film")
    rebuild.build_now()
    finding = match_listing(answer)
    wanted = need("vacuum bearing coating")
    for words in ("vacuum bearing coating", "vacuum coating", "bearing coating steel"):
        offer(words)
    IndexChange.objects.note(Listing.objects.exclude(pk=answer.pk))
    refreshed(wanted)
    before = {pair: rank for pair, (rank, _other) in ranks().items()}
    apply_listing(finding)[0]
    assert {pair: rank for pair, (rank, _other) in ranks().items()} == before


def test_offer_beyond_the_scores_at_hand_has_the_score_that_the_need_gives_it(settings):
    settings.CANDIDATES_PER_LISTING = 1
    strong, weak = need("vacuum bearing film"), need("vacuum chair leg wood")
    answer = offer("vacuum bearing film")
    for listing in (strong, weak):
        refreshed(listing)
    Listing.objects.filter(pk=answer.pk).update(description="vacuum vacuum", revision=2)
    answer.refresh_from_db()
    refreshed(answer)
    row = Candidate.objects.get(need=weak)
    own = match_listing(weak).own
    assert own.index.keys_of(own.best.ids) == [answer.public_id]
    assert (row.rank_for_need, row.offer_revision) == (1, 2)
    assert row.score == own.best.scores[0]


def test_candidate_that_has_no_row_yet_gets_one_when_its_neighbour_is_matched():
    wanted, answer = need("vacuum bearing"), offer("vacuum bearing film")
    other = offer("vacuum bearing steel plate press")
    refreshed(answer)
    assert ranks()[wanted.title, other.title] == (2, None)
    refreshed(other)
    assert ranks() == {(wanted.title, answer.title): (1, 1), (wanted.title, other.title): (2, 1)}


@pytest.mark.parametrize("rows", [1, 3])
def test_refresh_of_an_offer_with_more_needs_asks_no_more_queries(rows, django_assert_num_queries, settings):
    settings.PROPOSAL_FLOOR = 2
    answer = offer("vacuum bearing")
    for n in range(rows):
        need(f"vacuum bearing {n}")
    match_listing(answer)
    with django_assert_num_queries(11):
        finding = match_listing(answer)
    with django_assert_num_queries({"sqlite": 14, "postgresql": 16}[connection.vendor]):
        assert apply_listing(finding)[0] == Kept(new=rows, updated=rows)


def test_partner_that_ranked_the_listing_while_it_was_matched_is_matched_again():
    wanted, answer = need("vacuum bearing"), offer("garden chair")
    finding = match_listing(wanted)
    Candidate.objects.create(
        need=wanted,
        offer=answer,
        score=0.5,
        strength=0.5,
        rank_for_offer=1,
        need_revision=1,
        offer_revision=1,
    )
    apply_listing(finding)
    assert list(MatchRequest.objects.values_list("listing", flat=True)) == [answer.pk]
