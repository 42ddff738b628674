"""The pages of allauth in the frame of the site."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from tests.factories.accounts import UserFactory

ENTRANCE = ["account_login", "account_signup", "account_reset_password", "account_inactive"]
INSIDE = ["account_logout", "account_email", "account_change_password"]


def heading(response) -> str:
    return re.search(r"<h1[^>]*>\s*(.*?)\s*</h1>", response.content.decode(), re.DOTALL)[1]


def framed(response) -> bool:
    html = response.content.decode()
    return all(part in html for part in ('class="header"', 'class="narrow-page"', 'class="footer"'))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "words"),
    list(
        zip(
            ENTRANCE,
            ["Sign in", "Create an account", "Choose a new password", "This account is closed"],
            strict=True,
        )
    ),
)
def test_entrance_page_is_in_the_frame(client, name, words):
    response = client.get(reverse(name))
    assert (response.status_code, framed(response), heading(response)) == (200, True, words)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "words"), list(zip(INSIDE, ["Sign out", "E-mail addresses", "Change the password"], strict=True))
)
def test_page_of_a_signed_in_person_is_in_the_frame(login, name, words):
    response = login(UserFactory()).get(reverse(name))
    assert (response.status_code, framed(response), heading(response)) == (200, True, words)


@pytest.mark.django_db
def test_login_with_a_wrong_password_names_what_to_change(client):
    response = client.post(reverse("account_login"), {"login": "who@firm.example", "password": "no"})
    assert "One answer needs a change" in response.content.decode()
    assert mail.outbox == []


@pytest.mark.django_db
def test_password_reset_asks_for_the_code_and_where_it_went(client):
    response = client.post(reverse("account_reset_password"), {"email": "who@firm.example"}, follow=True)
    assert heading(response) == "Enter the code from our letter"
    assert "<strong>who@firm.example</strong>" in response.content.decode()


@pytest.mark.django_db
def test_missing_page_offers_the_search(client):
    response = client.get("/nothing/here/")
    assert (response.status_code, heading(response)) == (404, "Nothing is here")
    assert 'role="search"' in response.content.decode()
