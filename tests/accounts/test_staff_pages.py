import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Organisation
from tests.factories.accounts import MembershipFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db


def text_of(page):
    return page.content.decode()


def verdict(client, organisation, decision="verify", note="", seen="waiting"):
    prefix = organisation.public_id
    return client.post(
        reverse("accounts:verify", args=[prefix]),
        {f"{prefix}-decision": decision, f"{prefix}-note": note, f"{prefix}-seen": seen},
    )


def test_queue_is_for_reviewers_and_operators(login, stranger):
    people = [UserFactory(staff=role) for role in ("reviewer", "operator", "broker")]
    clients = [*(login(person) for person in people), login(stranger), Client()]
    url = reverse("accounts:verification")
    assert [each.get(url).status_code for each in clients] == [200, 200, 403, 403, 302]


@pytest.mark.parametrize("rows", [1, 3])
def test_queue_with_more_rows_asks_no_more_queries(login, reviewer, rows, django_assert_num_queries):
    for organisation in OrganisationFactory.create_batch(rows, verification="waiting"):
        MembershipFactory(organisation=organisation)
        MembershipFactory(organisation=OrganisationFactory(), state="asked")
    client = login(reviewer)
    with django_assert_num_queries(9):
        page = client.get(reverse("accounts:verification"))
    assert (len(page.context["waiting"]), len(page.context["requests"])) == (rows, rows)


def test_queue_shows_a_matching_domain_and_lets_nobody_in_by_it(login, reviewer):
    organisation = OrganisationFactory(verification="waiting", domain="quillon.example")
    MembershipFactory(organisation=organisation, user=UserFactory(email="li@quillon.example"))
    page = text_of(login(reviewer).get(reverse("accounts:verification")))
    assert page.count("E-mail domain matches") == 1
    organisation.refresh_from_db()
    assert organisation.is_verified is False


def test_empty_queue_says_so(login, reviewer):
    assert "No organisation waits" in text_of(login(reviewer).get(reverse("accounts:verification")))


def test_verdicts_are_the_reviewers(login, stranger, operator, reviewer):
    organisation = OrganisationFactory(verification="waiting")
    clients = [Client(), login(stranger), login(operator), login(reviewer)]
    answers = [verdict(each, organisation).status_code for each in clients]
    assert answers == [302, 404, 403, 302]
    organisation.refresh_from_db()
    assert organisation.verified_by == reviewer.person


def test_reviewer_cannot_verify_the_own_organisation(login):
    organisation = OrganisationFactory(verification="waiting")
    person = UserFactory(staff="reviewer")
    MembershipFactory(organisation=organisation, user=person)
    assert verdict(login(person), organisation).status_code == 403
    organisation.refresh_from_db()
    assert organisation.verification == "waiting"


def test_refusal_without_words_keeps_the_page(login, reviewer):
    organisation = OrganisationFactory(verification="waiting")
    page = verdict(login(reviewer), organisation, "refuse", note="  ")
    assert page.status_code == 422
    assert "Say why, in a sentence the organisation can act on." in text_of(page)
    organisation.refresh_from_db()
    assert organisation.verification == "waiting"


def test_second_verdict_is_a_conflict(login, reviewer):
    organisation = OrganisationFactory(verification="waiting")
    verdict(login(UserFactory(staff="reviewer", name="Rita Faster")), organisation)
    page = verdict(login(reviewer), organisation, "refuse", note="No such code.")
    assert (page.status_code, "Rita Faster was faster" in text_of(page)) == (409, True)
    assert Organisation.objects.get().is_verified is True


def test_verification_is_taken_back_from_the_page_of_the_organisation(login, reviewer):
    organisation = OrganisationFactory()
    client = login(reviewer)
    assert "Take verification back" in text_of(client.get(organisation.get_absolute_url()))
    verdict(client, organisation, "refuse", note="Struck off.", seen="verified")
    organisation.refresh_from_db()
    assert (organisation.verification, organisation.verification_note) == ("refused", "Struck off.")
