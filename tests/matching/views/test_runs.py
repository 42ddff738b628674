from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from matching.models import MatchRun, MatchShard

RUNS = reverse("matching:runs")


def run(**fields):
    row = MatchRun.objects.create(
        code_version="tenon 0", needs=30, offers=70, parameters={"floor": 0.12}, **fields
    )
    MatchShard.objects.create(run=row, kind="need", first=1, last=30, size=30, state="done", proposals_new=4)
    MatchShard.objects.create(run=row, kind="offer", first=1, last=70, size=70)
    return row


@pytest.mark.parametrize("rows", [1, 3])
def test_runs_with_more_rows_ask_no_more_queries(login, operator, rows, django_assert_num_queries):
    for _ in range(rows):
        run()
    client = login(operator)
    client.get(RUNS)
    with django_assert_num_queries(QUERIES):
        page = client.get(RUNS)
    assert len(page.context["runs"]) == rows


QUERIES = 8


def test_run_shows_progress_sums_and_parts_and_asks_again_while_it_runs(login, operator):
    row = run()
    html = login(operator).get(reverse("matching:run", args=[row.public_id])).content.decode()
    assert "30 of 100 listings" in html
    assert 'hx-trigger="every 2s"' in html
    assert "Cancel this run" in html


def test_finished_run_does_not_ask_again(login, operator):
    row = run(state="done", finished_at=timezone.now())
    html = (
        login(operator)
        .get(reverse("matching:run", args=[row.public_id]), headers={"HX-Request": "true"})
        .content.decode()
    )
    assert "<html" not in html
    assert "hx-trigger" not in html
    assert "Cancel this run" not in html


def test_start_makes_a_run_and_opens_it(login, operator, pair):
    answer = login(operator).post(reverse("matching:start_run"))
    row = MatchRun.objects.get()
    assert answer.url == reverse("matching:run", args=[row.public_id])
    assert (row.needs, row.offers, row.asked_by) == (1, 1, str(operator.person))


def test_cancel_stops_a_run_once(login, operator):
    row = run()
    client = login(operator)
    url = reverse("matching:cancel_run", args=[row.public_id])
    assert "The run is cancelled." in client.post(url, follow=True).content.decode()
    row.refresh_from_db()
    assert row.state == "cancelled"
    assert "The run was over already." in client.post(url, follow=True).content.decode()


def test_runs_are_for_operators(client, login, reviewer, member):
    row = run()
    get = [RUNS, reverse("matching:run", args=[row.public_id])]
    post = [reverse("matching:start_run"), reverse("matching:cancel_run", args=[row.public_id])]
    for actor in (reviewer, member):
        assert [login(actor).get(url).status_code for url in get] == [403, 403]
        assert [login(actor).post(url).status_code for url in post] == [403, 403]
    assert all(client.get(url).url.startswith(reverse("account_login")) for url in get)
    assert MatchRun.objects.get().state == "running"


def test_no_run_yet_says_when_one_is_needed(login, operator):
    assert "No full run yet" in login(operator).get(RUNS).content.decode()


def test_run_that_goes_on_says_how_fast_and_until_when(login, operator):
    row = run()
    MatchRun.objects.update(started_at=timezone.now() - timedelta(seconds=60))
    MatchShard.objects.filter(kind="need").update(cost=100)
    MatchShard.objects.filter(kind="offer").update(cost=300)
    page = login(operator).get(reverse("matching:run", args=[row.public_id]))
    assert page.context["rate"] == "0.5"
    assert abs((page.context["ends"] - timezone.now()).total_seconds() - 180) < 5
    assert "expected to end at" in page.content.decode()


def test_run_that_is_over_or_has_not_begun_says_no_end(login, operator):
    row = run()
    MatchShard.objects.update(state="waiting")
    page = login(operator).get(reverse("matching:run", args=[row.public_id]))
    assert (page.context["rate"], page.context["ends"]) == ("", None)
    MatchRun.objects.update(state="done", finished_at=timezone.now())
    assert login(operator).get(reverse("matching:run", args=[row.public_id])).context["ends"] is None
