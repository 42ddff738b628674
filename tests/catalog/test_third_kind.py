"""A kind that is registered here, by its KindSpec and nothing else, goes the whole way of a listing."""

import csv
import re

import pytest
from django.core.management import call_command
from django.urls import reverse

from accounts.actor import actor_of
from catalog import ports
from catalog.actions.content import create
from catalog.enums import ListingState
from catalog.errors import ContentErrors
from catalog.kinds import KINDS
from catalog.models import Listing
from matching.index.ranker import TfidfRanker
from notifications.letters.composing import compose
from notifications.models import Letter
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.catalog import ListingFactory
from tests.third_kind import CHALLENGE, FACILITY

pytestmark = pytest.mark.django_db
TEXT = "A thermal vacuum chamber of three metres with liquid nitrogen shrouds."
NOT_ITS_WORDS = re.compile(r"\b(?:need|offer)s?\b|需求|成果", re.IGNORECASE)
OTHER_LISTS = re.compile(r"<nav.*?</nav>", re.DOTALL)  # tabs and crumbs


@pytest.fixture(params=[FACILITY, CHALLENGE], ids=lambda spec: spec.role)
def spec(request, monkeypatch):
    """By the ranker of the matcher, whose index holds all kinds."""
    monkeypatch.setattr(ports, "_installed", TfidfRanker())
    with KINDS.registered(request.param):
        yield request.param


@pytest.fixture
def owner(login):
    return login(MembershipFactory().user)


@pytest.fixture
def staff(login):
    return login(UserFactory(staff="reviewer"))


def filled(**more):
    return {"title": "Vacuum chamber", "language": "en", "description": TEXT, "country": "DE"} | more


def published(spec, **fields):
    return ListingFactory(
        kind=spec.name, published=True, technical_specification="", partnership_types=[],
        **{"title": "Vacuum chamber", "description": TEXT, "country": "DE"} | fields,
    )  # fmt: skip


def list_url(spec):
    return f"/{spec.slug}/"


def text_of(page):
    return page.content.decode()


def main_of(page):
    """The page without the menus of the site and the ways to other lists."""
    main = re.search(r"<main.*?</main>", text_of(page), re.DOTALL)[0]
    return re.sub(r"<[^>]*>", " ", OTHER_LISTS.sub("", main))


def test_listing_goes_from_a_draft_to_its_withdrawal_through_the_pages(spec, owner, staff, client):
    new = reverse("catalog:new", args=[spec.name])
    form = owner.get(new)
    assert (form.status_code, str(spec.words.post) in text_of(form)) == (200, True)

    owner.post(new, filled(description="", do="save"))
    listing = Listing.objects.get(kind=spec.name)
    assert (listing.state, listing.country) == (ListingState.DRAFT, "DE")

    incomplete = owner.post(reverse("catalog:submit", args=[listing.public_id]))
    assert (incomplete.status_code, "Description" in text_of(incomplete)) == (409, True)

    edit = reverse("catalog:edit", args=[listing.public_id])
    assert str(spec.words.edit) in text_of(owner.get(edit))
    saved = owner.post(edit, filled(revision=1, do="submit"))
    assert (saved.status_code, saved["Location"]) == (302, listing.get_absolute_url())
    assert client.get(listing.get_absolute_url()).status_code == 404

    assert "Vacuum chamber" in text_of(staff.get(reverse("catalog:moderation")))
    review = reverse("catalog:moderate", args=[listing.public_id])
    assert staff.get(review).status_code == 200
    decided = staff.post(review, {"decision": "publish", "revision": 2, "note": ""})
    listing.refresh_from_db()
    assert (decided.status_code, listing.state) == (302, ListingState.PUBLISHED)
    assert "Vacuum chamber" in text_of(client.get(list_url(spec)))

    assert owner.post(reverse("catalog:hold", args=[listing.public_id])).status_code == 302
    assert client.get(list_url(spec)).context["total"] == 0
    assert owner.post(reverse("catalog:resume", args=[listing.public_id])).status_code == 302
    owner.post(edit, filled(title="Larger chamber", revision=2, do="save"))
    assert "Larger chamber" in text_of(client.get(list_url(spec)))
    history = owner.get(reverse("catalog:history", args=[listing.public_id]))
    assert (history.status_code, "Larger chamber" in text_of(history)) == (200, True)

    assert owner.post(reverse("catalog:withdraw", args=[listing.public_id])).status_code == 302
    assert client.get(list_url(spec)).context["total"] == 0
    assert client.get(listing.get_absolute_url()).status_code == 404
    assert "Larger chamber" in text_of(owner.get(reverse("catalog:mine")))


def test_listing_is_found_by_free_text_with_facets_among_its_own_kind(spec, client):
    ListingFactory(published=True, title="Chamber without grease", country="CN")
    ListingFactory(published=True, offer=True, title="Coated chamber", country="CN")
    found = published(spec)
    published(spec, title="Salt spray cabinet", description="Corrosion in salt spray.", country="FR")
    page = client.get(list_url(spec), {"q": "liquid nitrogen chamber"})
    assert [item["title"] for item in page.context["results"]] == [found.title]
    assert page.context["results"][0]["grade"] is not None
    countries = next(facet for facet in page.context["facets"] if facet["name"] == "country")
    assert [(each["value"], each["count"]) for each in countries["choices"]] == [("DE", 1)]
    assert client.get(list_url(spec), {"country": "FR"}).context["total"] == 1
    counts = {tab["kind"]: tab["count"] for tab in page.context["tabs"]}
    assert counts == {"need": 1, "offer": 1, spec.name: 1}


