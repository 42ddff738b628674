"""Where a form says to go on, and whom a session says it acts for."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.middleware import ACTING_ORGANISATION
from catalog.models import Listing
from tests.access.bodies import LISTING
from tests.factories.accounts import MembershipFactory, OrganisationFactory

pytestmark = pytest.mark.django_db
AWAY = [
    "https://evil.example/", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example",
    "https:evil.example", "http:///evil.example", "javascript:alert(1)", "\thttps://evil.example",
    "https://testserver@evil.example/", "https://testserver.evil.example/", "//evil.example\\@testserver",
    "/\t/evil.example", "data:text/html,x", "ftp://testserver/",
]  # fmt: skip


@pytest.mark.parametrize("away", AWAY)
def test_going_on_after_a_form_stays_on_this_site(login, member, away):
    client, home = login(member), reverse("home")
    act_as = client.post(reverse("accounts:act_as"), {"organisation": "", "next": away})
    assert act_as["Location"] == home
    language = client.post(reverse("set_language"), {"language": "en", "next": away})
    assert language["Location"] == "/"


@pytest.mark.parametrize("away", AWAY)
def test_login_leads_to_a_page_of_this_site(member, away):
    body = {"login": member.person.email, "password": "correct horse"}
    member.person.emailaddress_set.create(email=member.person.email, verified=True, primary=True)
    page = Client().post(f"{reverse('account_login')}?next={away}", body | {"next": away})
    assert (page.status_code, page["Location"]) == (302, reverse(settings.LOGIN_REDIRECT_URL))


def test_referrer_of_another_site_is_not_where_the_language_switch_leads(client):
    page = client.post(
        reverse("set_language"), {"language": "en"}, headers={"referer": "https://evil.example/"}
    )
    assert page["Location"] == "/"


def test_next_of_this_site_is_followed(login, member):
    page = login(member).post(reverse("accounts:act_as"), {"next": "/needs/?q=a"})
    assert page["Location"] == "/needs/?q=a"


def test_acting_for_a_foreign_organisation_is_ignored_by_the_form(login, member):
    client, foreign = login(member), OrganisationFactory()
    client.post(reverse("accounts:act_as"), {"organisation": foreign.public_id})
    assert ACTING_ORGANISATION not in client.session


def test_foreign_organisation_in_the_session_is_ignored(login, member):
    client, foreign = login(member), OrganisationFactory()
    session = client.session
    session[ACTING_ORGANISATION] = foreign.public_id
    session.save()
    client.post(reverse("catalog:new", args=["need"]), LISTING)
    assert Listing.objects.get().organisation == member.organisation


def test_membership_that_ended_no_longer_acts_with_the_next_request(login):
    membership = MembershipFactory()
    client = login(membership.user)
    assert client.get(reverse("catalog:new", args=["need"])).status_code == 200
    membership.state = "ended"
    membership.save()
    assert client.get(reverse("catalog:new", args=["need"])).status_code == 403


def test_staff_role_taken_away_is_gone_with_the_next_request(login, reviewer):
    client = login(reviewer)
    assert client.get(reverse("matching:board")).status_code == 200
    reviewer.person.staff_assignments.all().delete()
    assert client.get(reverse("matching:board")).status_code == 403


def test_person_who_was_deactivated_is_a_visitor_with_the_next_request(login, member):
    client = login(member)
    member.person.is_active = False
    member.person.save()
    page = client.get(reverse("accounts:profile"))
    assert page["Location"] == f"{reverse('account_login')}?next={reverse('accounts:profile')}"


@pytest.mark.parametrize(
    "nowhere", ["9", "home", "a.html", "/a\x00b", "/a\r\nSet-Cookie: a=b", "/" + "a" * 5000, "\ud7ff"]
)
def test_next_that_is_no_address_leads_home_and_not_to_an_error(login, member, nowhere):
    page = login(member).post(reverse("accounts:act_as"), {"organisation": "", "next": nowhere})
    assert (page.status_code, page["Location"]) == (302, reverse("home"))
