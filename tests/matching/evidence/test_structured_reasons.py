from datetime import date
from decimal import Decimal

import pytest

from matching.evidence.structured_reasons import structured_reasons
from tests.factories.accounts import OrganisationFactory
from tests.factories.catalog import ListingFactory

TODAY = date(2026, 3, 2)
TITLES = {"ipc:F16C": "Shafts and bearings", "ipc:C23C": "Coating metals"}


def reasons(need=None, offer=None, need_owner=None, offer_owner=None):
    plain = {"partnership_types": [], "country": "CN", "language": "en", "stage_of_development": ""}
    left = ListingFactory.build(
        **plain | {"organisation": OrganisationFactory.build(**need_owner or {})} | (need or {})
    )
    right = ListingFactory.build(
        **plain
        | {"offer": True, "organisation": OrganisationFactory.build(**offer_owner or {}), "description": ""}
        | (offer or {})
    )
    return structured_reasons(left, right, titles=TITLES, today=TODAY)


def one(about, **sides):
    found = [(r.verdict, r.sentence) for r in reasons(**sides) if r.about == about]
    assert len(found) <= 1
    return found[0] if found else None


def test_two_bare_listings_say_only_that_they_are_in_one_region():
    assert [(r.about, r.verdict, r.sentence) for r in reasons()] == [("place", "for", "Both are in Jiangsu.")]


@pytest.mark.parametrize(
    ("need", "offer", "outcome"),
    [
        (["ipc:F16C"], ["ipc:F16C", "ipc:C23C"], ("for", "Both are classed under F16C Shafts and bearings.")),
        (["ipc:F16C"], ["ipc:F16"], ("for", "Both are classed under F16C Shafts and bearings.")),
        (
            ["ipc:F16C"],
            ["ipc:C23C"],
            (
                "against",
                "The need is classed under F16C Shafts and bearings, the offer under C23C Coating metals.",
            ),
        ),
        (["ipc:F16C"], [], None),
    ],
)
def test_technical_fields_are_compared_by_code_and_named_by_title(need, offer, outcome):
    assert one("field", need={"technology_codes": need}, offer={"technology_codes": offer}) == outcome


@pytest.mark.parametrize(
    ("need", "offer", "outcome"),
    [
        (
            {"stage_of_development": "lab_tested"},
            {"stage_of_development": "on_market"},
            ("for", "The need asks for lab tested or later; the offer is already on the market."),
        ),
        (
            {"stage_of_development": "demonstration"},
            {"stage_of_development": "lab_tested", "trl": 5},
            (
                "against",
                "The offer is lab tested, TRL 5; the need asks for available for demonstration or later.",
            ),
        ),
        (
            {"stage_of_development": "lab_tested", "trl": 5},
            {"stage_of_development": "lab_tested", "trl": 4},
            ("against", "The offer is lab tested, TRL 4; the need asks for lab tested, TRL 5 or later."),
        ),
        (
            {"trl": 4},
            {"stage_of_development": "concept"},
            ("against", "The offer is concept; the need asks for TRL 4 or later."),
        ),
        (
            {"stage_of_development": "concept"},
            {},
            ("ask", "The need asks for concept or later; the offer does not say how far it is."),
        ),
        ({}, {"stage_of_development": "concept"}, None),
    ],
)
def test_stage_wanted_is_compared_with_stage_shown(need, offer, outcome):
    assert one("stage", need=need, offer=offer) == outcome


@pytest.mark.parametrize(
    ("need", "offer", "outcome"),
    [
        (["licence", "service"], ["service"], ("for", "Both are open to technical service.")),
        (
            ["licence"],
            ["investment"],
            ("against", "The need looks for licence; the offer is open to investment."),
        ),
        (["licence"], [], ("ask", "The need looks for licence; the offer does not say what it is open to.")),
        ([], ["licence"], None),
    ],
)
def test_partnership_kinds_overlap_differ_or_are_not_stated(need, offer, outcome):
    assert one("partnership", need={"partnership_types": need}, offer={"partnership_types": offer}) == outcome


