"""What one row of a listing can say, as CHECK constraints read from the fields that have a column."""

from collections.abc import Iterable
from functools import reduce
from operator import and_
from typing import Any

from django.db.models import CheckConstraint, F, Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact, In, LessThanOrEqual

from catalog.enums import TRL_OF_STAGE, ListingState
from catalog.fields import FIELDS, Level, further
from catalog.fields.figures import Amount, Day
from catalog.fields.value_types import OneOf, Text
from catalog.kinds import NEED, OFFER, publish_condition
from catalog.models.functions import AsDate, JSONArrayLength, JSONType, StorageType

# By name: a migration does not change with the order of the registry.
BY_NAME = sorted((name, field) for name, field in FIELDS.items() if field.is_column)
LISTS = [name for name, field in BY_NAME if field.is_list]


def content_constraints() -> list[CheckConstraint]:
    """One for each rule that a row can break by itself; the name is the sentence."""
    return [
        CheckConstraint(
            name="listing_published_meets_the_publish_level",
            condition=~Q(state=ListingState.PUBLISHED.value) | publish_condition(),
        ),
        CheckConstraint(name="listing_has_a_kind", condition=~Q(kind="")),
        CheckConstraint(name="listing_has_a_title", condition=~Q(title="")),
        CheckConstraint(name="listing_state_is_known", condition=Q(state__in=ListingState.values)),
        CheckConstraint(name="listing_choices_are_known", condition=_choices_are_known()),
        CheckConstraint(name="listing_texts_keep_their_limits", condition=_texts_keep_their_limits()),
        CheckConstraint(
            name="listing_lists_are_lists",
            condition=_every(Q(Exact(JSONType(name), "array")) for name in LISTS),
        ),
        CheckConstraint(
            name="listing_further_is_an_object",
            condition=Q(Exact(JSONType(further.COLUMN), "object")),
        ),
        CheckConstraint(name="listing_lists_keep_their_limits", condition=_lists_keep_their_limits()),
        CheckConstraint(name="listing_trl_belongs_to_the_stage", condition=_trl_belongs_to_the_stage()),
        CheckConstraint(name="listing_dates_are_dates", condition=_dates_are_dates()),
        CheckConstraint(name="listing_amounts_are_numbers", condition=_amounts_are_numbers()),
        CheckConstraint(
            name="listing_amounts_are_not_negative",
            condition=(Q(budget_min=None) | Q(budget_min__gte=0))
            & (Q(budget_max=None) | Q(budget_max__gte=0)),
        ),
        CheckConstraint(
            name="listing_amounts_have_a_currency",
            condition=Q(budget_min=None, budget_max=None) | ~Q(currency=""),
        ),
        CheckConstraint(
            name="listing_budget_range_in_order",
            condition=Q(budget_min=None) | Q(budget_max=None) | Q(budget_min__lte=F("budget_max")),
        ),
    ]


def _every(conditions: Iterable[Q]) -> Q:
    return reduce(and_, conditions)


def _choices_are_known() -> Q:
    """A value of the enum, or the empty one where a draft may leave the field empty."""
    known = Q()
    for name, field in BY_NAME:
        if isinstance(field.type, OneOf):
            values = set(field.type.choices.values)
            if any(spec.level(name) < Level.SAVE for spec in (NEED, OFFER)):
                values.add(field.type.empty)
            known &= Q(**{f"{name}__in": sorted(values)})
    return known


def _texts_keep_their_limits() -> Q:
    return _every(
        Q(LessThanOrEqual(Length(name), field.limit))
        for name, field in BY_NAME
        if isinstance(field.type, Text)
    )


def _lists_keep_their_limits() -> Q:
    return _every(Q(LessThanOrEqual(JSONArrayLength(name), FIELDS[name].limit)) for name in LISTS)


def _dates_are_dates() -> Q:
    return _every(
        Q(**{name: None}) | Q(Exact(AsDate(name), F(name)))
        for name, field in BY_NAME
        if isinstance(field.type, Day)
    )


def _amounts_are_numbers() -> Q:
    return _every(
        Q(**{name: None}) | Q(In(StorageType(name), ["integer", "numeric", "real"]))
        for name, field in BY_NAME
        if isinstance(field.type, Amount)
    )


def _trl_belongs_to_the_stage() -> Q:
    allowed: Any = Q(trl=None) | Q(stage_of_development="", trl__gte=1, trl__lte=9)
    for stage, (lowest, highest) in TRL_OF_STAGE.items():
        allowed |= Q(stage_of_development=stage.value, trl__gte=lowest, trl__lte=highest)
    return allowed
