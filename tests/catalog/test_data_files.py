"""The taxonomies and the demonstration are data: what the loaders take for granted is checked here."""

import csv
import json
import re
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest

CATALOG = Path(__file__).resolve().parents[2] / "catalog"
COLUMNS = ["scheme", "revision", "code", "parent", "title_en", "title_zh"]
REVISIONS = {"ipc": "2024.01", "gbt4754": "2017", "nace": "2.1"}

TRL_OF_STAGE = {
    "concept": {1, 2},
    "under_development": {3},
    "lab_tested": {4, 5},
    "demonstration": {6, 7, 8},
    "on_market": {9},
}
IPR = {"none", "secret", "applied", "granted"}
PARTNERSHIPS = {
    "licence",
    "transfer",
    "rd_cooperation",
    "commercial_assistance",
    "joint_venture",
    "investment",
    "outsourcing",
    "service",
    "consultancy",
}
PARTNERS = {"sme_10", "sme_49", "sme_249", "large", "rd_institution", "university", "other"}
SIZES = {"sme_10", "sme_49", "sme_249", "large"}
KINDS = {"enterprise", "university", "research_institute", "intermediary", "operator"}
ROLES = {"owner", "editor", "viewer"}
STAFF = {"reviewer", "broker", "operator"}

COMMON = {
    "key",
    "kind",
    "organisation",
    "language",
    "title",
    "summary",
    "description",
    "technical_specification",
    "stage_of_development",
    "trl",
    "partnership_types",
    "expected_partner_role",
    "partner_types",
    "technology_codes",
    "industry_codes",
    "market_keywords",
    "keywords",
    "country",
    "region",
    "anonymous",
}
OF_NEED = COMMON | {"indicators"}
OF_OFFER = COMMON | {"advantages_and_innovation", "ipr_status", "ipr_notes", "patents"}
OPTIONAL = {"title_other", "summary_other", "budget_min", "budget_max", "currency"}
DESCRIPTION_LENGTH = {"en": (600, 1500), "zh": (300, 700)}
RESERVED = re.compile(r"(^|\.)(example|example\.com|example\.org)$")
HAN = re.compile(r"[\u4e00-\u9fff]")


