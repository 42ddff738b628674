from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.actor import actor_of
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.matching import ProposalFactory

BOARD = reverse("matching:board")


@pytest.mark.parametrize("rows", [1, 3])
def test_board_with_more_rows_asks_no_more_queries(login, reviewer, rows, django_assert_num_queries):
    ProposalFactory.create_batch(rows)
    client = login(reviewer)
    client.get(BOARD)
    with django_assert_num_queries(QUERIES):
        page = client.get(BOARD)
    assert len(page.context["proposals"]) == rows


QUERIES = 10  # session, person, memberships, staff roles, 2 counts, page, pace, first of the queue, menu


def test_board_shows_the_strongest_first_and_the_oldest_on_request(login, reviewer):
    now = timezone.now()
    weak_old = ProposalFactory(strength=0.2, proposed_at=now - timedelta(days=3))
    strong = ProposalFactory(strength=0.6, proposed_at=now)
    weak_new = ProposalFactory(strength=0.2, proposed_at=now - timedelta(days=1))
    client = login(reviewer)
    shown = [row["url"] for row in client.get(BOARD).context["proposals"]]
    assert shown == [reverse("matching:review", args=[p.public_id]) for p in (strong, weak_old, weak_new)]
    shown = [row["url"] for row in client.get(BOARD, {"order": "age"}).context["proposals"]]
    assert shown == [reverse("matching:review", args=[p.public_id]) for p in (weak_old, weak_new, strong)]


def test_board_counts_each_state_and_says_how_many_days_of_work_wait(login, reviewer, settings):
    settings.DECISIONS_PER_DAY = 2
    now = timezone.now()
    ProposalFactory.create_batch(3)
    ProposalFactory(held_until=now + timedelta(days=1))
    ProposalFactory(state="approved", decided_at=now)
    ProposalFactory(state="declined", decided_at=now, decline_kind="budget")
    ProposalFactory(state="closed", closed_at=now, closing="lapsed")
    page = login(reviewer).get(BOARD)
    assert [tab["count"] for tab in page.context["tabs"]] == [3, 1, 1, 1, 1]
    assert page.context["days"] == 2
    assert "3 waiting, 2 days of work" in page.content.decode()


@pytest.mark.parametrize(
    ("state", "words"),
    [("held", "On hold"), ("declined", "Declined: budget"), ("closed", "Lapsed"), ("approved", "Approved")],
)
def test_board_in_another_state_shows_how_it_came_to_it(login, reviewer, state, words):
    now = timezone.now()
    ProposalFactory(held_until=now + timedelta(days=1))
    ProposalFactory(state="approved", decided_at=now)
    ProposalFactory(state="declined", decided_at=now, decline_kind="budget")
    ProposalFactory(state="closed", closed_at=now, closing="lapsed")
    page = login(reviewer).get(BOARD, {"state": state})
    assert len(page.context["proposals"]) == 1
    assert words in page.content.decode()


def test_board_marks_proposals_of_ones_own_organisation_and_leaves_them_out_of_the_queue(login, proposal):
    reviewer = UserFactory(staff="reviewer")
    MembershipFactory(user=reviewer, organisation=proposal.need.organisation)
    page = login(actor_of(reviewer)).get(BOARD)
    assert [row["own"] for row in page.context["proposals"]] == [True]
    assert page.context["first"] is None
    assert "Your organisation takes part; a colleague decides." in page.content.decode()


def test_board_without_proposals_says_what_will_come(login, reviewer):
    page = login(reviewer).get(BOARD)
    assert "Nothing is waiting" in page.content.decode()


def test_board_is_for_reviewers(client, login, member, operator, db):
    assert client.get(BOARD).url.startswith(reverse("account_login"))
    for actor in (member, operator):
        page = login(actor).get(BOARD)
        assert page.status_code == 403
        assert "Only reviewers see the board." in page.content.decode()


def test_board_shows_twenty_to_a_page(login, reviewer, pair):
    need, offer = pair
    now = timezone.now()
    ProposalFactory.create_batch(
        21, need=need, offer=offer, state="declined", decided_at=now, decline_kind="ipr"
    )
    client = login(reviewer)
    assert len(client.get(BOARD, {"state": "declined"}).context["proposals"]) == 20
    assert len(client.get(BOARD, {"state": "declined", "page": 2}).context["proposals"]) == 1
