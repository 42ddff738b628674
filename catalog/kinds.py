"""The kinds of listings: which fields each uses, when they must be filled, and how its form is laid out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.enums import Kind
from catalog.fields import FIELDS, Level, Storage
from catalog.fields.value_types import is_empty

_OPTIONAL, _EEN, _PUBLISH, _SAVE = Level.OPTIONAL, Level.EEN, Level.PUBLISH, Level.SAVE


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)  # a kind is itself, and can be a key
class KindSpec:
    name: str
    levels: Mapping[str, Level]  # field -> when it must be filled; a field that is not named is not used
    one_of: tuple[tuple[str, ...], ...] = ()  # of each group at least one is filled before publication
    sections: Mapping[str, Any] = field(default_factory=dict)  # slug -> title, in the order of the form
    moved: Mapping[str, str] = field(default_factory=dict)  # field -> another section than its usual one
    helps: Mapping[str, Any] = field(default_factory=dict)  # field -> its help in the words of this kind

    def level(self, name: str) -> Level:
        return self.levels.get(name, Level.UNUSED)

    @property
    def used(self) -> list[str]:
        """Its fields in the order of the registry."""
        return [name for name in FIELDS if name in self.levels]

    def fields_of(self, section: str) -> list[str]:
        return [name for name in self.used if self.moved.get(name, FIELDS[name].section) == section]

    def help_of(self, name: str) -> Any:
        return self.helps.get(name, FIELDS[name].help)


_OTHER_SECTIONS = {
    "terms": _("Partner and terms"),
    "codes": _("Fields and keywords"),
    "other": _("In the other language"),
    "visibility": _("Who sees what"),
}
_ALWAYS = {"title": _SAVE, "language": _SAVE, "summary": _EEN, "expected_partner_role": _EEN}
_ALWAYS |= dict.fromkeys(("partner_types", "technology_codes", "industry_codes"), _EEN)
_ALWAYS |= dict.fromkeys(
    (
        "trl", "ipr_notes", "market_keywords", "keywords", "sdg_goals", "countries", "country", "region",
        "title_other", "summary_other", "budget_min", "budget_max", "currency", "deadline", "must_match",
        "anonymous", "confidential", "own_reference", "source", "source_date", "export_control",
        "rights_declared_at",
    ),
    _OPTIONAL,
)  # fmt: skip

NEED = KindSpec(
    name=Kind.NEED,
    levels={
        **_ALWAYS,
        "description": _PUBLISH,
        "partnership_types": _PUBLISH,
        "technical_specification": _EEN,
        "indicators": _OPTIONAL,
        "stage_of_development": _OPTIONAL,
        "ipr_status": _OPTIONAL,
    },
    one_of=(("indicators", "technical_specification"),),
    sections={"problem": _("The problem"), "requirements": _("What the solution must do"), **_OTHER_SECTIONS},
    helps={
        "title": _("One line: what must become possible."),
        "description": _("What is the problem, what was tried, and why was it not enough?"),
        "technical_specification": _(
            "Describe the working conditions and the result, not the product you would buy."
        ),
        "stage_of_development": _("How mature must it be at least?"),
    },
)
OFFER = KindSpec(
    name=Kind.OFFER,
    levels={
        **_ALWAYS,
        "description": _EEN,
        "advantages_and_innovation": _EEN,
        "technical_specification": _OPTIONAL,
        "stage_of_development": _PUBLISH,
        "ipr_status": _EEN,
        "partnership_types": _EEN,
        "patents": _OPTIONAL,
    },
    one_of=(("summary", "description", "patents"),),
    sections={"problem": _("The achievement"), "requirements": _("Stage and protection"), **_OTHER_SECTIONS},
    moved={
        "technical_specification": "problem",
        "ipr_status": "requirements",
        "ipr_notes": "requirements",
    },
    helps={
        "title": _("One line: what it does and for what."),
        "description": _("What is it, how does it work, and where was it shown?"),
        "technical_specification": _("Figures, conditions, limits."),
        "stage_of_development": _("How mature is it?"),
    },
)
KINDS: dict[str, KindSpec] = {spec.name: spec for spec in (NEED, OFFER)}


def kind_spec(kind: str) -> KindSpec:
    return KINDS[str(kind)]


def used(kind: str) -> list[str]:
    return kind_spec(kind).used


def missing(kind: str, level: Level, values: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """What is still empty for `level`: a tuple per demand, of one field or of a group's alternatives.

    `values` maps field names to their content; "patents" is the number or list of patents.
    """
    spec = kind_spec(kind)
    empty: list[tuple[str, ...]] = [
        (name,) for name in spec.used if spec.level(name) >= level and is_empty(values.get(name))
    ]
    if level <= Level.PUBLISH:
        empty += [group for group in spec.one_of if not any(values.get(name) for name in group)]
    return empty


def publish_condition() -> Q:
    """The publish level as a condition on one row, for the CHECK constraint. Fields without a column are
    left to `catalog.content`, so that one more needs no migration.
    """
    per_kind = Q()
    for kind in Kind.values:
        spec = kind_spec(kind)
        rule = Q(kind=kind)
        for name in sorted(spec.used):
            if spec.level(name) >= Level.PUBLISH and FIELDS[name].storage != Storage.FURTHER:
                rule &= _is_filled(name)
        for group in spec.one_of:
            if any(FIELDS[name].storage == Storage.FURTHER for name in group):
                continue
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