def amount(low=None, high=None, currency="CNY"):
    return {
        "budget_min": low if low is None else Decimal(low),
        "budget_max": high if high is None else Decimal(high),
        "currency": currency,
    }


@pytest.mark.parametrize(
    ("need", "offer", "outcome"),
    [
        (
            amount(800_000, 1_200_000),
            amount(1_000_000),
            ("for", "The budget is CNY 800,000–1,200,000, the price from CNY 1,000,000."),
        ),
        (
            amount(None, 1_000_000),
            amount(1_000_001),
            ("against", "The budget is up to CNY 1,000,000, the price from CNY 1,000,001."),
        ),
        (amount(500, 600), amount(10, 20), ("for", "The budget is CNY 500–600, the price CNY 10–20.")),
        (
            amount(500, 600),
            amount(500, 500, "EUR"),
            ("ask", "The budget is CNY 500–600, the price EUR 500."),
        ),
        (amount(500, 600), {}, ("ask", "The budget is CNY 500–600; the offer names no price.")),
        ({}, amount(0, 20), ("ask", "The price is CNY 0–20; the need names no budget.")),
        ({}, {}, None),
    ],
)
def test_budget_and_price_meet_only_in_one_currency(need, offer, outcome):
    assert one("money", need=need, offer=offer) == outcome


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ("granted", ("for", "The need looks for licence; the state of the offer's IPR: granted.")),
        ("none", ("against", "The need looks for licence; the state of the offer's IPR: no IPR applied.")),
        ("secret", ("ask", "The need looks for licence; the state of the offer's IPR: secret know-how.")),
        ("", ("ask", "The need looks for licence; the offer says nothing about IPR.")),
    ],
)
def test_rights_matter_when_a_licence_is_wanted(status, outcome):
    assert one("ipr", need={"partnership_types": ["licence"]}, offer={"ipr_status": status}) == outcome
    assert one("ipr", need={"partnership_types": ["service"]}, offer={"ipr_status": status}) is None


@pytest.mark.parametrize(
    ("need", "offer", "outcome"),
    [
        ({"country": "CN"}, {"country": "FR"}, ("ask", "The need comes from China, the offer from France.")),
        (
            {"countries": ["CN", "DE"]},
            {"country": "FR"},
            ("against", "Partners are wanted in China, Germany; the other side is in France."),
        ),
        ({"region": "Jiangsu"}, {"region": "Gansu"}, ("for", "Both are in China.")),
        ({"region": "Jiangsu"}, {"region": "Jiangsu", "anonymous": True}, ("for", "Both are in China.")),
    ],
)
def test_place_compares_countries_and_never_the_region_of_a_hidden_owner(need, offer, outcome):
    assert one("place", need=need, offer=offer) == outcome


def test_kind_of_partner_is_compared_with_what_the_other_side_is():
    wants = {"partner_types": ["university"]}
    assert one("partner", need=wants, offer_owner={"kind": "university"}) == (
        "for",
        "The need looks for university; the offer comes from: university.",
    )
    assert one("partner", need=wants, offer_owner={"kind": "enterprise", "size": "large"}) == (
        "against",
        "The need looks for university; the offer comes from: large company.",
    )
    assert one("partner", need=wants, offer_owner={"kind": "enterprise", "size": ""}) is None


def test_two_languages_a_passed_deadline_and_an_export_licence_are_said():
    found = reasons(
        need={"language": "zh", "deadline": date(2026, 3, 1)},
        offer={"country": "FR", "export_control": "licence_needed"},
    )
    assert [(r.about, r.verdict) for r in found] == [
        ("deadline", "against"),
        ("place", "ask"),
        ("export", "ask"),
        ("language", "ask"),
    ]
    assert one("deadline", need={"deadline": TODAY}) is None
