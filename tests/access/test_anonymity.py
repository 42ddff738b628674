"""An anonymous owner is named on no page, in no API answer, in no letter, to anybody outside."""

from types import SimpleNamespace

import pytest
from django.conf import settings
from django.urls import reverse

from accounts.actor import actor_of
from catalog.actions import content
from matching.actions import answers, review
from matching.models import Candidate
from notifications.letters.composing import compose
from notifications.models import Letter
from tests.access.routes import every_address
from tests.factories.accounts import MembershipFactory, OrganisationFactory, UserFactory
from tests.factories.catalog import ListingFactory, ListingPatentFactory, PatentFactory
from tests.factories.matching import ProposalFactory

pytestmark = pytest.mark.django_db
OFFERS = "/offers/"
OWNER = {
    "name_en": "Umbrawell Turbines", "name_zh": "隐泉涡轮机械", "short_name": "UmbraQ",
    "domain": "umbrawell.example",
    "website": "https://www.umbrawell.example/", "region": "Ningxia", "city": "Guyuan",
    "registration_code": "91640000UMB",
}  # fmt: skip
PEOPLE = {"name": "Odalys Keeper", "email": "odalys.keeper@umbrawell.example"}
PATENT = {
    "publication_number": "CN111222333A",
    "title": "Turbine seal of seven rings",
    "abstract": "Seven rings seal.",
    "applicants": ["Umbrawell Turbines"],
    "inventors": ["Inventia Quill"],
}
LISTING = {
    "title": "Dry gas seal for small turbines",
    "description": "A dry seal for turbines below one megawatt.",
    "own_reference": "REF-UMB-77",
    "confidential": "Graphene recipe 0815",
    "source": "sheet of the Ningxia fair",
    "region": "Ningxia",
}
SECRETS = [
    *OWNER.values(), *PEOPLE.values(), "umbrawell", "CN111222333", "Turbine seal of seven rings",
    "Seven rings seal", "Inventia Quill", "REF-UMB-77", "Graphene recipe", "Ningxia fair", "Hidden column",
    "Board member",
]  # fmt: skip
DIRECTORY = {"accounts:organisations", "accounts:organisation", "accounts:join"}


@pytest.fixture
def case(reviewer):
    """One anonymous offer with all that could betray its owner, in an approved proposal with letters."""
    organisation = OrganisationFactory(**OWNER)
    owner = MembershipFactory(organisation=organisation, user__language="zh-hans", **_user(PEOPLE)).user
    MembershipFactory(organisation=organisation, user__name="Board member of it", role="viewer")
    offer = ListingFactory(
        offer=True, published=True, anonymous=True, organisation=organisation, created_by=owner, **LISTING,
        source_record={"Hidden column": "Umbrawell Turbines"},
    )  # fmt: skip
    ListingPatentFactory(listing=offer, patent=PatentFactory(**PATENT))
    content.edit(
        listing=offer,
        by=actor_of(owner),
        revision=1,
        content={"own_reference": "REF-UMB-77", "summary": "Dry."},
    )
    offer.refresh_from_db()
    need = ListingFactory(
        published=True, title="Seal for turbines", description="We need a dry seal for turbines."
    )
    other_side = MembershipFactory(organisation=need.organisation).user
    Candidate.objects.create(
        need=need, offer=offer, need_revision=1, offer_revision=2, score=0.5, strength=0.5,
        rank_for_need=1, rank_for_offer=1,
    )  # fmt: skip
    proposal = review.approve(proposal=ProposalFactory(need=need, offer=offer), by=reviewer)
    return SimpleNamespace(
        owner=owner,
        offer=offer,
        need=need,
        other_side=other_side,
        proposal=proposal,
        organisation=organisation,
    )


def _user(fields):
    return {f"user__{name}": value for name, value in fields.items()}


def addresses(case):
    """Every GET address that the objects of the case can make, and lists asked for the secrets themselves."""
    ids = [
        row.public_id
        for row in (case.offer, case.need, case.proposal, case.organisation, case.offer.patents.get())
    ] + [row.public_id for row in Letter.objects.all()[:2]]
    values = {
        "public_id": ids, "need_id": [case.need.public_id], "offer_id": [case.offer.public_id],
        "verb": ["approve"],
        "slug": ["terms"], "kind": ["need", "offer", "matching.matchrequest"], "scheme": ["ipc"],
        "name": ["a.eml"],
    }  # fmt: skip
    yield from every_address(values)
    texts = ["seal for turbines", "ring rings seven", "0815", "REF"]
    for text in texts:
        yield "catalog:listings", f"{OFFERS}?q={text}"
        yield "api-listings", f"{reverse('api-listings')}?q={text}"
    yield "api-listings", f"{reverse('api-listings')}?country=CN"


