"""One stored row that nobody can read stops nothing: search, rebuild, matching and pages go on without it."""

import io
import json
from collections import defaultdict

import pytest
from django.core.management import call_command
from django.db import connection

from catalog import ports
from catalog.actions import content, moves
from catalog.errors import ContentErrors
from catalog.fields import FIELDS
from catalog.models import Listing
from catalog.ports import Page
from core.models import WorkState
from matching import index as live_index
from matching.actions import requests
from matching.models import Candidate, IndexGeneration, MatchRequest, Proposal
from matching.pipeline import match_requests, rebuild
from tests.access.routes import every_address
from tests.access.world import build
from tests.factories.catalog import ListingFactory
from tests.matching.pairs import matched, need, offer

pytestmark = pytest.mark.django_db

POISON = {
    "language": ["klingon"],
    "stage_of_development": ["foo"],
    "ipr_status": ["foo"],
    "currency": ["JPY"],
    "export_control": ["foo"],
    "trl": [99],
    "indicators": [[5], {"a": 1}, [{"name": {"a": 1}}], "x", 7],
    "partnership_types": [[5], ["marriage"], {"a": 1}, "licence"],
    "partner_types": [[[]], ["moon"]],
    "technology_codes": [[5], {"ipc": "F16C"}],
    "industry_codes": [[{"a": 1}]],
    "market_keywords": [[5]],
    "keywords": [[{"a": 1}], 7, "bearing"],
    "sdg_goals": [["x"], [99]],
    "countries": [[5]],
    "must_match": [["moon"], [5], 5],
}
CASES = [(field, value) for field, values in POISON.items() for value in values]
IDS = [f"{number}-{field}" for number, (field, _value) in enumerate(CASES)]


def poison(listing, field, value):
    """Past actions, models and constraints, as a hand on the database does it."""
    column = Listing._meta.get_field(field).column
    stored = json.dumps(value) if FIELDS[field].is_list else value
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        cursor.execute(f'UPDATE catalog_listing SET "{column}" = %s WHERE id = %s', [stored, listing.pk])
        cursor.execute("PRAGMA ignore_check_constraints = OFF")


def found(text="bearing vacuum"):
    hits = ports.ranker().search(text, None, {}, Page())
    return {hit.public_id for hit in hits.hits}


@pytest.fixture
def good():
    return [
        need("bearing for vacuum robots"),
        need("bearing for vacuum pumps"),
        offer("bearing without grease for vacuum"),
    ]


def test_every_field_of_a_type_that_can_be_poisoned_is():
    harmless = {
        "Text",
        "Amount",
        "Day",
        "Moment",
        "Flag",
        "Country",
        "Patents",
    }  # their columns hold nothing else
    assert set(POISON) == {
        name for name in FIELDS.names("is_column") if type(FIELDS[name].type).__name__ not in harmless
    }


@pytest.mark.parametrize(("field", "value"), CASES, ids=IDS)
def test_row_that_cannot_be_read_is_left_out_of_search_and_index_and_stops_with_the_reason(
    good, field, value
):
    bad = offer("bearing coated for vacuum")
    matched(*good, bad)
    assert Candidate.objects.filter(offer=bad).exists()
    poison(bad, field, value)
    live_index.forget()

    generation = rebuild.build_now()
    assert (generation.documents, found()) == (3, {listing.public_id for listing in good})
    assert not Candidate.objects.filter(offer=bad).exists()
    request = MatchRequest.objects.get(listing=bad)
    assert (request.state, request.last_error) == (
        WorkState.DEAD,
        f"{bad.public_id}: cannot be read: {field}",
    )

    fresh = need("bearing for vacuum telescopes")
    assert matched(fresh, bad) == 1
    assert Candidate.objects.filter(need=fresh).count() == 1
    assert MatchRequest.objects.get(listing=bad).state == WorkState.DEAD


