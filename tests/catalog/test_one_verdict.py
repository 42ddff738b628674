"""Whatever is written, the form, a file and a program that calls the action get the same verdict."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.http import QueryDict
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from accounts.actor import actor_of
from catalog.actions.content import create
from catalog.actions.patents import numbers_of
from catalog.content import clean
from catalog.enums import (
    Currency,
    IprStatus,
    Kind,
    ListingLanguage,
    MustMatch,
    PartnershipType,
    PartnerType,
    Stage,
)
from catalog.errors import ContentErrors
from catalog.fields import FIELDS
from catalog.fields.rows import CELLS
from catalog.forms.posting import Posting
from catalog.importing.mapping import parse, resolve_mapping
from catalog.importing.readers import RawRow
from catalog.importing.rows import import_rows
from catalog.kinds import used
from catalog.models import Listing, ListingVersion, Patent
from core.models import AuditEvent
from tests.factories.accounts import MembershipFactory

pytestmark = pytest.mark.django_db
COUNTED = (Listing, ListingVersion, Patent, AuditEvent)
OWNER = "Quillon Works 7"


# --- content as a person may mean it; every value can be written in a form and in a file ------
def texts(limit: int) -> st.SearchStrategy[str]:
    alphabet = st.characters(exclude_categories=["Cs"])
    edge = st.sampled_from([limit - 1, limit, limit + 1]).map(lambda size: "x" * size)
    return st.one_of(
        st.text(alphabet, max_size=20), edge, st.sampled_from(["", OWNER, "a\nb", "a\rb", "轴承 \ue5e5"])
    )


def one_of(choices: Any) -> st.SearchStrategy[str]:
    return st.sampled_from([*choices.values, "klingon"])


def some_of(choices: Any) -> st.SearchStrategy[list[str]]:
    return st.lists(one_of(choices), max_size=3)


def codes(*known: str) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from([*known, "ipc:Z99Z", "nace:Q9"]), max_size=7)


WORD = st.text(st.characters(exclude_categories=["Cs"], exclude_characters=",;，；、\r\n[]"), max_size=12)
WORDS = st.lists(st.one_of(WORD, st.just("x" * 81)), max_size=3) | st.just([str(n) for n in range(21)])
AMOUNT = st.sampled_from(
    [None, Decimal(0), Decimal("5"), Decimal("7.50"), Decimal("1.005"), Decimal(-1), Decimal(10) ** 12]
)
CELL = st.text(st.characters(exclude_categories=["Cs"]), max_size=6) | st.just("x" * 201)
ROW = st.fixed_dictionaries(dict.fromkeys(CELLS, CELL)) | st.just(dict.fromkeys(CELLS, ""))
NUMBER = st.sampled_from(["7,438,030", "CN 1 A", "N/A", "no number", "x" * 41, "7438030"])

VALUES: dict[str, st.SearchStrategy[Any]] = {
    "language": one_of(ListingLanguage),
    "stage_of_development": one_of(Stage) | st.just(""),
    "trl": st.sampled_from([None, *range(-1, 11)]),
    "ipr_status": one_of(IprStatus) | st.just(""),
    "partnership_types": some_of(PartnershipType),
    "partner_types": some_of(PartnerType),
    "must_match": some_of(MustMatch),
    "technology_codes": codes("ipc:F16C", "ipc:A01", "ipc:A21", "ipc:A22", "ipc:A23", "ipc:A24"),
    "industry_codes": codes("gbt4754:C34", "nace:C"),
    "keywords": WORDS,
    "market_keywords": WORDS,
    "country": st.sampled_from(["", "CN", "KZ", "XX", "Germany"]),
    "budget_min": AMOUNT,
    "budget_max": AMOUNT,
    "currency": one_of(Currency) | st.just(""),
    "deadline": st.sampled_from([None, date(2031, 1, 2), date(1, 1, 1)]),
    "anonymous": st.booleans(),
    "indicators": st.lists(ROW, max_size=3),
    "patents": st.lists(NUMBER, max_size=3),
}
IN_FORMS = [
    name for name in FIELDS if name in VALUES or name in {
        "title", "summary", "description", "advantages_and_innovation", "technical_specification",
        "ipr_notes", "expected_partner_role", "region", "title_other", "summary_other", "confidential",
    }
]  # fmt: skip


@st.composite
def contents(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    kind = draw(st.sampled_from(Kind.values))
    names = [name for name in IN_FORMS if name in used(kind)]
    chosen = draw(st.sets(st.sampled_from(names), max_size=5)) - {"title", "language"}
    content = {
        name: draw(VALUES[name] if name in VALUES else texts(FIELDS[name].limit)) for name in sorted(chosen)
    }
    title = st.just("A bearing") | texts(256)
    return str(kind), {
        "title": draw(title),
        "language": draw(st.just("en") | one_of(ListingLanguage)),
        **content,
    }


# --- the same content as each reader gets it --------------------------------------------------
def as_form(content: dict[str, Any]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in content.items():
        if name == "indicators":
            data["indicators-TOTAL_FORMS"], data["indicators-INITIAL_FORMS"] = str(len(value)), "0"
            for number, row in enumerate(value):
                data.update({f"indicators-{number}-{cell}": text for cell, text in row.items()})
        elif name in {"keywords", "market_keywords"}:
            data[name] = ", ".join(value)
        elif name == "patents":
            data[name] = "\n".join(value)
        elif isinstance(value, list):
            data.setlist(name, value)
        elif name == "anonymous":
            data.update({name: "on"} if value else {})
        else:
            data[name] = "" if value is None else str(value)
    if "indicators" not in content:
        data["indicators-TOTAL_FORMS"], data["indicators-INITIAL_FORMS"] = "0", "0"
    return data


def by_form(kind: str, content: dict[str, Any], by: Any) -> Listing | None:
    posting = Posting(kind=kind, organisation=by.organisation, data=as_form(content))
    if not posting.is_valid():
        assert any(form.errors for form in posting.forms), "refused without a word"
        return None
    return create(kind=kind, organisation=by.organisation, by=by, content=posting.content())


def by_file(kind: str, content: dict[str, Any], by: Any) -> Listing | None:
    line = json.loads(json.dumps(content, default=str))
    mapping = resolve_mapping(kind=kind, columns=list(line))
    summary = import_rows(
        rows=parse([RawRow(1, line)], mapping), kind=kind, organisation=by.organisation, by=by
    )
    assert summary.written != bool(summary.problems)
    return Listing.objects.get() if summary.written else None


def by_action(kind: str, content: dict[str, Any], by: Any) -> Listing | None:
    try:
        return create(kind=kind, organisation=by.organisation, by=by, content=content)
    except ContentErrors:
        return None


def stored(listing: Listing | None) -> dict[str, Any] | None:
    """What stands in the database, read anew."""
    if listing is None:
        return None
    listing = Listing.objects.get(pk=listing.pk)
    return {name: getattr(listing, name) for name in FIELDS.names("is_column")} | {
        "patents": numbers_of(listing)
    }


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(contents())
@example(("need", {"title": "A", "language": "en", "summary": OWNER, "anonymous": True}))
@example(("offer", {"title": "A", "language": "en", "trl": 1, "stage_of_development": "on_market"}))
@example(("need", {"title": "A", "language": "en", "indicators": [dict.fromkeys(CELLS, "x")] * 21}))
@example(("need", {"title": "A", "language": "klingon", "budget_min": Decimal(5)}))
def test_form_file_and_action_give_the_same_verdict_and_write_all_or_nothing(given):
    kind, content = given
    found = []
    for way in (by_form, by_file, by_action):
        with transaction.atomic():
            by = actor_of(MembershipFactory(organisation__name_en=OWNER, organisation__short_name="").user)
            before = [model.objects.count() for model in COUNTED]
            listing = way(kind, content, by)
            found.append(stored(listing))
            if listing is None:
                assert [model.objects.count() for model in COUNTED] == before
            transaction.set_rollback(True)
    assert found[0] == found[1] == found[2]
    if found[0] is not None:
        again = {name: value for name, value in found[0].items() if name in used(kind)}
        accepted = clean(kind, again)
        assert accepted.on_listing == {name: again[name] for name in accepted.on_listing}
