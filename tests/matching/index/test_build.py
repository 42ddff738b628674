from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from core.models import LeaseLost, WorkState
from matching import tasks
from matching.actions import requests
from matching.index import build
from matching.models import Candidate, IndexBuild, IndexGeneration, MatchRequest
from matching.pipeline import match_requests, rebuild
from tests.matching.pairs import need, offer

pytestmark = pytest.mark.django_db


def test_asking_twice_makes_one_request_that_waits():
    build.ask_build(reason="age")
    build.ask_build(reason="share")
    assert list(IndexBuild.objects.values_list("reason", "state")) == [("age", WorkState.WAITING)]


def test_asking_while_one_is_at_work_lets_another_wait():
    build.ask_build(reason="age")
    IndexBuild.objects.claim(1)
    build.ask_build(reason="share")
    assert sorted(IndexBuild.objects.values_list("reason", "state")) == [
        ("age", WorkState.LEASED),
        ("share", WorkState.WAITING),
    ]


def test_build_is_done_with_its_generation():
    need("vacuum")
    build.ask_build(reason="first")
    assert rebuild.work_off() == 1
    row = IndexBuild.objects.get()
    assert (row.state, row.generation, row.progress) == (
        WorkState.DONE,
        IndexGeneration.objects.current(),
        1,
    )


def test_build_whose_lease_was_lost_leaves_nothing_behind(settings):
    build.ask_build(reason="first")
    [row] = IndexBuild.objects.claim(1)
    IndexBuild.objects.update(state=WorkState.CANCELLED, lease=None, leased_until=None)
    with pytest.raises(LeaseLost):
        rebuild.build_now(row=row)
    assert (IndexGeneration.objects.count(), list(settings.INDEX_DIR.iterdir())) == (0, [])


def test_failed_build_stops_when_another_one_waits(monkeypatch):
    def full(*args, **kwargs):
        raise OSError("No space left")

    monkeypatch.setattr(build.engine, "build", full)
    build.ask_build(reason="age")
    [row] = IndexBuild.objects.claim(1)
    build.ask_build(reason="share")
    from core.work import work_through

    assert work_through([row], rebuild._build_one) == 0
    assert sorted(IndexBuild.objects.values_list("state", "last_error")) == [
        (WorkState.DEAD, "No space left; another request waits"),
        (WorkState.WAITING, ""),
    ]


def test_sweep_builds_the_first_generation():
    tasks.build_due()
    assert IndexGeneration.objects.current().documents == 0
    tasks.build_due()
    assert IndexGeneration.objects.count() == 1


@pytest.mark.parametrize(("fresh", "reason"), [(1, ""), (2, "share")])
def test_generation_is_due_when_enough_has_changed(settings, fresh, reason):
    settings.REBUILD_SHARE = 0.1
    for n in range(10):
        need(f"vacuum {n}")
    rebuild.build_now()
    for n in range(fresh):
        listing = need(f"bearing {n}")
        requests.ask(listings=[listing])
        requests.ask(listings=[listing])
    assert build.why_due() == reason


def test_generation_is_due_after_a_day():
    rebuild.build_now()
    assert build.why_due() == ""
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        assert build.why_due() == "age"


def test_generation_is_due_when_the_first_listing_of_another_language_came_in():
    for n in range(20):
        need(f"滚珠轴承 {n}", technical_specification="转速")
    rebuild.build_now()
    assert build.why_due() == ""
    requests.ask(listings=[offer("A ball bearing for pumps")])
    assert build.why_due() == "language"
    build.ask_build(reason="age")
    assert build.ask_when_due()
    assert IndexBuild.objects.count() == 1


def test_first_listing_of_another_language_finds_stored_needs_once_the_index_knows_its_words():
    for n in range(20):
        need(f"滚珠轴承 {n}", technical_specification="转速")
    before = rebuild.build_now()
    answer = offer("A ball bearing for pumps")
    requests.ask(listings=[answer])
    match_requests.work_off()
    assert (Candidate.objects.count(), IndexBuild.objects.get().reason) == (0, "language")
    tasks.build_due()
    match_requests.work_off()
    after = IndexGeneration.objects.current()
    assert (before.languages, after.languages) == (1, 2)
    assert {row.offer for row in Candidate.objects.all()} == {answer}
    assert set(MatchRequest.objects.values_list("listing", "state")) == {(answer.pk, WorkState.DONE)}
    requests.ask(listings=[offer("A pump")])
    match_requests.work_off()
    assert IndexBuild.objects.count() == 1
