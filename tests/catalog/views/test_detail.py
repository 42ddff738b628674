import re

import pytest
from django.urls import reverse

from accounts.actor import actor_of
from catalog.actions.content import create, edit
from catalog.enums import ListingState
from catalog.models import Listing
from tests.factories.accounts import MembershipFactory, OrganisationFactory, UserFactory
from tests.factories.catalog import ListingFactory, ListingPatentFactory, PatentFactory

pytestmark = pytest.mark.django_db
UNSEEN = sorted(set(ListingState.values) - {"published"})


def put(listing, state):
    Listing.objects.filter(pk=listing.pk).update(state=state)


@pytest.mark.parametrize("who", ["visitor", "owner", "colleague", "stranger", "reviewer"])
def test_published_listing_is_open_to_everybody(people, login, client, published_need, who):
    browser = client if who == "visitor" else login(people(published_need)[who])
    page = browser.get(published_need.get_absolute_url())
    text = page.content.decode()
    assert page.status_code == 200
    assert published_need.title in text
    assert published_need.organisation.name_en in text
    assert ("Can you answer this need?" in text) == (who in {"visitor", "stranger"})
    assert ("Edit this need" in text) == (who == "owner")


@pytest.mark.parametrize("state", UNSEEN)
@pytest.mark.parametrize(
    ("who", "found"), [("visitor", False), ("stranger", False), ("owner", True), ("colleague", True)]
)
def test_listing_in_any_other_state_is_for_its_own_people(
    people, login, client, published_need, state, who, found
):
    put(published_need, state)
    browser = client if who == "visitor" else login(people(published_need)[who])
    assert (browser.get(published_need.get_absolute_url()).status_code == 200) is found


@pytest.mark.parametrize(("state", "status"), [("draft", 404), ("submitted", 200), ("rejected", 200)])
def test_reviewer_sees_what_was_handed_in_and_no_draft(people, login, published_need, state, status):
    put(published_need, state)
    browser = login(people(published_need)["reviewer"])
    assert browser.get(published_need.get_absolute_url()).status_code == status


def test_confidential_part_is_for_ones_own_organisation(people, login, client):
    listing = ListingFactory(published=True, confidential="The recipe is 7 % MoS2")
    users = people(listing)
    shown = {
        who: "MoS2" in login(user).get(listing.get_absolute_url()).content.decode()
        for who, user in users.items()
    }
    assert shown == {"owner": True, "colleague": True, "stranger": False, "reviewer": False}
    assert "MoS2" not in client.get(listing.get_absolute_url()).content.decode()


# --- the owner's moves -----------------------------------------------------------------------

MOVES = ["submit", "withdraw", "hold", "resume", "fulfil", "reopen", "extend"]


@pytest.mark.parametrize("name", MOVES)
@pytest.mark.parametrize(
    ("who", "status"), [("visitor", 302), ("colleague", 403), ("stranger", 403), ("reviewer", 403)]
)
def test_move_is_closed_to_everybody_else(people, login, client, published_need, name, who, status):
    browser = client if who == "visitor" else login(people(published_need)[who])
    page = browser.post(reverse(f"catalog:{name}", args=[published_need.public_id]))
    published_need.refresh_from_db()
    assert (page.status_code, published_need.state, published_need.extended) == (status, "published", False)


@pytest.mark.parametrize("name", MOVES)
def test_move_of_an_unseen_listing_is_not_there_for_strangers(login, name):
    draft = ListingFactory()
    browser = login(MembershipFactory().user)
    assert browser.post(reverse(f"catalog:{name}", args=[draft.public_id])).status_code == 404


@pytest.mark.parametrize("name", MOVES)
def test_move_by_get_is_not_allowed(login, owner, name):
    draft = ListingFactory(organisation=owner.organisation)
    assert login(owner).get(reverse(f"catalog:{name}", args=[draft.public_id])).status_code == 405


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("submit", "draft", "submitted"),
        ("withdraw", "published", "withdrawn"),
        ("hold", "published", "on_hold"),
        ("resume", "on_hold", "published"),
        ("fulfil", "published", "fulfilled"),
        ("reopen", "withdrawn", "draft"),
    ],
)
def test_move_of_the_owner_is_made_and_offered_on_the_page(
    login, people, published_need, name, before, after
):
    put(published_need, before)
    browser = login(people(published_need)["owner"])
    url = reverse(f"catalog:{name}", args=[published_need.public_id])
    assert url in [move["url"] for move in browser.get(published_need.get_absolute_url()).context["moves"]]
    assert browser.post(url)["Location"] == published_need.get_absolute_url()
    published_need.refresh_from_db()
    assert published_need.state == after


def test_move_that_is_not_possible_any_more_answers_409_with_the_state(login, people, published_need):
    put(published_need, "withdrawn")
    page = login(people(published_need)["owner"]).post(
        reverse("catalog:hold", args=[published_need.public_id])
    )
    assert page.status_code == 409
    assert "This cannot be done now: the listing is withdrawn." in page.content.decode()


