"""The matrix of fields: per kind of listing and field what is asked at which level, and how long it may be.

Forms, the API, importers and the CHECK constraints of the table read this one matrix. The EEN level is
a badge and a list of what is missing, never a barrier.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from django.db.models import Q

from catalog.enums import Kind


class Level(IntEnum):
    UNUSED = 0
    OPTIONAL = 1
    EEN = 2  # mandatory for an EEN profile
    PUBLISH = 3  # mandatory before anybody else sees it
    SAVE = 4  # mandatory even for a draft


@dataclass(frozen=True, slots=True)
class Rule:
    need: Level
    offer: Level
    longest: int = 0  # characters of a text, entries of a list; 0: no limit of its own
    advised: int = 0  # longer is allowed, the form says what is usual

    def level(self, kind: str) -> Level:
        return self.need if kind == Kind.NEED else self.offer


U, O, E, P, V = Level.UNUSED, Level.OPTIONAL, Level.EEN, Level.PUBLISH, Level.SAVE  # noqa: E741 -- a table
MATRIX: Mapping[str, Rule] = {
    "title": Rule(V, V, 256),
    "summary": Rule(E, E, 500),
    "description": Rule(P, E, 10_000, advised=4_000),
    "advantages_and_innovation": Rule(U, E, 4_000),
    "technical_specification": Rule(E, O, 4_000),
    "indicators": Rule(O, U, 20),
    "stage_of_development": Rule(O, P),
    "trl": Rule(O, O),
    "ipr_status": Rule(O, E),
    "ipr_notes": Rule(O, O, 1_000),
    "partnership_types": Rule(P, E, 9),
    "expected_partner_role": Rule(E, E, 2_000),
    "partner_types": Rule(E, E, 7),
    "technology_codes": Rule(E, E, 5),
    "industry_codes": Rule(E, E, 5),
    "market_keywords": Rule(O, O, 20),
    "keywords": Rule(O, O, 20),
    "sdg_goals": Rule(O, O, 17),
    "countries": Rule(O, O, 30),
    "country": Rule(O, O, 2),
    "region": Rule(O, O, 80),
    "language": Rule(V, V),
    "title_other": Rule(O, O, 256),
    "summary_other": Rule(O, O, 500),
    "budget_min": Rule(O, O),
    "budget_max": Rule(O, O),
    "currency": Rule(O, O),
    "deadline": Rule(O, O),
    "must_match": Rule(O, O, 5),
    "anonymous": Rule(O, O),
    "confidential": Rule(O, O, 10_000),
    "own_reference": Rule(O, O, 80),
    "source": Rule(O, O, 200),
    "source_date": Rule(O, O),
    "export_control": Rule(O, O),
    "rights_declared_at": Rule(O, O),
}
del U, O, E, P, V

# Beyond single fields: of each group at least one is filled before publication.
ONE_OF: Mapping[str, tuple[tuple[str, ...], ...]] = {
    Kind.NEED: (("indicators", "technical_specification"),),
    Kind.OFFER: (("summary", "description", "patents"),),
}

LONGEST_WORD = 80  # characters of one keyword

LISTS = frozenset(
    {
        "indicators", "partnership_types", "partner_types", "technology_codes", "industry_codes",
        "market_keywords", "keywords", "sdg_goals", "countries", "must_match",
    }
)  # fmt: skip


def used(kind: str) -> list[str]:
    return [name for name, rule in MATRIX.items() if rule.level(kind) > Level.UNUSED]


def missing(kind: str, level: Level, values: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """What is still empty for `level`: a tuple per demand, of one field or of a group's alternatives.

    `values` maps field names to their content; "patents" is the number or list of patents.
    """
    empty: list[tuple[str, ...]] = [
        (name,)
        for name, rule in MATRIX.items()
        if rule.level(kind) >= level and values.get(name) in (None, "", [])
    ]
    if level <= Level.PUBLISH:
        empty += [group for group in ONE_OF[kind] if not any(values.get(name) for name in group)]
    return empty


def publish_condition() -> Q:
    """The publish level of the matrix as a condition on one row, for the CHECK constraint."""
    per_kind = Q()
    for kind in Kind.values:
        rule = Q(kind=kind)
        for name, entry in MATRIX.items():
            if entry.level(kind) >= Level.PUBLISH:
                rule &= ~Q(**{name: [] if name in LISTS else ""})
        for group in ONE_OF[kind]:
            rule &= _any_filled(group)
        per_kind |= rule
    return per_kind


def _any_filled(group: tuple[str, ...]) -> Q:
    some = Q()
    for name in group:
        if name == "patents":
            some |= Q(patent_count__gt=0)
        else:
            some |= ~Q(**{name: [] if name in LISTS else ""})
    return some
