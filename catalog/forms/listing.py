"""The form of a need or an offer, made from the registry of fields. It reads; `catalog.content` judges."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from catalog import diagnosis
from catalog.enums import (
    Currency,
    IprStatus,
    Kind,
    ListingLanguage,
    MustMatch,
    PartnershipType,
    PartnerType,
    Scheme,
    Stage,
)
from catalog.fields import FIELDS, Level, used
from catalog.forms import fields
from catalog.forms.words import HELP, SECTIONS
from catalog.models import Listing
from core import countries

ROWS = {"summary": 3, "description": 10, "confidential": 3, "ipr_notes": 2, "summary_other": 3}
NOT_SAID = ("", gettext_lazy("Not said"))


def _text(name: str) -> forms.CharField:
    limit = FIELDS[name].limit
    widget = forms.Textarea(attrs={"rows": ROWS.get(name, 4)}) if limit > 256 else forms.TextInput()
    return fields.TextField(max_length=limit, widget=widget)


def _words(choices: type) -> Any:
    """The choices of an enum, each beginning with a capital, in the language of the page."""
    return lambda: [(value, capfirst(label)) for value, label in choices.choices]  # type: ignore[attr-defined]


def _several(choices: type) -> forms.MultipleChoiceField:
    return fields.MultipleChoiceField(choices=_words(choices), widget=forms.CheckboxSelectMultiple)


def _one(choices: type, *, boxes: bool = False) -> forms.ChoiceField:
    return fields.ChoiceField(
        choices=lambda: [NOT_SAID, *_words(choices)()], widget=forms.RadioSelect if boxes else forms.Select
    )


def _amount() -> forms.DecimalField:
    wrong = gettext_lazy("Write the amount in digits, for example 1200000.")
    return fields.DecimalField(
        error_messages={"invalid": wrong}, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )


def _codes(name: str, schemes: list[Scheme]) -> Callable[[], forms.Field]:
    return lambda: fields.CodesField(schemes=schemes, limit=FIELDS[name].limit)


MAKERS: Mapping[str, Callable[[], forms.Field]] = {
    "language": lambda: fields.ChoiceField(choices=_words(ListingLanguage)),
    "stage_of_development": lambda: _one(Stage, boxes=True),
    "trl": lambda: fields.IntegerField(min_value=1, max_value=9),
    "ipr_status": lambda: _one(IprStatus, boxes=True),
    "partnership_types": lambda: _several(PartnershipType),
    "partner_types": lambda: _several(PartnerType),
    "must_match": lambda: _several(MustMatch),
    "technology_codes": _codes("technology_codes", [Scheme.IPC]),
    "industry_codes": _codes("industry_codes", [Scheme.GBT4754, Scheme.NACE]),
    "keywords": fields.WordsField,
    "market_keywords": fields.WordsField,
    "country": lambda: fields.ChoiceField(choices=lambda: [NOT_SAID, *countries.choices()]),
    "budget_min": _amount,
    "budget_max": _amount,
    "currency": lambda: _one(Currency),
    "deadline": lambda: fields.DateField(widget=forms.DateInput),
    "anonymous": fields.BooleanField,
    "patents": fields.PatentsField,
}


class ListingForm(forms.Form):
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, kind: str, submitting: bool = False, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.kind = Kind(kind)
        for _section, _title, names in SECTIONS[self.kind]:
            for name in names:
                if name != "indicators":
                    self.fields[name] = self._make(name, submitting)

    def _make(self, name: str, submitting: bool) -> forms.Field:
        field = MAKERS[name]() if name in MAKERS else _text(name)
        level = FIELDS[name].level(self.kind)
        field.required = level == Level.SAVE or (submitting and level == Level.PUBLISH)
        field.label = diagnosis.label_of(name)
        field.help_text = HELP[self.kind].get(name, "")
        return field

    def content(self) -> dict[str, Any]:
        """What was read, as the actions take it; fields that could not be read are not in it."""
        return {name: value for name, value in self.cleaned_data.items() if name != "revision"}


def initial_of(listing: Listing, patents: list[str]) -> dict[str, Any]:
    names = [*used(listing.kind), "revision"]
    values = {name: getattr(listing, name) for name in names if name != "patents"}
    return values | {"patents": patents}
