"""The staff pages about letters."""

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from core.models import AuditEvent, WorkState
from notifications.actions import News, write
from notifications.models import Letter
from tests.factories.accounts import OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter():
    def _letter(address="li@firm.example", **fields):
        organisation = OrganisationFactory(verification="waiting", name_en="Brightmill <Optics>")
        row = write(
            kind="organisation_to_verify",
            recipient=UserFactory(email=address, staff="reviewer"),
            news=[News(f"{organisation.public_id}:1", {"organisation": organisation.public_id})],
        )
        Letter.objects.filter(pk=row.pk).update(**fields)
        row.refresh_from_db()
        return row

    return _letter


@pytest.fixture
def browser(operator, login):
    return login(operator)


LIST = "/staff/letters/"


@pytest.mark.parametrize("rows", [1, 3])
def test_list_with_more_letters_asks_no_more_queries(browser, letter, rows, django_assert_num_queries):
    for n in range(rows):
        letter(f"p{n}@firm.example")
    browser.get(LIST)
    with django_assert_num_queries(QUERIES_OF_THE_LIST):
        page = browser.get(LIST)
    assert len(page.context["page"]) == rows


QUERIES_OF_THE_LIST = 7


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", ["b@y.example", "a@x.example"]),
        ("?state=dead", ["b@y.example"]),
        ("?state=nonsense", ["b@y.example", "a@x.example"]),
        ("?q=A@X", ["a@x.example"]),
        ("?q=%00'%22%3C", []),
        ("?kind=organisation_to_verify&state=waiting", ["a@x.example"]),
        ("?kind=secret", []),
        ("?page=99", ["b@y.example", "a@x.example"]),
    ],
)
def test_list_is_filtered_by_state_kind_and_address(browser, letter, query, shown):
    letter("a@x.example")
    letter("b@y.example", state=WorkState.DEAD, refused="550 no such user")
    page = browser.get(LIST + query)
    assert [row.address for row in page.context["page"]] == shown


def test_list_shows_what_the_mail_server_said(browser, letter):
    letter(state=WorkState.DEAD, refused="550 no such user")
    assert "550 no such user" in browser.get(LIST).content.decode()


def test_list_without_letters_says_so(browser):
    assert "No letters yet" in browser.get(LIST).content.decode()


def test_page_of_a_letter_shows_its_text_escaped_and_the_html_apart(browser, letter):
    row = letter()
    page = browser.get(row.get_absolute_url())
    assert page.context["composed"].subject == "To verify: Brightmill <Optics>"
    assert "To verify: Brightmill &lt;Optics&gt;" in page.content.decode()
    assert "unsafe-inline" not in page["Content-Security-Policy"]
    html = browser.get(reverse("notifications:letter_html", args=[row.public_id]))
    assert html["Content-Security-Policy"].startswith(
        "sandbox; default-src 'none'; style-src 'unsafe-inline'"
    )
    assert "Brightmill &lt;Optics&gt; (enterprise) waits for verification." in html.content.decode()


def test_letter_that_was_not_sent_says_why_in_the_readers_language(browser, letter):
    row = letter()
    Letter.objects.filter(pk=row.pk).update(state="dead", last_error="nothing left to say")
    browser.post(reverse("set_language"), {"language": "zh-hans"})
    page = browser.get(row.get_absolute_url()).content.decode()
    assert ("内容均已失效，不再发送" in page, "nothing left" in page) == (True, False)
    with translation.override("zh-hans"):
        assert str(row) == f"有单位待核实 {row.public_id}"


def test_page_of_a_letter_with_nothing_left_to_say_says_that(browser, letter):
    row = letter()
    row.items.update(data={"organisation": "gone"})
    assert "nothing left to say" in browser.get(row.get_absolute_url()).content.decode()
    assert browser.get(reverse("notifications:letter_html", args=[row.public_id])).status_code == 404


def test_try_again_makes_a_stopped_letter_due_and_is_audited(browser, letter):
    row = letter(state=WorkState.DEAD, attempts=80, refused="550 no", last_error="550 no")
    answer = browser.post(reverse("notifications:try_again", args=[row.public_id]))
    row.refresh_from_db()
    assert answer["Location"] == row.get_absolute_url()
    assert (row.state, row.attempts, row.refused) == (WorkState.WAITING, 0, "")
    assert AuditEvent.objects.get(verb="letter.tried_again").object_id == row.public_id


def test_cancel_stops_a_waiting_letter_and_is_audited(browser, letter):
    row = letter()
    browser.post(reverse("notifications:cancel", args=[row.public_id]))
    row.refresh_from_db()
    assert row.state == WorkState.CANCELLED
    assert AuditEvent.objects.get(verb="letter.cancelled").object_id == row.public_id


@pytest.mark.parametrize("route", ["try_again", "cancel"])
def test_letter_that_was_sent_meanwhile_stays_sent_and_the_page_says_so(browser, letter, route):
    row = letter(state=WorkState.DONE, sent_at=timezone.now())
    answer = browser.post(reverse(f"notifications:{route}", args=[row.public_id]))
    row.refresh_from_db()
    assert (answer.status_code, row.state) == (409, WorkState.DONE)
    assert "The letter has moved on meanwhile." in answer.content.decode()


def test_letters_are_closed_to_all_but_operators(letter, operator, reviewer, member, login, client):
    row = letter()
    routes = [LIST, row.get_absolute_url(), reverse("notifications:letter_html", args=[row.public_id])]
    answers = [
        [login(who).get(route).status_code for route in routes] for who in (operator, reviewer, member)
    ]
    assert answers == [[200, 200, 200], [403, 404, 404], [403, 404, 404]]
    assert [client.get(route).status_code for route in routes] == [302, 302, 302]


@pytest.mark.parametrize("route", ["try_again", "cancel"])
def test_letters_are_tended_by_operators_and_by_post_only(
    letter, operator, reviewer, member, login, client, route
):
    row = letter()
    address = reverse(f"notifications:{route}", args=[row.public_id])
    assert [login(who).post(address).status_code for who in (reviewer, member)] == [404, 404]
    assert client.post(address).status_code == 302
    assert login(operator).get(address).status_code == 405
    row.refresh_from_db()
    assert row.state == WorkState.WAITING