@pytest.mark.parametrize("where", ["generation", "delta", "stand-in"])
def test_row_that_cannot_be_read_leaves_a_running_index_with_its_next_change(good, where, settings):
    bad = offer("bearing coated for vacuum")
    if where == "generation":
        rebuild.build_now()
    elif where == "delta":
        Listing.objects.filter(pk=bad.pk).update(state="on_hold")
        rebuild.build_now()
        Listing.objects.filter(pk=bad.pk).update(state="published")
        requests.ask(listings=[bad])
    assert bad.public_id in found()
    poison(bad, "stage_of_development", "foo")
    if where != "stand-in":
        assert matched(bad) == 0
    else:
        Listing.objects.filter(pk=bad.pk).update(revision=2)
    assert found() == {listing.public_id for listing in good}
    assert IndexGeneration.objects.count() == (where != "stand-in")


def test_pending_proposal_of_a_row_that_cannot_be_read_lapses_and_the_other_side_goes_on(good, settings):
    settings.PROPOSAL_FLOOR = 0.001
    bad = offer("bearing coated for vacuum")
    matched(*good, bad)
    waiting = Proposal.objects.pending().get(need=good[0], offer=bad)
    poison(bad, "stage_of_development", "foo")
    assert matched(good[0]) == 1
    match_requests.work_off()
    assert matched(bad) == 0
    waiting.refresh_from_db()
    assert (waiting.state, waiting.closing) == ("closed", "lapsed")
    assert Proposal.objects.pending().filter(need=good[0], offer=good[2]).exists()


def test_full_run_proposes_nothing_with_a_row_that_cannot_be_read(good, settings):
    settings.PROPOSAL_FLOOR = 0.001
    bad = offer("bearing coated for vacuum")
    rebuild.build_now()
    poison(bad, "must_match", ["moon"])
    call_command("match", "--full", "--inline", stdout=io.StringIO())
    proposed = Proposal.objects.pending()
    assert proposed.filter(offer=good[2]).exists()
    assert not proposed.filter(offer=bad).exists()


@pytest.mark.parametrize(("field", "value"), CASES, ids=IDS)
def test_row_that_cannot_be_read_is_mended_by_an_edit_and_not_published_before(member, field, value):
    kind = "need" if field == "indicators" else "offer"
    draft = ListingFactory(offer=kind == "offer", organisation=member.organisation)
    good_value = getattr(draft, field) or FIELDS[field].type.empty
    poison(draft, field, value)
    read = Listing.objects.get(pk=draft.pk)
    assert (read.unreadable, getattr(read, field)) == ((field,), FIELDS[field].fallback)
    with pytest.raises(ContentErrors) as refused:
        moves.submit(listing=read, by=member)
    assert refused.value.codes == {(field, "unreadable")}
    mended = good_value or {"language": "en", "stage_of_development": "lab_tested"}.get(field, good_value)
    edited = content.edit(listing=read, by=member, content={field: mended}, revision=1)
    assert (edited.unreadable, edited.revision) == ((), 2)
    assert Listing.objects.get(pk=draft.pk).unreadable == ()


def test_every_page_goes_on_beside_rows_that_cannot_be_read():
    world = build()
    need_, offer_ = (Listing.objects.get(**world.objects[name]) for name in ("published", "anonymous"))
    for field, values in POISON.items():
        if field != "indicators":
            poison(offer_, field, values[0])
        poison(need_, field, values[-1])
    shown = ("published", "anonymous", "patent", "waiting proposal", "approved proposal")
    values = defaultdict(list) | {  # addresses with other arguments are left out
        "public_id": [world.objects[name]["public_id"] for name in shown],
        "need_id": [world.objects["pair"]["need_id"]],
        "offer_id": [world.objects["pair"]["offer_id"]],
        "kind": ["need", "matching.matchrequest"],
    }
    addresses = sorted({address for _name, address in every_address(values)})
    people = {role: world.client(role) for role in ("visitor", "owner", "reviewer")}
    answers = [
        (role, address, browser.get(address).status_code)
        for address in addresses
        for role, browser in people.items()
    ]
    assert [answer for answer in answers if answer[2] >= 500] == []
    assert sum(status == 200 for _role, _address, status in answers) > 60