def test_handing_in_an_incomplete_draft_answers_what_is_missing(login, owner):
    draft = ListingFactory(organisation=owner.organisation, description="")
    page = login(owner).post(reverse("catalog:submit", args=[draft.public_id]))
    assert page.status_code == 409
    assert "Before others see it, fill in: Description." in page.content.decode()


# --- history ---------------------------------------------------------------------------------


def test_history_shows_versions_and_moves(login, owner):
    listing = ListingFactory(organisation=owner.organisation)
    edit(listing=listing, by=owner, content={"title": "Second", "confidential": "secret recipe"}, revision=1)
    url = reverse("catalog:history", args=[listing.public_id])
    page = login(owner).get(url)
    assert [row["label"] for row in page.context["versions"][0]["changes"]] == ["Confidential part", "Title"]
    assert [moment["title"] for moment in page.context["moments"]] == ["Changed"]


def test_history_for_a_reviewer_is_silent_about_the_confidential_part(login, owner, reviewer):
    listing = ListingFactory(organisation=owner.organisation, submitted=True)
    edit(listing=listing, by=owner, content={"title": "Second", "confidential": "secret recipe"}, revision=1)
    page = login(reviewer).get(reverse("catalog:history", args=[listing.public_id]))
    assert [row["label"] for row in page.context["versions"][0]["changes"]] == ["Title"]
    assert "secret recipe" not in page.content.decode()


@pytest.mark.parametrize(("who", "status"), [("owner", 200), ("colleague", 200), ("stranger", 403)])
def test_history_is_for_ones_own_people(people, login, published_need, who, status):
    url = reverse("catalog:history", args=[published_need.public_id])
    assert login(people(published_need)[who]).get(url).status_code == status


# --- my listings -----------------------------------------------------------------------------


def test_my_listings_show_every_state_and_nobody_elses(login, owner):
    ListingFactory(organisation=owner.organisation, title="My draft")
    ListingFactory(organisation=owner.organisation, title="My published", published=True)
    ListingFactory(published=True, title="Another")
    page = login(owner).get(reverse("catalog:mine"))
    assert sorted((item["title"], item["state"]) for item in page.context["results"]) == [
        ("My draft", "draft"),
        ("My published", "published"),
    ]
    drafts = login(owner).get(reverse("catalog:mine"), {"state": "draft"})
    assert [item["title"] for item in drafts.context["results"]] == ["My draft"]


@pytest.mark.parametrize("who", ["nobody", "viewer", "owner"])
def test_my_listings_without_any_offer_what_this_person_may_do(login, owner, who):
    viewer = MembershipFactory(organisation=owner.organisation, role="viewer").user
    person = {"nobody": UserFactory(), "viewer": viewer, "owner": owner.person}[who]
    text = login(person).get(reverse("catalog:mine")).content.decode()
    assert "No listings here yet" in text
    assert ("Register yours or ask to join it" in text, "To the organisations" in text) == (
        who == "nobody",
        who == "nobody",
    )
    assert (reverse("catalog:new", args=["need"]) in text) == (who == "owner")
    assert (reverse("catalog:new", args=["offer"]) in text) == (who == "owner")


@pytest.mark.parametrize("rows", [1, 3])
def test_my_listings_with_more_rows_ask_no_more_queries(login, owner, rows, django_assert_num_queries):
    ListingFactory.create_batch(rows, organisation=owner.organisation)
    browser = login(owner)
    with django_assert_num_queries(MINE_QUERIES):
        page = browser.get(reverse("catalog:mine"))
    assert len(page.context["results"]) == rows


MINE_QUERIES = 7  # session, user, memberships, roles, counts, number, rows


# --- patents ---------------------------------------------------------------------------------


@pytest.fixture
def patent():
    return PatentFactory(
        publication_number="CN777000111A", title="Cage of polyimide", applicants=["Secretive Institute"]
    )


def bundle(patent, **fields):
    listing = ListingFactory(published=True, offer=True, patent_count=1, **fields)
    ListingPatentFactory(listing=listing, patent=patent)
    return listing


def test_patent_shows_the_offers_that_bundle_it(client, patent):
    offer = bundle(patent)
    bundle(PatentFactory())
    page = client.get(patent.get_absolute_url())
    assert [item["title"] for part in page.context["parts"] for item in part["items"]] == [offer.title]
    assert patent.publication_number in client.get(offer.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("who", "status"),
    [("visitor", 404), ("stranger", 404), ("owner", 200), ("colleague", 200), ("reviewer", 200)],
)
def test_patent_that_only_anonymous_offers_bundle_is_not_there_for_others(
    people, login, client, patent, who, status
):
    listing = bundle(patent, anonymous=True)
    browser = client if who == "visitor" else login(people(listing)[who])
    assert browser.get(patent.get_absolute_url()).status_code == status


