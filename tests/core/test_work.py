import re
from datetime import timedelta
from itertools import pairwise
from uuid import uuid4

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.models import LeaseLost, WorkState
from core.work import Later, Never, free_leases, work_through
from matching.models import MatchRequest
from tests.factories.catalog import ListingFactory

pytestmark = pytest.mark.django_db


def ask(n=1):
    listings = ListingFactory.create_batch(n)
    MatchRequest.objects.ask(listings)
    return listings


def test_claim_gives_each_row_once():
    ask(3)
    first, second = MatchRequest.objects.claim(2), MatchRequest.objects.claim(5)
    assert (len(first), len(second)) == (2, 1)
    assert {row.pk for row in first}.isdisjoint(row.pk for row in second)
    assert {row.attempts for row in first + second} == {1}


def rows_due(*minutes_ago):
    """One request per figure, in this order of keys, due so many minutes ago."""
    ask(len(minutes_ago))
    rows, now = list(MatchRequest.objects.order_by("pk")), timezone.now()
    for row, minutes in zip(rows, minutes_ago, strict=True):
        row.due_at = now - timedelta(minutes=minutes)
    MatchRequest.objects.bulk_update(rows, ["due_at"])
    return rows


def claimed_one_by_one(n):
    return [row.pk for _n in range(n) for row in MatchRequest.objects.claim(1)]


def test_claim_takes_what_has_been_due_for_longest_first():
    first, second, third = rows_due(1, 9, 5)
    assert claimed_one_by_one(3) == [second.pk, third.pk, first.pk]


def test_claim_of_several_gives_them_in_the_order_of_their_time():
    first, second, third = rows_due(1, 9, 5)
    assert MatchRequest.objects.claim(3) == [second, third, first]


def test_claim_of_rows_that_are_due_at_one_moment_goes_by_their_keys():
    """A row whose worker died has its time too: it comes before a waiting one with a higher key."""
    rows = rows_due(5, 5, 5, 5)
    long_ago = timezone.now() - timedelta(minutes=1)
    MatchRequest.objects.filter(pk__in=[rows[0].pk, rows[2].pk]).update(
        state=WorkState.LEASED, lease=uuid4(), leased_until=long_ago
    )
    assert claimed_one_by_one(4) == [row.pk for row in rows]
    MatchRequest.objects.update(due_at=long_ago, leased_until=long_ago)
    assert MatchRequest.objects.claim(4) == rows


def test_claim_says_the_whole_order_to_the_database():
    """SQLite breaks ties by the key of itself; another database breaks them as it likes unless it is told."""
    rows_due(5, 5)
    with CaptureQueriesContext(connection) as asked:
        MatchRequest.objects.claim(2)
    orders = [part for query in asked for part in re.findall(r"ORDER BY (.*?)(?: LIMIT|$)", query["sql"])]
    keys = [re.sub(r'[^ ,]*"(?=[a-z_]+" )|"', "", order) for order in orders]
    assert keys == [
        "due_at ASC, 1 ASC",
        "due_at ASC, id ASC",
    ]  # 1: the column that the first one selects, the key


def test_claim_of_a_row_whose_lease_ran_out_gives_it_again():
    ask()
    [row] = MatchRequest.objects.claim(1)
    with time_machine.travel(timezone.now() + timedelta(seconds=MatchRequest.LEASE_SECONDS + 1)):
        [again] = MatchRequest.objects.claim(1)
        assert (again.pk, again.attempts) == (row.pk, 2)
        with pytest.raises(LeaseLost):
            row.finish()


def test_finish_within_the_lease_makes_the_row_done():
    ask()
    [row] = MatchRequest.objects.claim(1)
    row.finish()
    assert (row.state, row.lease, row.leased_until) == (WorkState.DONE, None, None)
    assert MatchRequest.objects.claim(1) == []


def test_asking_again_while_it_runs_takes_the_lease_away():
    [listing] = ask()
    [row] = MatchRequest.objects.claim(1)
    MatchRequest.objects.ask([listing])
    with pytest.raises(LeaseLost):
        row.finish()
    assert MatchRequest.objects.get().state == WorkState.WAITING


def test_failing_work_waits_longer_each_time_and_stops_after_its_attempts():
    ask()
    pauses = []
    now = timezone.now()
    with time_machine.travel(now, tick=False) as clock:
        for _ in range(MatchRequest.ATTEMPTS):
            [row] = MatchRequest.objects.claim(1)
            work_through([row], lambda row: (_ for _ in ()).throw(Later("not yet")))
            row.refresh_from_db()
            pauses.append((row.due_at - timezone.now()).total_seconds())
            clock.move_to(row.due_at + timedelta(seconds=1))
    assert row.state == WorkState.DEAD
    assert row.last_error == "not yet"
    assert all(later > sooner for sooner, later in pairwise(pauses[:-1]))


def test_work_that_can_never_be_done_stops_at_once():
    ask()
    rows = MatchRequest.objects.claim(1)
    work_through(rows, lambda row: (_ for _ in ()).throw(Never("no such listing")))
    row = MatchRequest.objects.get()
    assert (row.state, row.attempts, row.last_error) == (WorkState.DEAD, 1, "no such listing")


