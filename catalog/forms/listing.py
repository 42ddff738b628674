"""The form of a listing, made from the registry of fields. It reads; `catalog.content` judges."""

from collections.abc import Callable, Collection, Mapping
from functools import cache
from typing import Any, ClassVar

from django import forms
from django.utils.functional import lazy
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from catalog.fields import FIELDS, Field, Layout, Level, figures, label_of, value_types
from catalog.fields.rows import Indicators, Patents
from catalog.forms import fields
from catalog.kinds import KindSpec
from catalog.models import Listing
from core import countries

NOT_SAID = ("", gettext_lazy("Not said"))
LINES = 256  # characters from which on a text has an area of several lines


def _words(choices: value_types.Choices) -> Any:
    """The choices of an enum, each beginning with a capital, in the language of the page."""
    return lambda: [(value, capfirst(label)) for value, label in choices.choices]


def _text(field: Field) -> forms.Field:
    widget = forms.Textarea(attrs={"rows": field.rows}) if field.limit > LINES else forms.TextInput()
    return fields.TextField(max_length=field.limit, widget=widget)


def _one_of(field: Field) -> forms.Field:
    words = _words(field.type.choices)  # type: ignore[attr-defined]
    widget = forms.RadioSelect if field.layout == Layout.BOXES else forms.Select
    if field.fallback:  # it always has a value
        return fields.ChoiceField(choices=words, widget=widget)
    return fields.ChoiceField(choices=lambda: [NOT_SAID, *words()], widget=widget)


def _whole(field: Field) -> forms.Field:
    return fields.IntegerField(min_value=field.type.lowest, max_value=field.type.highest)  # type: ignore[attr-defined]


def _amount(field: Field) -> forms.Field:
    wrong = gettext_lazy("Write the amount in digits, for example 1200000.")
    return fields.DecimalField(
        error_messages={"invalid": wrong}, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )


def _list(field: Field) -> forms.Field:
    """Check boxes for the values of an enum, inputs for codes, one text for words."""
    entry = field.type.entry  # type: ignore[attr-defined]
    if field.choices:
        return fields.MultipleChoiceField(choices=_words(field.choices), widget=forms.CheckboxSelectMultiple)
    if isinstance(entry, value_types.Code):
        return fields.CodesField(schemes=entry.schemes, limit=field.limit)
    return fields.WordsField()


MAKERS: Mapping[type, Callable[[Field], forms.Field]] = {
    value_types.Text: _text,
    value_types.OneOf: _one_of,
    figures.Whole: _whole,
    figures.Amount: _amount,
    value_types.ListOf: _list,
    value_types.Country: lambda field: fields.ChoiceField(choices=lambda: [NOT_SAID, *countries.choices()]),
    figures.Day: lambda field: fields.DateField(widget=forms.DateInput),
    figures.Flag: lambda field: fields.BooleanField(),
    Patents: lambda field: fields.PatentsField(),
}


class ListingForm(forms.Form):
    """What the forms of all kinds have; `form_of` makes that of one."""

    required_to_publish: ClassVar[Collection[str]] = ()
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, submitting: bool = False, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name in self.required_to_publish if submitting else ():
            self.fields[name].required = True

    def content(self) -> dict[str, Any]:
        """What was read, as the actions take it; fields that could not be read are not in it."""
        return {name: value for name, value in self.cleaned_data.items() if name != "revision"}


@cache
def form_of(kind: KindSpec) -> type[ListingForm]:
    """The form of a kind, in any language of the page."""
    made: dict[str, Any] = {}
    for section in kind.sections:
        for name in kind.fields_of(section):
            if not isinstance(FIELDS[name].type, Indicators):  # those are a formset
                made[name] = _made(FIELDS[name], kind)
    to_publish = [name for name in made if kind.level(name) == Level.PUBLISH]
    return type("ListingForm", (ListingForm,), made | {"required_to_publish": to_publish})


_label = lazy(label_of, str)  # in the language in which the form is shown


def _made(field: Field, kind: KindSpec) -> forms.Field:
    made = MAKERS[type(field.type)](field)
    made.required = kind.level(field.name) == Level.SAVE
    made.label = _label(field.name)
    made.help_text = kind.help_of(field.name)
    return made


def initial_of(listing: Listing, patents: list[str], kind: KindSpec) -> dict[str, Any]:
    values = {name: listing.value_of(name) for name in kind.used if FIELDS[name].is_on_listing}
    return values | {"patents": patents, "revision": listing.revision}
