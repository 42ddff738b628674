"""The fields of a listing: name, type of value, and per kind whether and when it must be filled.

Forms, importers, history, diagnosis and the CHECK constraints of the table read this one table; `catalog.content` judges by
it. The EEN level is a badge and a list of what is missing, never a barrier.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from django.db.models import Q

from catalog.enums import (
    Currency,
    ExportControl,
    IprStatus,
    Kind,
    ListingLanguage,
    MustMatch,
    PartnershipType,
    PartnerType,
    Scheme,
    Stage,
)
from catalog.fields.rows import Indicators, Patents
from catalog.fields.types import (
    Amount,
    Choices,
    Code,
    Country,
    Day,
    FieldType,
    Flag,
    ListOf,
    Moment,
    OneOf,
    Text,
    Whole,
    Word,
    is_empty,
)


class Level(IntEnum):
    UNUSED = 0
    OPTIONAL = 1
    EEN = 2  # mandatory for an EEN profile
    PUBLISH = 3  # mandatory before anybody else sees it
    SAVE = 4  # mandatory even for a draft


@dataclass(frozen=True, slots=True)
class Field:
    need: Level
    offer: Level
    type: FieldType

    def level(self, kind: str) -> Level:
        return self.need if kind == Kind.NEED else self.offer

    @property
    def limit(self) -> int:
        """Characters of a text, entries of a list; 0 where neither is limited."""
        return int(getattr(self.type, "limit", 0))

    @property
    def choices(self) -> Choices | None:
        """The enum whose values the field holds, one or several of them."""
        return getattr(self.type, "choices", None)

    @property
    def fallback(self) -> Any:
        """What is read where a stored value is none that the field can hold."""
        return getattr(self.type, "fallback", "") or self.type.empty

    @property
    def is_list(self) -> bool:
        return isinstance(self.type.empty, list)


_UNUSED, _OPTIONAL, _EEN, _PUBLISH, _SAVE = Level
FIELDS: Mapping[str, Field] = {
    "title": Field(_SAVE, _SAVE, Text(256, one_line=True)),
    "summary": Field(_EEN, _EEN, Text(500)),
    "description": Field(_PUBLISH, _EEN, Text(10_000)),
    "advantages_and_innovation": Field(_UNUSED, _EEN, Text(4_000)),
    "technical_specification": Field(_EEN, _OPTIONAL, Text(4_000)),
    "indicators": Field(_OPTIONAL, _UNUSED, Indicators(20)),
    "stage_of_development": Field(_OPTIONAL, _PUBLISH, OneOf(Stage)),
    "trl": Field(_OPTIONAL, _OPTIONAL, Whole(1, 9)),
    "ipr_status": Field(_OPTIONAL, _EEN, OneOf(IprStatus)),
    "ipr_notes": Field(_OPTIONAL, _OPTIONAL, Text(1_000)),
    "partnership_types": Field(_PUBLISH, _EEN, ListOf(OneOf(PartnershipType), 9)),
    "expected_partner_role": Field(_EEN, _EEN, Text(2_000)),
    "partner_types": Field(_EEN, _EEN, ListOf(OneOf(PartnerType), 7)),
    "technology_codes": Field(_EEN, _EEN, ListOf(Code((Scheme.IPC,)), 5)),
    "industry_codes": Field(_EEN, _EEN, ListOf(Code((Scheme.GBT4754, Scheme.NACE)), 5)),
    "market_keywords": Field(_OPTIONAL, _OPTIONAL, ListOf(Word(80), 20)),
    "keywords": Field(_OPTIONAL, _OPTIONAL, ListOf(Word(80), 20)),
    "sdg_goals": Field(_OPTIONAL, _OPTIONAL, ListOf(Whole(1, 17), 17)),
    "countries": Field(_OPTIONAL, _OPTIONAL, ListOf(Country(), 30)),
    "country": Field(_OPTIONAL, _OPTIONAL, Country()),
    "region": Field(_OPTIONAL, _OPTIONAL, Text(80, one_line=True)),
    "language": Field(_SAVE, _SAVE, OneOf(ListingLanguage, fallback=ListingLanguage.OTHER.value)),
    "title_other": Field(_OPTIONAL, _OPTIONAL, Text(256, one_line=True)),
    "summary_other": Field(_OPTIONAL, _OPTIONAL, Text(500)),
    "budget_min": Field(_OPTIONAL, _OPTIONAL, Amount()),
    "budget_max": Field(_OPTIONAL, _OPTIONAL, Amount()),
    "currency": Field(_OPTIONAL, _OPTIONAL, OneOf(Currency)),
    "deadline": Field(_OPTIONAL, _OPTIONAL, Day()),
    "must_match": Field(_OPTIONAL, _OPTIONAL, ListOf(OneOf(MustMatch), 5)),
    "anonymous": Field(_OPTIONAL, _OPTIONAL, Flag()),
    "confidential": Field(_OPTIONAL, _OPTIONAL, Text(10_000)),
    "own_reference": Field(_OPTIONAL, _OPTIONAL, Text(80, one_line=True)),
    "source": Field(_OPTIONAL, _OPTIONAL, Text(200, one_line=True)),
    "source_date": Field(_OPTIONAL, _OPTIONAL, Day()),
    "export_control": Field(_OPTIONAL, _OPTIONAL, OneOf(ExportControl, ExportControl.UNKNOWN.value)),
    "rights_declared_at": Field(_OPTIONAL, _OPTIONAL, Moment()),
    "patents": Field(_UNUSED, _OPTIONAL, Patents()),
}
COLUMNS = tuple(
    name for name in FIELDS if name != "patents"
)  # stored on the listing; patents are rows of their own

# Beyond single fields: of each group at least one is filled before publication.
ONE_OF: Mapping[str, tuple[tuple[str, ...], ...]] = {
    Kind.NEED: (("indicators", "technical_specification"),),
    Kind.OFFER: (("summary", "description", "patents"),),
}


def used(kind: str) -> list[str]:
    return [name for name, field in FIELDS.items() if field.level(kind) > Level.UNUSED]


def missing(kind: str, level: Level, values: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """What is still empty for `level`: a tuple per demand, of one field or of a group's alternatives.

    `values` maps field names to their content; "patents" is the number or list of patents.
    """
    empty: list[tuple[str, ...]] = [
        (name,) for name, field in FIELDS.items() if field.level(kind) >= level and is_empty(values.get(name))
    ]
    if level <= Level.PUBLISH:
        empty += [group for group in ONE_OF[kind] if not any(values.get(name) for name in group)]
    return empty


def publish_condition() -> Q:
    """The publish level as a condition on one row, for the CHECK constraint."""
    per_kind = Q()
    for kind in Kind.values:
        rule = Q(kind=kind)
        for name in used(kind):
            if FIELDS[name].level(kind) >= Level.PUBLISH:
                rule &= _is_filled(name)
        for group in ONE_OF[kind]:
            some = Q()
            for name in group:
                some |= _is_filled(name)
            rule &= some
        per_kind |= rule
    return per_kind


def _is_filled(name: str) -> Q:
    if name == "patents":
        return Q(patent_count__gt=0)
    return ~Q(**{name: [] if FIELDS[name].is_list else ""})


def unreadable_in(stored: Mapping[str, Any]) -> list[str]:
    """The fields of which the stored value is none that its type can hold; fields that were not loaded are left out."""
    return [name for name in COLUMNS if name in stored and not FIELDS[name].type.can_hold(stored[name])]
