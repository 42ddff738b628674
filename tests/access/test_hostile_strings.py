"""Hostile text in every field of every form: a clear error or inert output,
on every page and in every letter."""

from itertools import product

import pytest
from django.db import transaction
from django.urls import reverse

from accounts.actor import actor_of
from accounts.enums import OrganisationKind
from catalog.actions import content
from catalog.models import Listing
from matching.actions import review
from matching.models import Candidate
from notifications.letters.composing import compose
from notifications.models import Letter
from tests.access.bodies import LISTING, ORGANISATION, body_for
from tests.access.routes import arguments, every_address
from tests.factories.accounts import MembershipFactory, OrganisationFactory, UserFactory
from tests.factories.catalog import ListingFactory, ListingPatentFactory, PatentFactory
from tests.factories.matching import ProposalFactory

pytestmark = pytest.mark.django_db
SCRIPT = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>{{7*7}}"
RAW = ["<script>alert(1)", "<img src=x", "onerror=alert(2)>", ">49", 'href="javascript:']
PAYLOADS = {
    "script": SCRIPT,
    "link": "javascript:alert(1)",
    "right to left": "\u202egnp.exe\u202c\u2066",
    "nul": "a\x00b",
    "control": "a\x08\x1b[31m\x7fb\r\n\r\nBcc: all@evil.example",
    "long": "长" * 10_000,
    "longer": "w" * 70_000,
    "half a pair": b"a\xed\xa0\x80b",  # a lone surrogate, as bytes
    "no utf-8": b"\xff\xfe\xfd",
    "numbers": "9" * 400,
    "blank": "\u3000\u200b\ufeff",
}
TEXTS_OF_A_LISTING = [
    "title", "summary", "description", "advantages_and_innovation", "technical_specification", "ipr_notes",
    "expected_partner_role", "market_keywords", "keywords", "region", "title_other", "summary_other",
    "confidential", "own_reference", "patents", "technology_codes", "industry_codes", "budget_min",
    "deadline", "trl", "language", "partnership_types", "countries", "currency", "revision", "do",
    "indicators-0-name", "indicators-0-today", "indicators-0-wanted", "indicators-0-condition",
    "indicators-TOTAL_FORMS",
]  # fmt: skip
FORMS = [
    ("catalog:new", "kind=need", "owner", TEXTS_OF_A_LISTING),
    ("catalog:new", "kind=offer", "owner", TEXTS_OF_A_LISTING),
    ("catalog:edit", "published", "owner", TEXTS_OF_A_LISTING),
    ("accounts:organisation_new", "", "newcomer", list(ORGANISATION)),
    ("accounts:organisation_edit", "home", "reviewer", list(ORGANISATION)),
    ("accounts:profile", "", "newcomer", ["name", "language"]),
    ("accounts:terms", "", "newcomer", ["terms_version", "accept_terms"]),
    ("accounts:act_as", "", "owner", ["organisation", "next"]),
    ("accounts:decide_membership", "request to home", "owner", ["decision", "role", "next"]),
    ("accounts:change_role", "viewer's membership", "owner", ["seen", "role"]),
    ("accounts:site_text_edit", "slug=terms", "operator", ["seen", "body_en", "body_zh"]),
    ("catalog:moderate", "submitted", "reviewer", ["decision", "revision", "note"]),
    ("matching:decide", "waiting proposal verb=decline", "reviewer", ["kind", "note"]),
    ("matching:decide", "waiting proposal verb=approve", "reviewer", ["note"]),
    ("matching:propose", "", "reviewer", ["need", "offer"]),
    ("matching:answer", "approved proposal", "owner", ["answer", "kind", "text"]),
    ("matching:candidates_while_typing", "", "owner", ["kind", "title", "description"]),
    ("ops:try_again", "kind=matching.matchrequest", "operator", ["row"]),
    ("set_language", "", "visitor", ["language", "next"]),
    ("account_login", "", "visitor", ["login", "password"]),
    ("account_signup", "", "visitor", ["email", "password1", "name", "language", "terms_version"]),
    ("account_reset_password", "", "visitor", ["email"]),
    ("account_email", "", "owner", ["email"]),
]


def raw_in(page):
    if not page["Content-Type"].startswith("text/html"):
        return []
    said = page.content.decode()
    return [mark for mark in RAW if mark in said]


@pytest.mark.parametrize(("route", "thing", "role", "fields"), FORMS, ids=lambda value: str(value)[:40])
def test_hostile_text_in_a_form_gives_a_clear_error_or_inert_output(world, route, thing, role, fields):
    everywhere = [(fields, payload) for payload in PAYLOADS]
    assert surprises_of(world, route, thing, role, everywhere) == []


@pytest.mark.long
@pytest.mark.parametrize(("route", "thing", "role", "fields"), FORMS, ids=lambda value: str(value)[:40])
def test_every_hostile_text_in_every_field_alone_is_refused_or_inert(world, route, thing, role, fields):
    alone = [([name], payload) for name, payload in product(fields, PAYLOADS)]
    assert surprises_of(world, route, thing, role, alone) == []


