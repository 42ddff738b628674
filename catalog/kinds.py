"""The kinds of listings. One entry of KINDS is all that a kind needs: its role, fields, form and words."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from catalog.enums import Kind, Role
from catalog.fields import FIELDS, Level, Storage
from catalog.fields.value_types import is_empty

_OPTIONAL, _EEN, _PUBLISH, _SAVE = Level.OPTIONAL, Level.EEN, Level.PUBLISH, Level.SAVE
DEFAULT_ICON = "file"
LONGEST_NAME = 30  # characters; the width of Listing.kind
_NAME = re.compile(rf"[a-z][a-z_]{{0,{LONGEST_NAME - 1}}}")
_SLUG = re.compile(r"[a-z]+(?:-[a-z]+)*")
_IN_EVERY_LISTING = ("title", "language")


@dataclass(frozen=True, slots=True, kw_only=True)
class KindWords:
    """What people read of a kind, translatable. What has a default there speaks of a listing."""

    singular: Any  # "need"
    title: Any  # "Need": above the title of a listing
    plural: Any  # "Needs": menu, tabs, crumbs, title of the list
    count: Any  # ngettext_lazy of %(n)s: "3 needs"
    figure: Any  # ngettext_lazy without a number: "open needs", under the figure of the first page
    post: Any  # "Post a need"
    edit: Any = _("Edit this listing")
    own: Any = _("Your listing")
    search: Any = _("Search the listings")
    latest: Any = _("Latest listings")
    none_yet: Any = _("No listings yet")
    appear: Any = _("Listings appear here once a reviewer has read them.")
    fulfil: Any = _("Mark as fulfilled")
    stage: Any = _("Stage")
    with_patent: Any = _("Listings that bundle it")  # on the page of a patent


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """What the page of a listing asks its readers to do: post a listing of the kind it is matched with."""

    title: Any
    text: Any


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)  # a kind is itself, and can be a key
class KindSpec:
    name: str  # what Listing.kind holds
    role: Role
    slug: str  # address of its list: /needs/
    words: KindWords
    icon: str = DEFAULT_ICON  # of static/img/sprite.svg
    partner: str = ""  # the kind that the matcher pairs it with; empty: its listings are not matched
    invitation: Invitation | None = None
    levels: Mapping[str, Level]  # field -> when it must be filled; a field that is not named is not used
    one_of: tuple[tuple[str, ...], ...] = ()  # of each group at least one is filled before publication
    sections: Mapping[str, Any] = field(default_factory=dict)  # slug -> title, in the order of the form
    moved: Mapping[str, str] = field(default_factory=dict)  # field -> another section than its usual one
    helps: Mapping[str, Any] = field(default_factory=dict)  # field -> its help in the words of this kind

    @property
    def asks(self) -> bool:
        return self.role == Role.ASKS

    def level(self, name: str) -> Level:
        return self.levels.get(name, Level.UNUSED)

    @property
    def used(self) -> list[str]:
        """Its fields in the order of the registry."""
        return [name for name in FIELDS if name in self.levels]

    def section_of(self, name: str) -> str:
        return self.moved.get(name, FIELDS[name].section)

    def fields_of(self, section: str) -> list[str]:
        return [name for name in self.used if self.section_of(name) == section]

    def help_of(self, name: str) -> Any:
        return self.helps.get(name, FIELDS[name].help)


class KindRegistry(Mapping[str, KindSpec]):
    """Kinds by name, in the order of the menu."""

    def __init__(self, *specs: KindSpec):
        self._specs: dict[str, KindSpec] = {}
        for spec in specs:
            self.register(spec)

    def __getitem__(self, name: str) -> KindSpec:
        return self._specs[str(name)]

    def __iter__(self) -> Iterator[str]:
        return iter(self._specs)

    def __len__(self) -> int:
        return len(self._specs)

    def register(self, spec: KindSpec) -> None:
        """ImproperlyConfigured for a kind that the table, the addresses or another kind do not allow."""
        if reason := self._objection(spec):
            raise ImproperlyConfigured(f"kind {spec.name!r}: {reason}")
        self._specs[spec.name] = spec

    def unregister(self, name: str) -> None:
        del self._specs[name]

    @contextmanager
    def registered(self, spec: KindSpec) -> Iterator[KindSpec]:
        """The kind for as long as the block lasts, for tests."""
        self.register(spec)
        try:
            yield spec
        finally:
            self.unregister(spec.name)

    @contextmanager
    def replaced(self, spec: KindSpec) -> Iterator[KindSpec]:
        """In place of the kind of this name for as long as the block lasts, for tests."""
        before = self._specs[spec.name]
        self._specs[spec.name] = spec
        try:
            yield spec
        finally:
            self._specs[spec.name] = before

    @property
    def names(self) -> list[str]:
        return list(self._specs)

    @property
    def by_role(self) -> list[KindSpec]:
        """What answers before what asks: most people who search look for an answer."""
        return sorted(self.values(), key=lambda spec: spec.asks)

    def of_slug(self, slug: str) -> KindSpec | None:
        return next((spec for spec in self.values() if spec.slug == slug), None)

    def choices(self) -> list[tuple[str, Any]]:
        """Of the column and of the API."""
        return [(spec.name, spec.words.singular) for spec in self.values()]

    def _objection(self, spec: KindSpec) -> str:
        if not _NAME.fullmatch(spec.name) or spec.name in self:
            return f"a name has up to {LONGEST_NAME} small letters and is given once"
        if not _SLUG.fullmatch(spec.slug) or self.of_slug(spec.slug):
            return f"the address {spec.slug!r} is none, or another kind has it"
        if strange := [name for name in spec.levels if name not in FIELDS]:
            return f"there are no fields {', '.join(strange)}"
        if any(spec.level(name) != Level.SAVE for name in _IN_EVERY_LISTING):
            return f"{' and '.join(_IN_EVERY_LISTING)} must be filled to save a listing"
        if {"budget_min", "budget_max"} & set(spec.levels) and "currency" not in spec.levels:
            return "amounts need the field currency"
        if lost := [name for name in spec.used if spec.section_of(name) not in {"", *spec.sections}]:
            return f"no section of its form has {', '.join(lost)}"
        return ""


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
    name=Kind.NEED.value,
    role=Role.ASKS,
    slug="needs",
    icon="need",
    partner=Kind.OFFER.value,
    words=KindWords(
        singular=Kind.NEED.label,
        title=_("Need"),
        plural=_("Needs"),
        count=ngettext_lazy("%(n)s need", "%(n)s needs", "n"),
        figure=ngettext_lazy("open need", "open needs"),
        post=_("Post a need"),
        edit=_("Edit this need"),
        own=_("Your need"),
        search=_("Search the needs"),
        latest=_("Latest needs"),
        none_yet=_("No needs yet"),
        appear=_("Needs appear here once a reviewer has read them."),
        fulfil=_("Mark as solved"),
        stage=_("Stage wanted"),
    ),
    invitation=Invitation(
        title=_("Can you answer this need?"),
        text=_(
            "Post an offer that answers it. The matcher compares the two within seconds, a reviewer reads "
            "the pair, and both sides get a letter."
        ),
    ),
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
    name=Kind.OFFER.value,
    role=Role.ANSWERS,
    slug="offers",
    icon="offer",
    partner=Kind.NEED.value,
    words=KindWords(
        singular=Kind.OFFER.label,
        title=_("Offer"),
        plural=_("Offers"),
        count=ngettext_lazy("%(n)s offer", "%(n)s offers", "n"),
        figure=ngettext_lazy("offer", "offers"),
        post=_("Post an offer"),
        edit=_("Edit this offer"),
        own=_("Your offer"),
        search=_("Search the offers"),
        latest=_("Latest offers"),
        none_yet=_("No offers yet"),
        appear=_("Offers appear here once a reviewer has read them."),
        fulfil=_("Mark as taken"),
        with_patent=_("Offers that bundle it"),
    ),
    invitation=Invitation(
        title=_("Do you need this?"),
        text=_(
            "Post your need in your own words. The matcher compares the two within seconds, a reviewer reads "
            "the pair, and both sides get a letter."
        ),
    ),
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
KINDS = KindRegistry(NEED, OFFER)


def kind_spec(kind: str) -> KindSpec:
    return KINDS[str(kind)]


def kind_choices() -> list[tuple[str, Any]]:
    """A function with a name, for the column: a migration names it, and a new kind needs none."""
    return KINDS.choices()


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
    """The publish level of needs and offers as a condition on one row, for the CHECK constraint.

    A kind or a field without a column that is registered later needs no migration: what it demands,
    `catalog.content.clean` alone says.
    """
    rules = Q()
    for spec in (NEED, OFFER):
        rule = Q()
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
        rules &= ~Q(kind=spec.name) | rule
    return rules


def _is_filled(name: str) -> Q:
    if name == "patents":
        return Q(patent_count__gt=0)
    return ~Q(**{name: [] if FIELDS[name].is_list else ""})