def test_site_leads_to_the_list_of_the_kind(spec, owner, client):
    published(spec)
    page = client.get("/")
    menu = {item["url"]: str(item["label"]) for item in page.context["main_menu"]}
    assert menu[list_url(spec)] == str(spec.words.plural)
    assert f'href="{list_url(spec)}"' in text_of(page)
    assert "Vacuum chamber" in text_of(page)
    assert client.get("/", {"q": "x", "kind": spec.name}).url == f"{list_url(spec)}?q=x"
    assert reverse("catalog:new", args=[spec.name]) in text_of(owner.get(reverse("catalog:mine")))


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_pages_of_the_kind_never_speak_of_another_one(spec, owner, client, staff, language):
    listing = published(spec, organisation=actor_of(MembershipFactory().user).organisation)
    new = reverse("catalog:new", args=[spec.name])
    pages = [
        client.get(list_url(spec), headers={"accept-language": language}),
        client.get(f"{list_url(spec)}?q=nothingofthesort", headers={"accept-language": language}),
        client.get(listing.get_absolute_url(), headers={"accept-language": language}),
        staff.get(listing.get_absolute_url(), headers={"accept-language": language}),
        owner.get(new, headers={"accept-language": language}),
    ]
    Listing.objects.all().update(state="withdrawn")
    pages.append(client.get(list_url(spec), headers={"accept-language": language}))
    title = "设施|facilit(?:y|ies)" if spec == FACILITY else "挑战|challenges?"
    for page in pages:
        assert page.status_code == 200
        words = main_of(page)
        assert NOT_ITS_WORDS.findall(words) == []
        assert re.search(title, words, re.IGNORECASE)


def test_listing_shows_the_icon_and_the_word_of_its_kind(spec, client):
    page = text_of(client.get(published(spec).get_absolute_url()))
    shown = re.search(r'<span class="kind.*?</span>', page, re.DOTALL)[0]
    assert f"#{spec.icon}" in shown
    assert str(spec.words.title) in shown


def test_file_is_imported_once(spec, tmp_path, capsys):
    organisation = actor_of(MembershipFactory().user).organisation
    path = tmp_path / "rows.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerows([["id", "title", "text", "country"], ["A", "One", TEXT, "DE"], ["B", "Two", "", ""]])
    command = [
        "import_listings", str(path), "--kind", spec.name, "--organisation", organisation.public_id,
        "--set", "language=en", "--publish",
    ]  # fmt: skip
    call_command(*command)
    assert "1 published, 1 drafts" in capsys.readouterr().out
    states = dict(Listing.objects.filter(kind=spec.name).values_list("own_reference", "state"))
    assert states == {"A": "published", "B": "draft"}
    call_command(*command)
    assert "2 unchanged" in capsys.readouterr().out


def test_api_lists_filters_and_shows_the_kind(spec, client):
    listing = published(spec)
    ListingFactory(published=True)
    listings = reverse("api-listings")
    for query in ({"kind": spec.name}, {"kind": spec.name, "q": "nitrogen"}):
        answer = client.get(listings, query).json()
        assert [(row["public_id"], row["kind"]) for row in answer["results"]] == [
            (listing.public_id, spec.name)
        ]
    assert client.get(listings).json()["results"][0]["kind"] in {"need", spec.name}
    assert client.get(reverse("api-listing", args=[listing.public_id])).json()["kind"] == spec.name
    assert client.get(listings, {"kind": "fund"}).status_code == 400
    schema = text_of(client.get(reverse("api-schema")))
    assert schema.count(f"- {spec.name}\n") == 3  # of the filter, of the field, and what it means


def test_letters_call_it_by_its_name(spec, owner, staff):
    owner.post(reverse("catalog:new", args=[spec.name]), filled(do="submit"))
    listing = Listing.objects.get()
    staff.post(
        reverse("catalog:moderate", args=[listing.public_id]),
        {"decision": "publish", "revision": 1, "note": ""},
    )
    sent = [found.text for letter in Letter.objects.all() if (found := compose(letter))]
    assert any(f"| {spec.words.title}" in text for text in sent)
    assert [words for text in sent for words in NOT_ITS_WORDS.findall(text)] == []


def test_kind_is_refused_once_it_is_gone(login):
    with KINDS.registered(FACILITY):
        listing = published(FACILITY)
    client = login(actor_of(MembershipFactory(organisation=listing.organisation).user))
    assert client.get("/facilities/").status_code == 404
    assert client.get(listing.get_absolute_url()).status_code == 404
    assert client.get(reverse("catalog:new", args=["facility"])).status_code == 404
    assert client.get(reverse("catalog:mine")).status_code == 200


def test_action_refuses_an_unknown_kind_in_a_sentence(member):
    with pytest.raises(ContentErrors) as wrong:
        create(kind="fund", organisation=member.organisation, by=member, content=filled())
    assert [str(error.sentence) for error in wrong.value.errors] == ["There is no such kind of listing."]