def test_patent_of_an_open_and_an_anonymous_offer_shows_the_open_one_only(client, patent):
    bundle(patent, anonymous=True, title="Hidden offer")
    shown = bundle(patent, title="Open offer")
    page = client.get(patent.get_absolute_url())
    assert [item["title"] for part in page.context["parts"] for item in part["items"]] == [shown.title]


def test_patent_of_two_offers_that_everybody_sees_has_one_page(client, patent):
    offers = [bundle(patent, organisation=patent.organisation) for _n in range(2)]
    page = client.get(patent.get_absolute_url())
    assert page.status_code == 200
    assert [offer.title in page.content.decode() for offer in offers] == [True, True]


def test_patent_of_a_draft_is_not_there(client, patent):
    ListingPatentFactory(patent=patent)
    assert client.get(patent.get_absolute_url()).status_code == 404


# --- what an anonymous listing must never give away -------------------------------------------


@pytest.mark.parametrize("who", ["visitor", "stranger"])
def test_no_page_gives_an_anonymous_owner_away(people, login, client, patent, who):
    owner = OrganisationFactory(
        name_en="Secretive Works", name_zh="隐秘轴承厂", short_name="SECWX", region="Jiangsu", city="Wuxi",
        domain="secretive.example", registration_code="REG-4711",
    )  # fmt: skip
    listing = bundle(
        patent, organisation=owner, anonymous=True, region="Suzhou", own_reference="REF-77",
        source="List of the works", confidential="Recipe 9", source_record={"contact": "Ms Hidden"},
    )  # fmt: skip
    users = people(listing)
    browser = client if who == "visitor" else login(users[who])
    secrets = [
        "Secretive", "隐秘", "SECWX", "secretive.example", "REG-4711", "Jiangsu", "Wuxi", "Suzhou", "REF-77",
        "List of the works", "Recipe 9", "Ms Hidden", "CN777000111A", "Cage of polyimide",
        users["owner"].name, users["owner"].email,
    ]  # fmt: skip
    for url in (
        listing.get_absolute_url(), "/offers/", "/offers/?q=bearing", "/offers/?q=CN777000111A",
        "/offers/?q=Secretive", "/offers/?region=Suzhou", "/needs/", patent.get_absolute_url(),
        reverse("catalog:history", args=[listing.public_id]), reverse("catalog:mine"),
        reverse("catalog:edit", args=[listing.public_id]),
    ):  # fmt: skip
        page = browser.get(url)
        asked = url.rpartition("=")[2] if "=" in url else ""
        found = [secret for secret in secrets if secret in page.content.decode() and secret != asked]
        assert (url, found) == (url, [])
    assert "Name hidden: enterprise" in browser.get(listing.get_absolute_url()).content.decode()


# --- a number that a stranger types too ---------------------------------------------------------


def bare_offer(number):
    """The published offer of a stranger who typed nothing but the number."""
    stranger = actor_of(MembershipFactory().user)
    made = create(
        kind="offer", organisation=stranger.organisation, by=stranger,
        content={"title": "Stranger's ring", "language": "en", "stage_of_development": "concept",
                 "patents": [number]},
    )  # fmt: skip
    Listing.objects.filter(pk=made.pk).update(
        state="published",
        submitted_at=made.created_at,
        published_at=made.created_at,
        valid_until=made.created_at.date(),
    )
    return Listing.objects.get(pk=made.pk), stranger


def test_number_typed_by_a_stranger_opens_nothing_that_an_anonymous_holder_wrote(client, login, patent):
    hidden = bundle(patent, anonymous=True)
    offer, stranger = bare_offer("CN777000111A")
    typed = offer.patents.get()
    for browser in (client, login(stranger.person)):
        pages = [browser.get(url) for url in (typed.get_absolute_url(), offer.get_absolute_url())]
        assert [page.status_code for page in pages] == [200, 200]
        told = "".join(page.content.decode() for page in pages)
        words = ["Cage of polyimide", "Secretive Institute", "A. Person", hidden.title]
        assert [word for word in words if word in told] == []
        assert browser.get(patent.get_absolute_url()).status_code == 404


def without_tokens(page):
    """The page without what differs at every call: the token of its forms."""
    return re.sub(r"[A-Za-z0-9]{64}", "", page.content.decode())


def test_page_of_a_bare_number_is_the_same_whether_or_not_a_hidden_offer_holds_it(client):
    offer, _stranger = bare_offer("CN777000111A")
    typed = offer.patents.get()
    before = without_tokens(client.get(typed.get_absolute_url()))
    hidden = PatentFactory(publication_number="CN777000111A", abstract="Hidden abstract.")
    bundle(hidden, anonymous=True, organisation=hidden.organisation)
    assert without_tokens(client.get(typed.get_absolute_url())) == before


def test_patent_of_an_anonymous_offer_has_no_title_from_it(owner):
    create(
        kind="offer",
        organisation=owner.organisation,
        by=owner,
        content={"title": "Hidden ring", "language": "en", "anonymous": True, "patents": ["CN1A"]},
    )
    assert owner.organisation.patents.get().title == ""
