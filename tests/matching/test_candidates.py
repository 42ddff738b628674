import pytest

from catalog.models import Listing
from matching.actions import candidates
from matching.actions.candidates import Kept
from matching.models import Candidate
from tests.matching.pairs import need, offer

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
    assert candidates.refresh(listing=wanted) == Kept(new=2)
    assert [row.offer.title for row in Candidate.objects.of(wanted)] == [
        "vacuum bearing coating",
        "vacuum pump",
    ]


def test_refresh_of_one_side_ranks_the_pair_for_the_other_side_too():
    first = need("vacuum bearing coating")
    offer("vacuum bearing coating")
    candidates.refresh(listing=first)
    second = need("vacuum bearing")
    candidates.refresh(listing=second)
    assert ranks() == {
        ("vacuum bearing coating", "vacuum bearing coating"): (1, 1),
        ("vacuum bearing", "vacuum bearing coating"): (1, 2),
    }


def test_refresh_from_either_side_gives_the_same_pairs():
    wanted, answer = need("vacuum bearing"), offer("vacuum bearing film")
    candidates.refresh(listing=wanted)
    before = Candidate.objects.values_list("score", "strength", "rank_for_need", "rank_for_offer").get()
    assert candidates.refresh(listing=answer) == Kept()
    assert (
        Candidate.objects.values_list("score", "strength", "rank_for_need", "rank_for_offer").get() == before
    )


def test_refresh_without_changes_writes_nothing():
    wanted = need("vacuum bearing")
    offer("vacuum bearing film")
    candidates.refresh(listing=wanted)
    found_at = Candidate.objects.get().found_at
    assert candidates.refresh(listing=wanted) == Kept()
    assert Candidate.objects.get().found_at == found_at


def test_refresh_after_a_change_writes_scores_and_revisions():
    wanted = need("vacuum bearing")
    offer("vacuum bearing film")
    candidates.refresh(listing=wanted)
    before = Candidate.objects.get()
    Listing.objects.filter(pk=wanted.pk).update(description="vacuum film film", revision=2)
    wanted.refresh_from_db()
    assert candidates.refresh(listing=wanted) == Kept(updated=1)
    after = Candidate.objects.get()
    assert (after.pk, after.need_revision) == (before.pk, 2)
    assert after.score != before.score


def test_refresh_after_a_change_deletes_who_is_neither_sides_candidate_any_longer():
    wanted = need("vacuum bearing")
    offer("vacuum bearing film")
    candidates.refresh(listing=wanted)
    Listing.objects.filter(pk=wanted.pk).update(title="chair", description="chair", revision=2)
    wanted.refresh_from_db()
    assert candidates.refresh(listing=wanted) == Kept(removed=1)
    assert ranks() == {}


def test_refresh_keeps_as_many_as_the_setting_says(settings):
    settings.CANDIDATES_PER_LISTING = 2
    wanted = need("vacuum bearing")
    for words in ("vacuum bearing", "vacuum bearing film", "vacuum film"):
        offer(words)
    candidates.refresh(listing=wanted)
    assert ranks() == {
        ("vacuum bearing", "vacuum bearing"): (1, 1),
        ("vacuum bearing", "vacuum bearing film"): (2, 1),
    }


def test_refresh_pushes_the_last_one_out_of_a_full_list_of_a_partner(settings):
    settings.CANDIDATES_PER_LISTING = 1
    offer("vacuum bearing")
    weak = need("vacuum chair")
    candidates.refresh(listing=weak)
    strong = need("vacuum bearing")
    candidates.refresh(listing=strong)
    assert ranks() == {
        ("vacuum chair", "vacuum bearing"): (1, None),
        ("vacuum bearing", "vacuum bearing"): (1, 1),
    }


def test_refresh_never_pairs_listings_of_one_organisation():
    wanted = need("vacuum bearing")
    offer("vacuum bearing", organisation=wanted.organisation)
    assert candidates.refresh(listing=wanted) == Kept()


def test_clear_removes_the_pairs_of_a_listing():
    wanted, answer = need("vacuum bearing"), offer("vacuum bearing")
    candidates.refresh(listing=wanted)
    assert candidates.clear(listings=[answer]) == 1
    assert ranks() == {}


@pytest.mark.parametrize("rows", [1, 3])
def test_refresh_with_more_partners_asks_no_more_queries(rows, django_assert_num_queries):
    wanted = need("vacuum bearing")
    for n in range(rows):
        offer(f"vacuum bearing {n}")
    finding = candidates.find(listing=wanted)
    with django_assert_num_queries(3):
        assert candidates.keep(finding=finding) == Kept(new=rows)
