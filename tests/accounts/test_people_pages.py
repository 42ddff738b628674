import pytest
from django.urls import reverse

from accounts import actions
from accounts.actions.errors import Stale
from accounts.actor import actor_of
from accounts.middleware import ACTING_ORGANISATION
from accounts.models import SiteText, TermsAcceptance, User
from core.models import AuditEvent
from tests.factories.accounts import MembershipFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db


def text_of(page):
    return page.content.decode()


@pytest.fixture
def person():
    """Somebody in two organisations."""
    user = UserFactory()
    MembershipFactory.create_batch(2, user=user)
    return user


def act_as(client, organisation, **data):
    return client.post(reverse("accounts:act_as"), {"organisation": organisation.public_id} | data)


def test_chooser_changes_the_acting_organisation(login, person):
    first, second = actor_of(person).organisations
    client = login(person)
    assert client.get(reverse("accounts:profile")).context["acting"] == first
    act_as(client, second)
    assert client.get(reverse("accounts:profile")).context["acting"] == second


@pytest.mark.parametrize("state", [None, "asked", "refused", "ended"])
def test_chooser_ignores_a_foreign_organisation(login, person, state):
    foreign = OrganisationFactory()
    if state:
        MembershipFactory(user=person, organisation=foreign, state=state)
    client = login(person)
    act_as(client, foreign)
    assert ACTING_ORGANISATION not in client.session
    assert client.get(reverse("accounts:profile")).context["acting"] == actor_of(person).organisations[0]


def test_session_with_a_foreign_organisation_acts_for_ones_own(person):
    foreign = OrganisationFactory()
    actor = actor_of(person, foreign.public_id)
    assert (actor.organisation, actor.may_edit_for(foreign)) == (actor.organisations[0], False)


@pytest.mark.parametrize(
    ("wanted", "goes_to"),
    [("/offers/?q=x", "/offers/?q=x"), ("https://evil.example/", "/"), ("//evil.example", "/")],
)
def test_chooser_goes_on_to_pages_of_ours_only(login, person, wanted, goes_to):
    answer = act_as(login(person), actor_of(person).organisation, next=wanted)
    assert answer.url == goes_to


def test_chooser_asks_a_visitor_to_sign_in(client):
    assert act_as(client, OrganisationFactory()).url == "/account/login/?next=/act-as/"


def test_profile_changes_name_and_language(login, person):
    answer = login(person).post(reverse("accounts:profile"), {"name": "Li Wei", "language": "zh-hans"})
    person.refresh_from_db()
    assert (answer.status_code, person.name, person.language) == (302, "Li Wei", "zh-hans")
    assert AuditEvent.objects.get().data == {"changed": ["name", "language"]}


def test_profile_shows_open_requests(login, person):
    asked = MembershipFactory(user=person, state="asked")
    page = login(person).get(reverse("accounts:profile"))
    assert list(page.context["requests"]) == [asked]
    assert reverse("accounts:withdraw_request", args=[asked.public_id]) in text_of(page)


@pytest.mark.parametrize("rows", [1, 3])
def test_profile_with_more_organisations_asks_no_more_queries(login, rows, django_assert_num_queries):
    user = UserFactory()
    MembershipFactory.create_batch(rows, user=user)
    client = login(user)
    with django_assert_num_queries(5):
        page = client.get(reverse("accounts:profile"))
    assert len(page.context["memberships"]) == rows


def test_profile_of_a_newcomer_says_what_to_do(login):
    assert "You belong to no organisation yet" in text_of(
        login(UserFactory()).get(reverse("accounts:profile"))
    )


# --- terms ---------------------------------------------------------------------------------


@pytest.fixture
def newer_terms(operator, person):
    return actions.site_texts.publish(
        slug="terms", by=operator, body_en="New terms", body_zh="新条款", seen=1
    )


BANNER = "The terms of use have changed."


def test_newer_terms_are_announced_on_every_page_until_accepted(login, person, newer_terms):
    client = login(person)
    assert BANNER in text_of(client.get(reverse("accounts:organisations")))
    client.post(reverse("accounts:terms"), {"terms_version": "2", "accept_terms": "on"})
    assert BANNER not in text_of(client.get(reverse("accounts:organisations")))
    assert list(TermsAcceptance.objects.values_list("user", "version")) == [(person.pk, 2)]


def test_newer_terms_leave_reading_open_to_visitors(client, newer_terms):
    page = client.get(reverse("accounts:organisations"))
    assert (page.status_code, BANNER in text_of(page)) == (200, False)


def test_acceptance_of_an_older_version_does_not_count(login, person, newer_terms):
    page = login(person).post(reverse("accounts:terms"), {"terms_version": "1", "accept_terms": "on"})
    person.refresh_from_db()
    assert list(page.context["form"].errors) == ["terms_version"]
    assert (person.terms_due, TermsAcceptance.objects.count()) == (True, 0)


def test_acceptance_action_refuses_another_version(person):
    with pytest.raises(Stale):
        actions.people.accept_terms(by=actor_of(person), version=7)


def test_accepting_twice_keeps_one_row(person):
    for _turn in range(2):
        actions.people.accept_terms(by=actor_of(person), version=1)
    assert TermsAcceptance.objects.count() == 1
    assert AuditEvent.objects.filter(verb="terms.accepted").count() == 1


def test_terms_page_names_what_was_accepted(login, person):
    actions.people.accept_terms(by=actor_of(person), version=1)
    assert "You accepted version 1 on" in text_of(login(person).get(reverse("accounts:terms")))


def test_new_text_of_another_page_waits_for_nobody(operator, person):
    actions.site_texts.publish(slug="imprint", by=operator, body_en="New", body_zh="新", seen=1)
    assert User.objects.filter(terms_due=True).count() == 0
    assert SiteText.objects.current("imprint").version == 2
