from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.enums import ListingState
from catalog.models import Listing
from matching import index as live_index
from matching.actions import requests
from matching.index import build, live
from matching.models import IndexBuild, IndexChange, IndexGeneration
from matching.pipeline import rebuild
from tests.matching.pairs import need, offer

pytestmark = pytest.mark.django_db(transaction=True)


def keys():
    return set(live_index.current_index().keys())


def withdraw(listing):
    Listing.objects.filter(pk=listing.pk).update(state=ListingState.WITHDRAWN)
    requests.leave(listings=[listing])


def test_index_without_a_generation_is_made_on_the_spot():
    wanted = need("vacuum")
    assert (keys(), live_index.current().generation) == ({wanted.public_id}, None)
    other = offer("bearing")
    assert keys() == {wanted.public_id, other.public_id}
    withdraw(other)
    assert keys() == {wanted.public_id}


def test_large_site_without_a_generation_answers_nothing_until_it_is_built(settings):
    settings.STAND_IN_LIMIT = 1
    need("vacuum"), need("bearing")
    assert keys() == set()
    rebuild.build_now()
    assert len(keys()) == 2


def test_index_is_the_same_object_as_long_as_nothing_changes(django_assert_num_queries):
    need("vacuum")
    rebuild.build_now()
    first = live_index.current_index()
    with django_assert_num_queries(1):
        assert live_index.current_index() is first


def test_published_listing_is_found_with_its_commit():
    rebuild.build_now()
    wanted = need("vacuum")
    requests.ask(listings=[wanted])
    assert keys() == {wanted.public_id}


def test_listing_that_left_is_gone_with_its_commit():
    wanted = need("vacuum")
    rebuild.build_now()
    assert keys() == {wanted.public_id}
    withdraw(wanted)
    assert keys() == set()


def test_changed_listing_is_found_by_its_new_text():
    wanted = need("vacuum")
    rebuild.build_now()
    Listing.objects.filter(pk=wanted.pk).update(title="chair", description="chair", revision=2)
    requests.ask(listings=[wanted])
    found = live_index.current_index().search("chair")
    assert [match.key for match in found.matches] == [wanted.public_id]


def test_extending_reads_only_what_changed(monkeypatch):
    for n in range(3):
        need(f"vacuum {n}")
    rebuild.build_now()
    keys()
    read = []
    monkeypatch.setattr(
        live.corpus,
        "documents",
        lambda rows: read.extend(rows) or [live.corpus.document(row) for row in rows],
    )
    fresh = need("bearing")
    requests.ask(listings=[fresh])
    assert len(keys()) == 4
    assert read == [fresh]


def test_deleted_listing_is_gone_although_its_row_is():
    wanted = need("vacuum")
    rebuild.build_now()
    assert keys() == {wanted.public_id}
    requests.leave(listings=[wanted])
    Listing.objects.all().delete()
    assert keys() == set()


def test_what_is_rolled_back_never_enters_the_shared_index():
    from django.db import transaction

    rebuild.build_now()
    keys()
    with transaction.atomic():
        wanted = need("vacuum")
        requests.ask(listings=[wanted])
        assert keys() == {wanted.public_id}
        transaction.set_rollback(True)
    other = need("chair")
    requests.ask(listings=[other])
    assert keys() == {other.public_id}


def test_damaged_generation_asks_for_another_and_the_one_before_serves(monkeypatch):
    monkeypatch.setattr(live, "_asked_at", float("-inf"))
    wanted = need("vacuum")
    before = rebuild.build_now()
    broken = rebuild.build_now()
    for path in broken.folder.iterdir():
        path.write_bytes(b"torn")
    live_index.forget()
    assert (live_index.current().generation, keys()) == (before, {wanted.public_id})
    assert list(IndexBuild.objects.values_list("reason", flat=True)) == ["damaged or missing"]


def test_missing_folder_is_served_by_a_stand_in(monkeypatch):
    monkeypatch.setattr(live, "_asked_at", float("-inf"))
    wanted = need("vacuum")
    generation = rebuild.build_now()
    live_index.forget()
    generation.folder.rename(generation.folder.with_name("elsewhere"))
    assert (live_index.current().generation, keys()) == (None, {wanted.public_id})
    assert IndexBuild.objects.count() == 1


def test_run_keeps_its_generation_when_a_newer_one_is_current():
    wanted = need("vacuum")
    first = rebuild.build_now()
    second = rebuild.build_now()
    assert live_index.current(first).generation == first
    assert live_index.current().generation == second
    withdraw(wanted)
    assert set(live_index.current(first).index.keys()) == set()


def test_change_made_while_the_listings_are_read_stands_in_the_delta(monkeypatch):
    wanted = need("vacuum")
    read = build.corpus.published

    def meanwhile():
        yield from list(read())
        withdraw(wanted)

    monkeypatch.setattr(build.corpus, "published", meanwhile)
    generation = rebuild.build_now()
    assert (generation.documents, keys()) == (1, set())


def test_build_becomes_current_and_collects_what_is_older_than_the_one_before():
    for n in range(3):
        wanted = need(f"vacuum {n}")
        requests.ask(listings=[wanted])
        rebuild.build_now()
    rows = list(IndexGeneration.objects.order_by("pk").values_list("documents", "is_current"))
    assert rows == [(2, False), (3, True)]
    assert {folder.name for folder in IndexGeneration.objects.current().folder.parent.iterdir()} == set(
        IndexGeneration.objects.values_list("public_id", flat=True)
    )
    assert IndexChange.objects.count() == 1


def test_orphaned_folder_goes_when_nobody_can_be_writing_it(settings):
    import os

    settings.INDEX_DIR.mkdir(parents=True)
    old, young = settings.INDEX_DIR / "old", settings.INDEX_DIR / "young"
    old.mkdir(), young.mkdir()
    past = (timezone.now() - timedelta(days=1)).timestamp()
    os.utime(old, (past, past))
    assert build.collect() == 1
    assert [folder.name for folder in settings.INDEX_DIR.iterdir()] == ["young"]
