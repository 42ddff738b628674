"""The judge of content, without a database."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from django.utils.translation import override

from accounts.models import Organisation
from catalog.content import clean
from catalog.errors import ContentErrors
from catalog.fields import FIELDS, Level
from catalog.kinds import used

CODES = frozenset({"ipc:F16C", "gbt4754:C34", "nace:C"})
NEED = {"title": "Bearing", "language": "en"}


def judged(field, value, kind="offer"):
    return clean(kind, {**NEED, field: value}, codes=CODES).values[field]


def reasons(kind="need", **data):
    with pytest.raises(ContentErrors) as refused:
        clean(kind, {**NEED, **data}, codes=CODES)
    return [(error.field, error.code, *error.path) for error in refused.value.errors]


ACCEPTED = [
    ("title", "  A bearing ", "A bearing"),
    ("description", "one\r\ntwo\rthree", "one\ntwo\nthree"),
    ("description", "\uf0b7 a bullet of Word", "• a bullet of Word"),
    ("summary", "x" * 500, "x" * 500),
    ("language", "zh", "zh"),
    ("stage_of_development", None, ""),
    ("export_control", "", "unknown"),
    ("trl", "7", 7),
    ("trl", "", None),
    ("partnership_types", ["licence", "service", "licence", ""], ["licence", "service"]),
    ("technology_codes", ["ipc:F16C"], ["ipc:F16C"]),
    ("industry_codes", ("nace:C", "gbt4754:C34"), ["nace:C", "gbt4754:C34"]),
    ("keywords", ["dry  running", " dry running ", ""], ["dry running"]),
    ("countries", ["KZ", "CN"], ["KZ", "CN"]),
    ("country", "DE", "DE"),
    ("sdg_goals", [9, "17"], [9, 17]),
    ("deadline", "2027-03-31", date(2027, 3, 31)),
    ("deadline", date(2027, 3, 31), date(2027, 3, 31)),
    ("anonymous", None, False),
    ("rights_declared_at", datetime(2027, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)),
    ("rights_declared_at", datetime(1900, 1, 1, tzinfo=UTC), datetime(1900, 1, 1, tzinfo=UTC)),
    ("rights_declared_at", datetime(2199, 12, 31, tzinfo=UTC), datetime(2199, 12, 31, tzinfo=UTC)),
    (
        "patents",
        ["7,438,030", "N/A", {"publication_number": "7438030", "title": "x"}],
        [{"publication_number": "7438030"}],
    ),
    (
        "patents",
        [{"publication_number": "cn 1 a", "ipc": ["F16C"], "expires_on": "2030-01-02"}],
        [{"publication_number": "CN1A", "ipc": ["F16C"], "expires_on": date(2030, 1, 2)}],
    ),
]


@pytest.mark.parametrize(("field", "value", "expected"), ACCEPTED)
def test_acceptable_value_comes_back_in_one_writing(field, value, expected):
    assert judged(field, value) == expected


@pytest.mark.parametrize(("field", "value", "expected"), ACCEPTED)
def test_value_in_one_writing_stays_as_it_is(field, value, expected):
    assert judged(field, expected) == expected


def test_amounts_come_back_with_two_places():
    found = clean("need", {**NEED, "budget_min": 5, "budget_max": "7.5", "currency": "EUR"}).values
    assert (str(found["budget_min"]), str(found["budget_max"])) == ("5.00", "7.50")
    assert judged("budget_min", None) is None


def test_indicators_keep_their_filled_rows():
    rows = [{"name": "life", "wanted": "5 years"}, {}, {"name": ""}]
    assert judged("indicators", rows, kind="need") == [
        {"name": "life", "today": "", "wanted": "5 years", "condition": ""}
    ]


REFUSED = [
    ("title", "", "required"),
    ("title", "x" * 257, "too_long"),
    ("title", "A\nB", "line_break"),
    ("title", 5, "wrong_type"),
    ("title", "a\x00b", "nul"),
    ("title", "\ud800", "surrogate"),
    ("title", "B\ue5e5", "private_use"),
    ("summary", "x" * 5_000, "too_long"),
    ("language", "klingon", "unknown_choice"),
    ("language", "", "required"),
    ("language", ["en"], "wrong_type"),
    ("stage_of_development", "foo", "unknown_choice"),
    ("ipr_status", "yes", "unknown_choice"),
    ("currency", "JPY", "unknown_choice"),
    ("export_control", "maybe", "unknown_choice"),
    ("trl", 10, "not_in_range"),
    ("trl", 0, "not_in_range"),
    ("trl", True, "not_in_range"),
    ("trl", "²", "not_in_range"),
    ("partnership_types", ["marriage"], "unknown_choice"),
    ("partnership_types", "licence", "wrong_type"),
    ("must_match", ["moon"], "unknown_choice"),
    ("technology_codes", ["ipc:Z99"], "unknown_code"),
    ("technology_codes", ["nace:C"], "unknown_code"),
    ("technology_codes", [["ipc:F16C"]], "wrong_type"),
    ("industry_codes", ["ipc:F16C"], "unknown_code"),
    ("keywords", [str(number) for number in range(21)], "too_many"),
    ("keywords", ["x" * 81], "keyword_too_long"),
    ("keywords", [{"a": 1}], "wrong_type"),
    ("countries", ["XX"], "unknown_country"),
    ("country", "Germany", "unknown_country"),
    ("country", "de", "unknown_country"),
    ("sdg_goals", [18], "not_in_range"),
    ("budget_min", "much", "no_amount"),
    ("budget_min", Decimal("NaN"), "no_amount"),
    ("budget_min", float("inf"), "no_amount"),
    ("budget_min", True, "no_amount"),
    ("budget_min", 10**5000, "no_amount"),
    ("budget_min", -1, "not_in_range"),
    ("budget_min", 10**12, "not_in_range"),
    ("budget_min", "1.005", "decimals"),
    ("deadline", "soon", "no_date"),
    ("deadline", "2027-02-30", "no_date"),
    ("deadline", datetime(2027, 1, 1, tzinfo=UTC), "no_date"),
    ("anonymous", "perhaps", "no_flag"),
    ("rights_declared_at", datetime(2027, 1, 1), "no_moment"),
    ("patents", "CN1A", "wrong_type"),
    ("patents", ["x" * 41], "no_patent_number"),
    ("patents", [f"CN{number}A" for number in range(201)], "too_many"),
    ("patents", ["CN1A"] * 100_000, "too_many"),
    ("keywords", ["bearing"] * 100_000, "too_many"),
    ("title", "\u200b\x7f", "required"),
    ("rights_declared_at", datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14))), "no_moment"),
    ("rights_declared_at", datetime(9999, 12, 31, tzinfo=UTC), "no_moment"),
    ("patents", ["no number"], "no_patent_number"),
    ("patents", [{"publication_number": "CN1A", "colour": "red"}], "unknown_field"),
    ("patents", [{"publication_number": "CN1A", "title": "x" * 501}], "too_long"),
    ("colour", "red", "unknown_field"),
    ("indicators", [{"name": "life"}], "unknown_field"),
]


REFUSED_IDS = [f"{number}-{field}-{code}" for number, (field, _value, code) in enumerate(REFUSED)]


@pytest.mark.parametrize(("field", "value", "code"), REFUSED, ids=REFUSED_IDS)
def test_value_that_is_not_acceptable_is_refused_at_its_field(field, value, code):
    found = reasons("offer", **{field: value})
    assert (field, code) in {(name, reason) for name, reason, *_path in found}
    assert {name for name, *_rest in found} <= {field, "currency"}


@pytest.mark.parametrize(("field", "value", "code"), REFUSED, ids=REFUSED_IDS)
def test_reason_is_a_sentence_in_both_languages(field, value, code):
    with pytest.raises(ContentErrors) as refused:
        clean("offer", {**NEED, field: value}, codes=CODES)
    with override("en"):
        english = [error.sentence for error in refused.value.errors]
    with override("zh-hans"):
        chinese = [error.sentence for error in refused.value.errors]
    assert all(sentence and "%(" not in sentence for sentence in (*english, *chinese))
    assert set(english).isdisjoint(chinese)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"budget_min": 2, "budget_max": 1, "currency": "EUR"}, [("budget_max", "amounts_out_of_order")]),
        ({"budget_max": 1}, [("currency", "currency_missing")]),
        ({"trl": 1, "stage_of_development": "on_market"}, [("trl", "trl_not_of_stage")]),
        ({"trl": 1, "stage_of_development": "foo"}, [("stage_of_development", "unknown_choice")]),
        (
            {"indicators": [{"name": "a", "wanted": "1"}, {"wanted": "2"}, {"name": "c"}]},
            [("indicators", "required", 1, "name"), ("indicators", "required", 2, "wanted")],
        ),
        ({"indicators": [{"name": "x" * 121, "wanted": "1"}]}, [("indicators", "too_long", 0, "name")]),
        ({"indicators": [["a"]]}, [("indicators", "wrong_type", 0)]),
        ({"indicators": [{"name": str(n), "wanted": "1"} for n in range(21)]}, [("indicators", "too_many")]),
        ({"title": "", "language": "klingon"}, [("language", "unknown_choice"), ("title", "required")]),
    ],
)
def test_every_reason_is_told_with_its_place(data, expected):
    assert reasons(**data) == expected


def test_publish_level_asks_for_its_fields_and_for_one_of_a_group():
    with pytest.raises(ContentErrors) as refused:
        clean("need", NEED, level=Level.PUBLISH)
    assert [(error.field, error.code, error.alternatives) for error in refused.value.errors] == [
        ("description", "required", ()),
        ("partnership_types", "required", ()),
        ("indicators", "one_of_required", ("indicators", "technical_specification")),
    ]


def test_group_of_which_a_field_is_refused_is_not_called_empty():
    with pytest.raises(ContentErrors) as refused:
        clean("need", {**NEED, "technical_specification": "x" * 4001}, level=Level.PUBLISH)
    assert ("indicators", "one_of_required") not in refused.value.codes


def test_anonymous_text_that_names_its_owner_is_refused_where_it_stands():
    owner = Organisation(name_en="Quillon Works", website="", short_name="", domain="")
    data = {**NEED, "anonymous": True, "summary": "For Quillon Works", "confidential": "Quillon Works"}
    with pytest.raises(ContentErrors) as refused:
        clean("need", data, owner=owner)
    assert refused.value.codes == {("summary", "owner_named")}
    assert clean("need", {**data, "anonymous": False}, owner=owner).values["summary"] == "For Quillon Works"


@pytest.mark.parametrize("kind", ["need", "offer"])
def test_content_has_every_field_of_its_kind_and_only_those(kind):
    found = clean(kind, NEED)
    assert list(found.values) == used(kind)
    assert found.values["keywords"] == []
    assert set(found.columns) | {"patents"} >= set(found.values)


def test_empty_values_are_never_shared():
    first, second = clean("need", NEED), clean("need", NEED)
    for name in used("need"):
        if FIELDS[name].is_list:
            assert first.values[name] is not second.values[name]


@pytest.mark.parametrize(
    ("kind", "data", "code"), [("fund", NEED, "unknown_kind"), ("need", ["x"], "wrong_type")]
)
def test_what_is_no_content_at_all_is_refused(kind, data, code):
    with pytest.raises(ContentErrors) as refused:
        clean(kind, data)
    assert refused.value.codes == {("", code)}
