import pytest
from django.urls import reverse

from accounts.enums import Verification
from catalog.actions.content import edit
from catalog.actions.moderation import return_for_changes
from catalog.actions.moves import submit
from catalog.models import Listing
from tests.factories.accounts import MembershipFactory, OrganisationFactory, UserFactory
from tests.factories.catalog import ListingFactory

pytestmark = pytest.mark.django_db
QUEUE = "/staff/listings/"


def url_of(listing):
    return reverse("catalog:moderate", args=[listing.public_id])


@pytest.fixture
def waiting():
    return ListingFactory(submitted=True)


def test_queue_shows_the_longest_waiting_first_and_not_ones_own(login, waiting):
    second = ListingFactory(submitted=True)
    user = UserFactory(staff="reviewer")
    own = MembershipFactory(user=user).organisation
    ListingFactory(submitted=True, organisation=own)
    ListingFactory(published=True)
    page = login(user).get(QUEUE)
    assert [row["item"]["title"] for row in page.context["results"]] == [waiting.title, second.title]


def test_queue_that_is_empty_says_so(login, reviewer):
    assert "Nothing waits for review" in login(reviewer).get(QUEUE).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_queue_with_more_rows_asks_no_more_queries(login, reviewer, rows, django_assert_num_queries):
    ListingFactory.create_batch(rows, submitted=True)
    browser = login(reviewer)
    with django_assert_num_queries(QUEUE_QUERIES):
        page = browser.get(QUEUE)
    assert len(page.context["results"]) == rows


QUEUE_QUERIES = 7  # session, user, memberships, roles, number, rows, counts of the staff menu


@pytest.mark.parametrize("path", ["queue", "listing"])
@pytest.mark.parametrize("who", ["visitor", "owner", "colleague", "stranger", "operator", "broker"])
def test_moderation_is_closed_to_all_but_reviewers(people, login, client, waiting, path, who):
    users = people(waiting) | {role: UserFactory(staff=role) for role in ("operator", "broker")}
    browser = client if who == "visitor" else login(users[who])
    page = browser.get(QUEUE if path == "queue" else url_of(waiting))
    assert page.status_code == (302 if who == "visitor" else 403)


@pytest.mark.parametrize(
    ("decision", "state"), [("publish", "published"), ("return", "returned"), ("reject", "rejected")]
)
def test_decision_is_made_and_the_next_listing_opens(login, reviewer, waiting, decision, state):
    following = ListingFactory(submitted=True)
    page = login(reviewer).post(
        url_of(waiting), {"decision": decision, "revision": "1", "note": "Name the load."}
    )
    waiting.refresh_from_db()
    assert (page["Location"], waiting.state, waiting.review_note) == (
        url_of(following),
        state,
        "Name the load.",
    )


@pytest.mark.parametrize("decision", ["return", "reject"])
def test_refusal_without_a_note_asks_for_one(login, reviewer, waiting, decision):
    page = login(reviewer).post(url_of(waiting), {"decision": decision, "revision": "1"})
    assert page.status_code == 422
    assert "Write what must change, or why it is rejected." in page.content.decode()
    waiting.refresh_from_db()
    assert waiting.state == "submitted"


def test_decision_about_an_older_revision_answers_409(login, reviewer, waiting, owner):
    edit(listing=waiting, by=owner, content={"title": "Changed meanwhile"}, revision=1)
    page = login(reviewer).post(url_of(waiting), {"decision": "publish", "revision": "1"})
    waiting.refresh_from_db()
    assert (page.status_code, waiting.state) == (409, "submitted")
    assert "This listing was changed meanwhile." in page.content.decode()


def test_second_decision_answers_409_with_who_was_faster(login, reviewer, waiting):
    first = UserFactory(staff="reviewer", name="Chen Yi")
    login(first).post(url_of(waiting), {"decision": "publish", "revision": "1"})
    page = login(reviewer).post(url_of(waiting), {"decision": "reject", "revision": "1", "note": "No."})
    waiting.refresh_from_db()
    assert (page.status_code, waiting.state) == (409, "published")
    assert "Already decided: published, by Chen Yi." in page.content.decode()


def test_decision_about_ones_own_organisation_is_closed(login, waiting):
    user = UserFactory(staff="reviewer")
    MembershipFactory(user=user, organisation=waiting.organisation, role="viewer")
    browser = login(user)
    shown = browser.get(url_of(waiting))
    assert 'value="publish"' not in shown.content.decode()
    assert browser.post(url_of(waiting), {"decision": "publish", "revision": "1"}).status_code == 403
    waiting.refresh_from_db()
    assert waiting.state == "submitted"


def test_publication_for_an_unverified_organisation_waits(login, reviewer):
    listing = ListingFactory(
        submitted=True, organisation=OrganisationFactory(verification=Verification.WAITING)
    )
    page = login(reviewer).post(url_of(listing), {"decision": "publish", "revision": "1"})
    assert page.status_code == 409
    assert "The organisation is not verified yet." in page.content.decode()
    assert Listing.objects.get().state == "submitted"


def test_page_of_a_listing_handed_in_again_names_what_changed(login, reviewer, waiting, owner):
    return_for_changes(listing=waiting, by=reviewer, revision=1, note="Name the load.")
    waiting.refresh_from_db()
    edited = edit(listing=waiting, by=owner, content={"title": "Bearing for 2 kN"}, revision=1)
    submit(listing=edited, by=owner)
    assert login(reviewer).get(url_of(waiting)).context["changes"] == ["Title"]


@pytest.mark.parametrize(("text", "warned"), [("Made by Quil-lon Works.", True), ("Made by us.", False)])
def test_reviewer_is_warned_when_a_hidden_owner_is_named(login, reviewer, waiting, text, warned):
    organisation = waiting.organisation
    type(organisation).objects.filter(pk=organisation.pk).update(name_en="Quillon Works")
    Listing.objects.filter(pk=waiting.pk).update(anonymous=True, description=text)
    page = login(reviewer).get(reverse("catalog:moderate", args=[waiting.public_id])).content.decode()
    assert ("The text names the owner although the name is hidden." in page) == warned
