"""The one judge of a listing's content. Actions call it; forms, importers and the API show what it says."""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from catalog import classification
from catalog.diagnosis import owner_named_in
from catalog.enums import TRL_OF_STAGE, Stage
from catalog.errors import ContentErrors
from catalog.fields import FIELDS, ContentError, Level, further, words_for
from catalog.fields.value_types import read_cells
from catalog.kinds import KINDS, missing, used


@dataclass(frozen=True, slots=True)
class Content:
    """What `clean` accepted: a value for every field that the kind uses, in one writing. Patents are rows."""

    kind: str
    values: Mapping[str, Any]

    @property
    def on_listing(self) -> dict[str, Any]:
        """The fields that the row of the listing holds."""
        return {name: self.values[name] for name in FIELDS.names("is_on_listing") if name in self.values}

    @property
    def columns(self) -> dict[str, Any]:
        """The same as columns of the row."""
        columns = FIELDS.names("is_column")
        kept: dict[str, Any] = {}
        for name, value in self.on_listing.items():
            if name not in columns:
                kept = further.put(kept, FIELDS[name], value)
        return {name: self.values[name] for name in columns if name in self.values} | {further.COLUMN: kept}

    @property
    def patents(self) -> list[dict[str, Any]]:
        return list(self.values.get("patents", []))

    @property
    def patent_numbers(self) -> list[str]:
        return [entry["publication_number"] for entry in self.values.get("patents", [])]

    def is_short_of(self, level: Level) -> list[tuple[str, ...]]:
        """What is empty and must be filled for `level`: a tuple per demand, of one field or of
        alternatives.
        """
        return missing(self.kind, level, self.values)


def clean(
    kind: str,
    data: Mapping[str, Any],
    *,
    level: Level = Level.SAVE,
    owner: Organisation | None = None,
    codes: Collection[str] | None = None,
) -> Content:
    """`data` (field name -> value) as Content, or ContentErrors with everything that is wrong with it.

    `level`: up to which level mandatory fields must be filled. `owner`: the organisation that an
    anonymous listing must not name. `codes`: the known "scheme:code" keys; None means those that come
    with the software.
    """
    if kind not in KINDS:
        raise ContentErrors([ContentError("unknown_kind", _("There is no such kind of listing."))])
    if not isinstance(data, Mapping):
        raise ContentErrors([ContentError("wrong_type", _("A row of named cells belongs here."))])
    known = classification.shipped_codes() if codes is None else codes
    names = used(kind)
    values, found = read_cells(data, {name: FIELDS[name].type for name in names}, known)
    errors = [replace(error, field=str(error.path[0]), path=error.path[1:]) for error in found]
    refused = {error.field for error in errors}
    errors += [
        error
        for error in (*_combinations(values), *_owner_named(owner, values))
        if error.field not in refused
    ]
    errors += [_demand_error(demand) for demand in missing(kind, level, values) if refused.isdisjoint(demand)]
    if errors:
        raise ContentErrors(errors)
    return Content(str(kind), MappingProxyType(values))


def as_json(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values of fields as a JSON column can hold them, for a version."""
    return json.loads(json.dumps(dict(values), cls=DjangoJSONEncoder))


def _combinations(values: Mapping[str, Any]) -> Iterator[ContentError]:
    """Rules over several fields."""
    low, high = values.get("budget_min"), values.get("budget_max")
    if low is not None and high is not None and low > high:
        message = _("The lower amount is above the upper one.")
        yield ContentError("amounts_out_of_order", message, field="budget_max")
    if (low is not None or high is not None) and not values.get("currency"):
        message = _("Choose the currency of the amounts.")
        yield ContentError("currency_missing", message, field="currency")
    stage, trl = values.get("stage_of_development"), values.get("trl")
    if stage and trl:
        lowest, highest = TRL_OF_STAGE[Stage(stage)]
        if not lowest <= trl <= highest:
            message = _("Level %(trl)d does not belong to the stage: %(stage)s.")
            yield ContentError(
                "trl_not_of_stage", message, {"trl": trl, "stage": Stage(stage).label}, field="trl"
            )


def _demand_error(demand: tuple[str, ...]) -> ContentError:
    if len(demand) == 1:
        return ContentError("required", _("This field is required."), field=demand[0])
    return ContentError(
        "one_of_required",
        _("Fill in at least one: %(fields)s."),
        {"fields": lazy(words_for, str)(demand)},
        field=demand[0],
        alternatives=demand,
    )


def _owner_named(owner: Organisation | None, values: Mapping[str, Any]) -> Iterator[ContentError]:
    if owner is not None and values.get("anonymous"):
        message = _("This names your organisation (%(word)s) although you hide its name.")
        for field, word in owner_named_in(owner, values):
            yield ContentError("owner_named", message, {"word": word}, field=field)