def test_an_unexpected_error_is_written_on_the_row_and_the_next_row_is_worked_off():
    ask(2)
    rows = MatchRequest.objects.claim(2)

    def handle(row):
        if row == rows[0]:
            raise ZeroDivisionError("nought")
        row.finish()

    assert work_through(rows, handle) == 1
    rows[0].refresh_from_db()
    assert rows[0].state == WorkState.WAITING
    assert rows[0].last_error.startswith("ZeroDivisionError: nought")


def test_a_worker_killed_too_often_leaves_a_dead_row():
    ask()
    for n in range(MatchRequest.ATTEMPTS + 1):
        with time_machine.travel(timezone.now() + timedelta(hours=n)):
            MatchRequest.objects.claim(1)
    row = MatchRequest.objects.get()
    assert (row.state, row.attempts, row.last_error) == (WorkState.DEAD, MatchRequest.ATTEMPTS, "worker lost")


def test_try_again_gives_a_dead_row_all_its_attempts():
    ask()
    [row] = MatchRequest.objects.claim(1)
    row.give_up("broken")
    assert MatchRequest.objects.all().try_again() == 1
    [again] = MatchRequest.objects.claim(1)
    assert again.attempts == 1


def test_postponed_work_does_not_count_the_attempt():
    ask()
    [row] = MatchRequest.objects.claim(1)
    row.postpone(due_at=timezone.now())
    assert (row.state, row.attempts) == (WorkState.WAITING, 0)


def test_a_lease_without_state_is_refused_by_the_database():
    ask()
    with pytest.raises(IntegrityError, match="matching_matchrequest_leased_iff_lease"), transaction.atomic():
        MatchRequest.objects.update(state=WorkState.LEASED)


def test_freed_leases_can_be_claimed_at_once():
    ask(2)
    MatchRequest.objects.claim(1)
    assert free_leases() == 1
    assert len(MatchRequest.objects.claim(5)) == 2


def test_row_is_due_at_its_very_moment_and_not_before():
    now = timezone.now()
    ask()
    MatchRequest.objects.update(due_at=now)
    with time_machine.travel(now - timedelta(seconds=1), tick=False):
        assert MatchRequest.objects.claim(1) == []
    with time_machine.travel(now, tick=False):
        assert len(MatchRequest.objects.claim(1)) == 1


def test_try_again_ends_the_pause_of_a_waiting_row():
    ask()
    MatchRequest.objects.update(due_at=timezone.now() + timedelta(hours=1), attempts=3, last_error="away")
    assert MatchRequest.objects.all().try_again() == 1
    [row] = MatchRequest.objects.claim(1)
    assert (row.attempts, row.last_error) == (1, "")


def test_cancel_leaves_a_running_row_to_its_worker():
    ask(2)
    [running] = MatchRequest.objects.claim(1)
    assert MatchRequest.objects.all().cancel() == 1
    running.finish()
    assert sorted(MatchRequest.objects.values_list("state", flat=True)) == ["cancelled", "done"]


def test_finished_row_has_no_error_of_an_earlier_try():
    ask()
    MatchRequest.objects.update(last_error="mail server away")
    [row] = MatchRequest.objects.claim(1)
    row.finish()
    assert (row.last_error, row.finished_at is not None) == ("", True)


def test_lease_lasts_as_long_as_the_setting_says(settings):
    settings.LEASE_SECONDS = 7
    ask()
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        [row] = MatchRequest.objects.claim(1)
    assert row.leased_until == now + timedelta(seconds=7)


@pytest.mark.parametrize("failure", [None, Later("not yet"), Never("gone"), ZeroDivisionError("nought")])
def test_row_that_another_worker_has_taken_meanwhile_stays_as_that_one_left_it(failure):
    ask(2)
    rows = MatchRequest.objects.claim(2)

    def handle(row):
        if row == rows[0]:
            MatchRequest.objects.filter(pk=row.pk).update(lease=uuid4())
            if failure:
                raise failure
        row.finish()

    assert work_through(rows, handle) == 1
    rows[0].refresh_from_db()
    assert (rows[0].state, rows[0].last_error) == (WorkState.LEASED, "")


def test_renewing_a_lease_prolongs_it_and_of_a_lost_one_is_refused():
    ask()
    now = timezone.now()
    with time_machine.travel(now, tick=False) as clock:
        [row] = MatchRequest.objects.claim(1)
        clock.shift(60)
        row.renew(progress=5)
        found = MatchRequest.objects.get()
        assert (found.progress, found.leased_until) == (5, now + timedelta(seconds=60) + row.lease_time())
    MatchRequest.objects.update(lease=uuid4())
    with pytest.raises(LeaseLost):
        row.renew()


@pytest.mark.parametrize("door", ["try_later", "give_up"])
def test_error_of_any_length_keeps_its_beginning(door):
    ask()
    [row] = MatchRequest.objects.claim(1)
    getattr(row, door)("away " * 1000)
    assert row.last_error == "away " * 400
