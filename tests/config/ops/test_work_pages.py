import logging
import re

import pytest
from django.urls import reverse

from core.logs import PlainRefusal
from core.models import AuditEvent, LeaseLost, WorkState
from matching.models import IndexBuild, MatchRequest, MatchRun, MatchShard
from tests.factories.catalog import ListingFactory

pytestmark = pytest.mark.django_db
KIND = "matching.matchrequest"


def dead_row(error="no such listing"):
    MatchRequest.objects.ask([ListingFactory()])
    [row] = MatchRequest.objects.claim(1)
    row.give_up(error)
    return row


def test_overview_counts_every_kind_and_prints_the_last_error(login, operator):
    dead_row("the floor gave way")
    page = login(operator).get(reverse("ops:work"))
    [kind] = [kind for kind in page.context["kinds"] if kind["name"] == KIND]
    assert {count["state"]: count["n"] for count in kind["counts"]}["dead"] == 1
    assert "the floor gave way" in page.content.decode()


@pytest.mark.parametrize("name", ["work", "work_rows"])
@pytest.mark.parametrize("who", ["member", "reviewer"])
def test_only_operators_see_work(request, login, name, who):
    actor = request.getfixturevalue(who)
    address = reverse(f"ops:{name}", kwargs={"kind": KIND} if name == "work_rows" else {})
    assert login(actor).get(address).status_code == 403


def test_try_again_puts_a_dead_row_back_and_is_in_the_audit(login, operator):
    row = dead_row()
    login(operator).post(reverse("ops:try_again", args=[KIND]), {"row": [row.pk]})
    row.refresh_from_db()
    assert (row.state, row.attempts, row.last_error) == (WorkState.WAITING, 0, "")
    assert AuditEvent.objects.get(verb="work.tried_again").object_id == str(row.pk)


def test_cancel_ends_a_waiting_row(login, operator):
    MatchRequest.objects.ask([ListingFactory()])
    row = MatchRequest.objects.get()
    login(operator).post(reverse("ops:cancel", args=[KIND]), {"row": [row.pk]})
    assert MatchRequest.objects.get().state == WorkState.CANCELLED


def test_a_running_row_is_left_alone_and_said_so(login, operator):
    MatchRequest.objects.ask([ListingFactory()])
    [row] = MatchRequest.objects.claim(1)
    page = login(operator).post(reverse("ops:cancel", args=[KIND]), {"row": [row.pk]}, follow=True)
    assert MatchRequest.objects.get().state == WorkState.LEASED
    assert "stay as they are" in page.content.decode()


def test_trying_again_what_already_waits_elsewhere_is_refused_with_a_sentence(login, operator):
    IndexBuild.objects.create(reason="schedule")
    [dead] = IndexBuild.objects.claim(1)
    dead.give_up("disk full")
    IndexBuild.objects.create(reason="operator")
    address = reverse("ops:try_again", args=["matching.indexbuild"])
    page = login(operator).post(address, {"row": [dead.pk]}, follow=True)
    dead.refresh_from_db()
    assert dead.state == WorkState.DEAD
    assert "already waiting elsewhere" in page.content.decode()


def test_an_unknown_kind_is_not_found(login, operator):
    assert login(operator).get(reverse("ops:work_rows", args=["accounts.user"])).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_more_rows_ask_no_more_queries(login, operator, rows, django_assert_num_queries):
    MatchRequest.objects.ask(ListingFactory.create_batch(rows))
    client = login(operator)
    client.get(reverse("ops:work_rows", args=[KIND]))
    with django_assert_num_queries(7):
        page = client.get(reverse("ops:work_rows", args=[KIND]))
    assert len(page.context["page"].object_list) == rows


def test_rows_and_our_own_errors_are_said_in_the_reader_s_language(login, operator):
    row = dead_row("worker lost")
    IndexBuild.objects.create(reason="first")
    client = login(operator)
    client.post(reverse("set_language"), {"language": "zh-hans"})
    page = client.get(reverse("ops:work_rows", args=[KIND])).content.decode()
    assert (f"条目 {row.listing_id}，第 1 版" in page, "后台程序中断" in page, "worker lost" in page) == (
        True,
        True,
        False,
    )
    assert "尚无索引" in client.get(reverse("ops:work_rows", args=["matching.indexbuild"])).content.decode()


def test_links_around_states_hold_no_blank(login, operator):
    page = login(operator).get(reverse("ops:work")).content.decode()
    links = re.findall(r'<a href="[^"]*\?state=\w+">(.*?)</a>', page, re.DOTALL)
    assert links
    assert [link for link in links if link != link.strip()] == []


def test_a_refused_page_is_one_line_of_the_log_and_no_error(login, member, caplog):
    with caplog.at_level(logging.INFO):
        login(member).get(reverse("ops:work"))
    [record] = [record for record in caplog.records if record.name == "django.request"]
    assert PlainRefusal().filter(record)
    assert (record.levelname, record.exc_info, record.getMessage()) == (
        "INFO",
        None,
        f"Forbidden (Permission denied): {reverse('ops:work')}",
    )


def test_an_error_keeps_its_trace_in_the_log():
    record = logging.makeLogRecord({"levelno": logging.ERROR, "exc_info": (1, 2, 3), "status_code": 500})
    assert PlainRefusal().filter(record)
    assert (record.levelno, record.exc_info) == (logging.ERROR, (1, 2, 3))


def test_refusals_pass_the_filter_in_every_setting(settings):
    assert settings.LOGGING["handlers"]["console"]["filters"] == ["plain_refusal"]
    assert settings.LOGGING["filters"] == {"plain_refusal": {"()": "core.logs.PlainRefusal"}}


def test_everything_open_of_a_kind_that_stops_is_cancelled_at_once(login, operator):
    IndexBuild.objects.ask("age")
    [running] = IndexBuild.objects.claim(1)
    IndexBuild.objects.ask("share")
    client = login(operator)
    url = reverse("ops:cancel", kwargs={"kind": "matching.indexbuild"})
    assert url in client.get(reverse("ops:work")).content.decode()
    client.post(url, {"every": "open"})
    assert set(IndexBuild.objects.values_list("state", "lease")) == {(WorkState.CANCELLED, None)}
    with pytest.raises(LeaseLost):
        running.finish()
    assert AuditEvent.objects.filter(verb="work.cancelled").count() == 2
    assert url not in client.get(reverse("ops:work")).content.decode()


def test_rows_of_a_kind_that_cannot_stop_are_not_cancelled_all_at_once(login, operator):
    MatchRequest.objects.ask([ListingFactory()])
    url = reverse("ops:cancel", kwargs={"kind": KIND})
    login(operator).post(url, {"every": "open"})
    assert MatchRequest.objects.get().state == WorkState.WAITING


@pytest.mark.parametrize("rows", [1, 3])
def test_parts_of_a_run_lead_to_the_run(login, operator, rows, django_assert_num_queries):
    run = MatchRun.objects.create(code_version="tenon 0")
    for first in range(rows):
        MatchShard.objects.create(run=run, kind="need", first=first, last=first, size=1)
    client, url = login(operator), reverse("ops:work_rows", kwargs={"kind": "matching.matchshard"})
    client.get(url)
    with django_assert_num_queries(7):
        html = client.get(url).content.decode()
    assert html.count(f'href="{run.get_absolute_url()}"') == rows
