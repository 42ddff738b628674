from datetime import timedelta

import pytest
from django.core.checks import run_checks
from django.utils import timezone

from accounts.actor import VISITOR
from catalog import ports
from catalog.enums import ListingState
from catalog.models import Listing
from catalog.ports import Page
from matching.index import TfidfRanker
from tests.factories.catalog import ListingFactory
from tests.factories.matching import ProposalFactory
from tests.matching.pairs import need, offer, refreshed

pytestmark = pytest.mark.django_db

ranker = TfidfRanker()


def search(text="", page=None, **facets):
    return ranker.search(text, VISITOR, {"kind": ["need"], **facets}, page or Page())


def ids(hits):
    return [hit.public_id for hit in hits.hits]


def test_ranker_is_installed_and_the_check_says_so(monkeypatch):
    assert isinstance(ports.ranker(), TfidfRanker)
    assert [error for error in run_checks() if error.id == "matching.E001"] == []
    monkeypatch.setattr(ports, "_installed", None)
    assert [error.id for error in run_checks() if error.id == "matching.E001"] == ["matching.E001"]


def test_search_with_a_text_gives_the_best_first_with_strength_and_terms():
    weak, strong = need("vacuum pump and other things of steel"), need("vacuum bearing")
    need("garden chair")
    offer("vacuum bearing")
    found = search("vacuum bearing")
    assert ids(found) == [strong.public_id, weak.public_id]
    assert found.total == 2
    assert found.hits[0].strength > found.hits[1].strength > 0
    assert {term for term, _weight in found.hits[0].terms} == {"vacuum bearing"}
    assert [term for term, _weight in found.hits[1].terms] == ["vacuum"]


@pytest.mark.parametrize("text", ["vacuum", ""])
def test_row_of_a_kind_that_is_no_longer_registered_does_not_stop_the_search(text):
    strange, known = need("vacuum pump"), need("vacuum bearing")
    assert len(search(text).hits) == 2
    Listing.objects.filter(pk=strange.pk).update(kind="facility")
    assert ids(search(text)) == [known.public_id]


def test_search_without_a_text_gives_the_newest_first():
    now = timezone.now()
    listings = [need("vacuum", published_at=now - timedelta(days=days)) for days in (3, 1, 2)]
    found = search("  ")
    assert ids(found) == [listings[1].public_id, listings[2].public_id, listings[0].public_id]
    assert {hit.strength for hit in found.hits} == {None}


def test_search_shows_one_page_and_counts_all():
    now = timezone.now()
    listings = [need("vacuum", published_at=now - timedelta(days=days)) for days in range(5)]
    found = search(page=Page(number=2, size=2))
    assert (ids(found), found.total) == ([listings[2].public_id, listings[3].public_id], 5)


def test_search_narrows_by_facets_and_counts_each_without_its_own_choice():
    one = need("vacuum", partnership_types=["licence"], country="CN")
    need("vacuum", partnership_types=["service"], country="CN")
    need("vacuum", partnership_types=["service"], country="DE")
    found = search(partnership=["licence"])
    assert ids(found) == [one.public_id]
    assert found.facets["partnership"] == {"licence": 1, "service": 2}
    assert found.facets["country"] == {"CN": 1}


def test_search_never_shows_what_is_not_published():
    ListingFactory(title="vacuum")
    shown, hidden = need("vacuum"), need("vacuum")
    assert search("vacuum").total == 2
    Listing.objects.filter(pk=hidden.pk).update(state=ListingState.ON_HOLD)
    assert (ids(search("vacuum")), search("vacuum").total) == ([shown.public_id], 1)
    assert ids(search()) == [shown.public_id]


@pytest.mark.parametrize("text", ["轴承", "5G基站散热", "散热"])
def test_search_finds_chinese_and_mixed_text(text):
    wanted = need("5G基站散热用无油轴承", language="zh")
    need("花园椅子", language="zh")
    assert ids(search(text)) == [wanted.public_id]


def test_similar_gives_the_other_kind_and_leaves_out_the_one_asked_for():
    one, other = offer("vacuum bearing"), offer("vacuum bearing film")
    need("vacuum bearing")
    found = ranker.similar("vacuum bearing", "offer", exclude=one.public_id)
    assert (ids(found), found.total) == ([other.public_id], 1)
    assert {term for term, _weight in found.hits[0].terms} == {"vacuum bearing"}


def test_similar_writes_nothing(django_assert_num_queries):
    offer("vacuum bearing")
    ranker.similar("vacuum bearing", "offer")
    with django_assert_num_queries(4) as captured:  # generation, stand-in's state, page, its patents
        ranker.similar("vacuum bearing", "offer")
    assert {query["sql"].split()[0] for query in captured.captured_queries} == {"SELECT"}


def test_codes_are_suggested_from_similar_listings_best_first():
    offer("vacuum bearing", technology_codes=["ipc:F16C"], industry_codes=["gbt4754:34"])
    offer("vacuum bearing film", technology_codes=["ipc:F16C", "ipc:C23C"])
    offer("garden chair", technology_codes=["ipc:A47C"])
    codes = ranker.suggest_codes("vacuum bearing")
    assert codes[0] == "ipc:F16C"
    assert set(codes) == {"ipc:F16C", "ipc:C23C", "gbt4754:34"}


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("text", "queries"), [("vacuum", 4), ("", 3)])
def test_search_with_more_hits_asks_no_more_queries(rows, text, queries, django_assert_num_queries):
    for n in range(rows):
        need(f"vacuum bearing {n}")
    search(text)
    with django_assert_num_queries(queries):
        assert search(text).total == rows


def test_pair_ranks_say_which_of_how_many(settings):
    settings.PROPOSAL_FLOOR = 2
    from matching.queries import pair_ranks

    wanted = need("vacuum bearing")
    offer("vacuum bearing")
    second = offer("vacuum bearing film coating")
    refreshed(wanted)
    assert pair_ranks(ProposalFactory(need=wanted, offer=second)) == (2, 2, 1, 1)
    assert pair_ranks(ProposalFactory()) == (None, 0, None, 0)