def surprises_of(world, route, thing, role, attempts):
    """Answers that are no answer, or that hold a payload as it was sent."""
    kwargs = arguments(world, thing)
    body = body_for(route, kwargs, world.objects["pair"])
    surprises = []
    for names, payload in attempts:
        with transaction.atomic():
            client = world.client(role)
            page = client.post(reverse(route, kwargs=kwargs), body | dict.fromkeys(names, PAYLOADS[payload]))
            if page.status_code == 302 and page["Location"].startswith("/"):
                page = client.get(page["Location"])
            if page.status_code not in {200, 302, 400, 404, 405, 409, 422} or raw_in(page):
                surprises.append((names, payload, page.status_code, raw_in(page)))
            transaction.set_rollback(True)
    return surprises


@pytest.fixture
def hostile():
    """Every text that people give is the payload, in rows as they would stand there had a form let it in."""
    words = {
        "name_en": SCRIPT,
        "name_zh": SCRIPT,
        "short_name": SCRIPT[:60],
        "region": SCRIPT[:80],
        "city": SCRIPT[:80],
    }
    texts = dict.fromkeys(
        ["title", "summary", "description", "advantages_and_innovation", "technical_specification",
         "ipr_notes", "expected_partner_role", "title_other", "summary_other", "confidential",
         "review_note"], SCRIPT
    )  # fmt: skip
    texts |= {
        "keywords": [SCRIPT],
        "market_keywords": [SCRIPT],
        "own_reference": SCRIPT[:80],
        "region": SCRIPT[:80],
    }
    rows = [{"name": SCRIPT, "today": SCRIPT, "wanted": SCRIPT, "condition": SCRIPT}]
    people, listings = [], []
    for kind in ("need", "offer"):
        organisation = OrganisationFactory(kind=OrganisationKind.ENTERPRISE, domain=SCRIPT, **words)
        people.append(MembershipFactory(organisation=organisation, user__name=SCRIPT).user)
        MembershipFactory(organisation=organisation, user__name=SCRIPT, state="asked")
        made = ListingFactory(
            published=True,
            offer=kind == "offer",
            organisation=organisation,
            indicators=rows if kind == "need" else [],
            **texts,
        )
        content.edit(listing=made, by=actor_of(people[-1]), revision=1, content={"summary": SCRIPT + "."})
        listings.append(Listing.objects.get(pk=made.pk))
    patent = PatentFactory(title=SCRIPT, abstract=SCRIPT, applicants=[SCRIPT], inventors=[SCRIPT])
    ListingPatentFactory(listing=listings[1], patent=patent)
    return people, listings, patent


@pytest.mark.parametrize("role", ["visitor", "owner", "reviewer", "operator"])
def test_hostile_text_that_is_stored_is_inert_on_every_page(hostile, client, login, role):
    people, (need, offer), patent = hostile
    staff = {each: UserFactory(staff=each, name=SCRIPT) for each in ("reviewer", "operator")}
    proposal = review.approve(
        proposal=ProposalFactory(need=need, offer=offer), by=actor_of(staff["reviewer"]), note=SCRIPT
    )
    Candidate.objects.create(
        need=need, offer=offer, need_revision=2, offer_revision=2, score=0.5, strength=0.5,
        rank_for_need=1, rank_for_offer=1,
    )  # fmt: skip
    waiting = ListingFactory(
        submitted=True, title=SCRIPT, organisation=offer.organisation, description=SCRIPT
    )
    rows = [need, waiting, proposal, patent, offer.organisation, Letter.objects.first()]
    values = {
        "public_id": [row.public_id for row in rows], "need_id": [need.public_id],
        "offer_id": [offer.public_id],
        "verb": ["approve"], "slug": ["terms"], "kind": ["need", "offer", "matching.matchrequest"],
        "scheme": ["ipc"], "name": ["a.eml"],
    }  # fmt: skip
    reader = client if role == "visitor" else login(people[0] if role == "owner" else staff[role])
    said, surprises = 0, []
    for name, address in every_address(values):
        page = reader.get(address)
        shown = page.status_code == 200 and "&lt;script&gt;alert(1)" in page.content.decode()
        said += shown
        if page.status_code >= 500 or raw_in(page):
            surprises.append((name, address, page.status_code, raw_in(page)))
    assert surprises == []
    assert said >= 3  # it was there to be seen, escaped


def test_hostile_text_that_is_stored_is_inert_in_letters_and_adds_no_header(hostile, reviewer):
    _people, (need, offer), _patent = hostile
    review.approve(proposal=ProposalFactory(need=need, offer=offer), by=reviewer, note=SCRIPT)
    Listing.objects.filter(pk=offer.pk).update(title="Bearing\r\nBcc: all@evil.example")
    letters = [composed for letter in Letter.objects.exclude(kind="secret") if (composed := compose(letter))]
    assert letters
    for composed in letters:
        assert [mark for mark in RAW if mark in composed.html] == []
        assert composed.subject.splitlines() == [composed.subject]


def test_hostile_query_of_a_search_is_inert(client):
    ListingFactory(published=True)
    for url in ("/needs/", "/offers/", reverse("accounts:organisations")):
        for name in ("q", "stage", "technology", "country", "page"):
            page = client.get(url, {name: SCRIPT})
            assert (page.status_code, raw_in(page)) == (200, [])


def test_listing_of_a_hostile_form_is_stored_as_it_was_written(login):
    """Nothing is stripped in silence: what a person wrote is what stands there, escaped."""
    owner = MembershipFactory().user
    login(owner).post(reverse("catalog:new", args=["need"]), LISTING | {"title": SCRIPT})
    assert Listing.objects.get(created_by=owner).title == SCRIPT