def _taxonomy(scheme):
    with (CATALOG / "data" / f"{scheme}.tsv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def _demo(name):
    return json.loads((CATALOG / "demo" / f"{name}.json").read_text(encoding="utf-8"))


def _by_key(name):
    return {row["key"]: row for row in _demo(name)}


CODES = {scheme: {row["code"] for row in _taxonomy(scheme)} for scheme in REVISIONS}
ORGANISATIONS = _by_key("organisations")
PATENTS = _by_key("patents")
NEEDS = _by_key("needs")
OFFERS = _by_key("offers")
LISTINGS = [pytest.param(row, id=row["key"]) for row in [*_demo("needs"), *_demo("offers")]]
PAIRS = json.loads((Path(__file__).parent / "demo_pairs.json").read_text(encoding="utf-8"))


def _domain(organisation):
    return urlsplit(organisation["website"]).hostname.removeprefix("www.")


def _words(value):
    """Every text inside a listing, however deep."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        value = list(value.values())
    return [text for part in value for text in _words(part)] if isinstance(value, list) else []


# Taxonomies


@pytest.mark.parametrize("scheme", REVISIONS)
def test_taxonomy_has_the_agreed_columns_scheme_and_revision(scheme):
    rows = _taxonomy(scheme)
    assert list(rows[0]) == COLUMNS
    assert {(row["scheme"], row["revision"]) for row in rows} == {(scheme, REVISIONS[scheme])}


@pytest.mark.parametrize("scheme", REVISIONS)
def test_taxonomy_codes_are_unique_and_parents_come_first(scheme):
    seen = set()
    for row in _taxonomy(scheme):
        assert row["code"] not in seen
        assert row["parent"] == "" or row["parent"] in seen, row
        seen.add(row["code"])


@pytest.mark.parametrize("scheme", REVISIONS)
def test_taxonomy_titles_are_filled_short_and_distinct_in_both_languages(scheme):
    rows = _taxonomy(scheme)
    for row in rows:
        assert 0 < len(row["title_en"]) <= 60, row
        assert 0 < len(row["title_zh"]) <= 24, row
        assert HAN.search(row["title_zh"]), row
        assert not HAN.search(row["title_en"]), row
        assert row["title_en"] == row["title_en"].strip(), row
        assert row["title_zh"] == row["title_zh"].strip(), row
    assert len({row["title_en"] for row in rows}) == len(rows)
    assert len({row["title_zh"] for row in rows}) == len(rows)


def test_ipc_has_eight_sections_132_classes_and_subclasses_under_their_class():
    rows = _taxonomy("ipc")
    assert [row["code"] for row in rows if len(row["code"]) == 1] == list("ABCDEFGH")
    assert sum(len(row["code"]) == 3 for row in rows) == 132
    assert [
        row["code"] for row in rows if row["parent"] != row["code"][: {1: 0, 3: 1, 4: 3}[len(row["code"])]]
    ] == []


def test_gbt4754_has_section_c_and_divisions_13_to_43():
    assert [row["code"] for row in _taxonomy("gbt4754")] == ["C", *(f"C{number}" for number in range(13, 44))]


def test_nace_has_the_22_sections_of_revision_2_1():
    assert [row["code"] for row in _taxonomy("nace")] == list("ABCDEFGHIJKLMNOPQRSTUV")


def test_ipc_classes_agree_with_the_published_list(tenon_data):
    with (tenon_data / "ipc-titles" / "ipc-titles.tsv").open(encoding="utf-8", newline="") as lines:
        published = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    upper = {row["code"] for row in published if row["level"] in {"section", "class"}}
    assert {code for code in CODES["ipc"] if len(code) < 4} == upper
    assert {code for code in CODES["ipc"] if len(code) == 4} <= {row["code"] for row in published}


# Organisations, people, patents


def test_demonstration_has_the_agreed_numbers():
    sizes = {name: len(_demo(name)) for name in ("organisations", "needs", "offers")}
    assert sizes == {"organisations": 20, "needs": 30, "offers": 60}
    assert (len(NEEDS), len(OFFERS), len(ORGANISATIONS)) == (30, 60, 20)


def test_organisations_use_reserved_domains_and_known_words():
    for row in ORGANISATIONS.values():
        assert row["kind"] in KINDS, row
        assert row["size"] in SIZES, row
        assert re.fullmatch(r"[A-Z]{2}", row["country"]), row
        assert RESERVED.search(_domain(row)), row
        assert row["domain"] == _domain(row), row
        assert all(row[name] for name in ("name_en", "name_zh", "short_name", "region", "city")), row
        assert row["registration_code"].startswith(f"DEMO-{row['country']}-"), row
    assert {row["kind"] for row in ORGANISATIONS.values()} == KINDS
    assert sum(not row["verified"] for row in ORGANISATIONS.values()) == 2
    for name in ("name_en", "name_zh", "short_name", "registration_code", "website"):
        assert len({row[name] for row in ORGANISATIONS.values()}) == 20, name


def test_people_have_reserved_addresses_and_every_organisation_an_owner():
    people = _demo("people")
    assert len({row["email"] for row in people}) == len(people)
    for row in people:
        assert RESERVED.search(row["email"].partition("@")[2]), row
        assert row["language"] in {"zh", "en"}, row
        assert {each["role"] for each in row["memberships"]} <= ROLES, row
        assert {each["organisation"] for each in row["memberships"]} <= set(ORGANISATIONS), row
        assert set(row["staff_roles"]) <= STAFF, row
    owned = {each["organisation"] for row in people for each in row["memberships"] if each["role"] == "owner"}
    assert owned == set(ORGANISATIONS)


def test_people_cover_every_role():
    people = _demo("people")
    staff = {(role, row["language"]) for row in people for role in row["staff_roles"]}
    assert staff >= {("reviewer", "zh"), ("reviewer", "en"), ("broker", "zh"), ("operator", "zh")}
    roles = {
        (each["organisation"], each["role"], row["language"]) for row in people for each in row["memberships"]
    }
    assert roles >= {("org-lanqi", role, "zh") for role in ROLES}
    assert roles >= {("org-morgenstett", role, "en") for role in ROLES}
    assert sum(not row["memberships"] and not row["staff_roles"] for row in people) == 1


def test_patents_are_unique_fictional_and_each_bundled_by_an_offer():
    rows = list(PATENTS.values())
    assert len(rows) == len(_demo("patents"))
    assert len({row["publication_number"] for row in rows}) == len(rows)
    fictional = re.compile(r"CN9990\d{5}[AB]|EP99\d{5}[AB]1|WO2099/9\d{5}A1|DE102099\d{6}B4|IT9999\d{8}B1")
    for row in rows:
        assert fictional.fullmatch(row["publication_number"]), row
        assert all(row[name] for name in ("title", "applicants", "inventors")), row
        assert 2 <= len(re.findall(r"[。.](?=\s|$|[\u4e00-\u9fff])", row["abstract"])) <= 4, row
        assert date(2015, 1, 1) < date.fromisoformat(row["published_on"]) < date(2026, 1, 1), row
        assert set(row["ipc"]) <= CODES["ipc"], row
    assert {key for offer in OFFERS.values() for key in offer["patents"]} == set(PATENTS)


def test_a_patent_is_shared_by_two_offers():
    bundled = [key for offer in OFFERS.values() for key in offer["patents"]]
    assert len(bundled) > len(set(bundled))


# Listings


@pytest.mark.parametrize("row", LISTINGS)
def test_listing_has_the_fields_of_its_kind_within_their_limits(row):
    assert set(row) - OPTIONAL == (OF_NEED if row["kind"] == "need" else OF_OFFER)
    assert all(row[name] != "" for name in row)
    assert len(row["title"]) <= 256
    assert len(row["summary"]) <= 500
    shortest, longest = DESCRIPTION_LENGTH[row["language"]]
    assert shortest <= len(row["description"]) <= longest
    assert 0 < len(row["technology_codes"]) <= 5
    assert 0 < len(row["industry_codes"]) <= 5
    assert 0 < len(row["keywords"]) <= 20


@pytest.mark.parametrize("row", LISTINGS)
def test_listing_speaks_the_agreed_vocabulary(row):
    assert row["kind"] == row["key"].partition("-")[0]
    assert row["trl"] in TRL_OF_STAGE[row["stage_of_development"]]
    assert row.get("ipr_status", "none") in IPR
    assert set(row["partnership_types"]) <= PARTNERSHIPS
    assert set(row["partner_types"]) <= PARTNERS
    for name in ("partnership_types", "partner_types", "technology_codes", "industry_codes", "keywords"):
        assert len(set(row[name])) == len(row[name]) > 0, name
    assert ("budget_min" in row) == ("budget_max" in row) == ("currency" in row)
    if "currency" in row:
        assert 0 < row["budget_min"] < row["budget_max"]
        assert row["currency"] in {"CNY", "EUR"}


@pytest.mark.parametrize("row", LISTINGS)
def test_listing_refers_to_things_that_exist(row):
    owner = ORGANISATIONS[row["organisation"]]
    assert (row["country"], row["region"]) == (owner["country"], owner["region"])
    assert {code.removeprefix("ipc:") for code in row["technology_codes"]} <= CODES["ipc"]
    for each in row["industry_codes"]:
        scheme, _, code = each.partition(":")
        assert code in CODES[scheme], each
    assert set(row.get("patents", [])) <= set(PATENTS)
    for each in row.get("indicators", []):
        assert list(each) == ["name", "today", "wanted", "condition"]
        assert all(each.values()), each


@pytest.mark.parametrize("row", LISTINGS)
def test_listing_is_written_in_the_language_it_names(row):
    text = row["title"] + row["summary"] + row["description"]
    assert bool(HAN.search(text)) == (row["language"] == "zh")
    assert ("title_other" in row) == ("summary_other" in row)
    if "title_other" in row:
        other = row["title_other"] + row["summary_other"]
        assert bool(HAN.search(other)) == (row["language"] != "zh")
        assert len(row["title_other"]) <= 256
        assert len(row["summary_other"]) <= 500


@pytest.mark.parametrize("row", LISTINGS)
def test_listing_that_claims_a_grant_or_an_application_bundles_no_other_kind(row):
    """A granted offer holds a B document, one merely applied for holds none."""
    grants = [PATENTS[key]["publication_number"].rstrip("14")[-1] == "B" for key in row.get("patents", [])]
    if grants:
        assert row["ipr_status"] in {"applied", "granted"}
        assert any(grants) == (row["ipr_status"] == "granted")


def test_anonymous_listings_do_not_name_their_owner():
    anonymous = [row for row in [*NEEDS.values(), *OFFERS.values()] if row["anonymous"]]
    assert len(anonymous) == 5
    for row in anonymous:
        owner = ORGANISATIONS[row["organisation"]]
        public = {
            name: value for name, value in row.items() if name not in {"organisation", "region", "patents"}
        }
        text = "\n".join(_words(public)).lower()
        first_label = _domain(owner).split(".")[0]
        hidden = [owner["name_en"], owner["name_zh"], owner["short_name"], _domain(owner), first_label]
        assert [name for name in hidden if name.lower() in text] == [], row["key"]


def test_anonymous_offers_share_no_patent_with_a_named_one():
    hidden = {key for row in OFFERS.values() if row["anonymous"] for key in row["patents"]}
    named = {key for row in OFFERS.values() if not row["anonymous"] for key in row["patents"]}
    assert hidden
    assert hidden & named == set()


def test_both_languages_have_about_half_of_the_listings():
    for rows in (NEEDS, OFFERS):
        chinese = sum(row["language"] == "zh" for row in rows.values())
        assert 0.4 <= chinese / len(rows) <= 0.6


# Which offer answers which need: the human judgement that tests of the matcher may use


def test_pairs_judge_every_need_and_name_only_known_offers():
    assert [pair["need"] for pair in PAIRS] == list(NEEDS)
    for pair in PAIRS:
        named = pair["answered_by"] + pair["near_misses"]
        assert set(named) <= set(OFFERS), pair
        assert len(set(named)) == len(named) <= 5, pair
        assert len(pair["answered_by"]) <= 3, pair
    assert sum(bool(pair["answered_by"]) for pair in PAIRS) >= 20
    assert sum(not pair["answered_by"] for pair in PAIRS) == 3
    assert sum(len(pair["near_misses"]) for pair in PAIRS) >= 10


def test_pairs_across_languages_carry_the_other_language():
    crossing = [
        (NEEDS[pair["need"]], OFFERS[key])
        for pair in PAIRS
        for key in pair["answered_by"]
        if NEEDS[pair["need"]]["language"] != OFFERS[key]["language"]
    ]
    assert len(crossing) >= 6
    assert [row["key"] for pair in crossing for row in pair if "title_other" not in row] == []


def test_answers_are_not_copied_from_their_need():
    """Twenty letters in a row would be copying; terms and figures may of course be shared."""
    for pair in PAIRS:
        need = NEEDS[pair["need"]]
        for key in pair["answered_by"]:
            offer = OFFERS[key]
            if need["language"] != offer["language"]:
                continue
            width = 20 if need["language"] == "zh" else 60
            text = need["description"]
            slices = {text[start : start + width] for start in range(len(text) - width + 1)}
            other = offer["description"]
            copied = [
                other[i : i + width] for i in range(len(other) - width + 1) if other[i : i + width] in slices
            ]
            assert copied == [], (need["key"], key)