def leaks(client, case, language):
    """(address, words) for every page that says more than it should."""
    found = []
    for name, address in addresses(case):
        page = client.get(address, headers={"accept-language": language})
        assert page.status_code < 500, address
        said = page.content.decode() + str(page.headers)
        words = [word for word in SECRETS if word.lower() in said.lower()]
        if name in DIRECTORY:  # the organisation is no secret, only that the listing is its own
            words = [
                word
                for word in (case.offer.public_id, case.offer.title, "REF-UMB")
                if word in said and word not in address
            ]
        if words:
            found.append((address, words))
    return found


@pytest.mark.parametrize(
    ("who", "language"), [("visitor", "en"), ("stranger", "zh-hans"), ("other side", "en")]
)
def test_no_page_names_the_owner_of_an_anonymous_listing(case, client, login, who, language):
    readers = {
        "visitor": lambda: client,
        "stranger": lambda: login(MembershipFactory().user),
        "other side": lambda: login(case.other_side),
    }
    assert leaks(readers[who](), case, language) == []


@pytest.mark.parametrize("staff", ["broker"])
def test_staff_who_do_not_review_are_not_told_either(case, login, staff):
    assert leaks(login(UserFactory(staff=staff)), case, "en") == []


def test_pages_of_the_owner_name_the_owner(case, login):
    """The sweep can fail: the same pages, read by the owner, hold what it looks for."""
    told = {word for _address, words in leaks(login(case.owner), case, "en") for word in words}
    assert {"REF-UMB-77", "Graphene recipe", "CN111222333", "Ningxia"} <= told


def test_after_contacts_are_open_strangers_still_learn_nothing(case, login):
    both = {"need": case.other_side, "offer": case.owner}
    for side, person in both.items():
        answers.answer(proposal=case.proposal, side=side, by=actor_of(person), answer="interested")
    case.proposal.refresh_from_db()
    assert case.proposal.contacts_opened_at is not None
    assert leaks(login(MembershipFactory().user), case, "en") == []
    page = login(case.other_side).get(case.proposal.get_absolute_url()).content.decode()
    assert "Umbrawell Turbines" in page
    assert [word for word in ("Graphene recipe", "REF-UMB-77", "Ningxia fair") if word in page] == []


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_letters_to_the_other_side_do_not_name_the_owner(case, language):
    letters = list(Letter.objects.filter(recipient=case.other_side))
    assert letters
    for letter in letters:
        letter.language = language
        composed = compose(letter)
        said = " ".join([composed.subject, composed.text, composed.html]).lower()
        assert case.offer.title.lower() in said
        assert [word for word in SECRETS if word.lower() in said] == []


@pytest.mark.parametrize(
    "text",
    [
        "Umbrawell",
        "隐泉涡轮机械",
        "UmbraQ",
        "CN111222333A",
        "Inventia",
        "REF-UMB-77",
        "Graphene",
        "Ningxia",
        "Guyuan",
    ],
)
def test_search_for_a_secret_finds_nothing(case, client, text):
    for kind in ("need", "offer"):
        answer = client.get(reverse("api-listings"), {"q": text, "kind": kind}).json()
        assert (answer["total"], answer["results"]) == (0, [])
    assert client.get(OFFERS, {"q": text}).context["total"] == 0


@pytest.mark.parametrize("region", ["Ningxia", "ningxia", "Jiangsu"])
def test_filter_by_region_does_not_find_an_anonymous_listing(case, client, region):
    answer = client.get(reverse("api-listings"), {"region": region, "kind": "offer"}).json()
    assert answer["results"] == []
    assert "Ningxia" not in client.get(reverse("api-listings"), {"country": "CN"}).json()["facets"].get(
        "region", {}
    )


def test_candidates_while_typing_do_not_name_the_owner(case, login):
    body = {"kind": "need", "description": LISTING["description"] + " " + PATENT["abstract"]}
    page = login(case.other_side).post(reverse("matching:candidates_while_typing"), body).content.decode()
    assert LISTING["title"] in page
    assert [word for word in SECRETS if word.lower() in page.lower()] == []
