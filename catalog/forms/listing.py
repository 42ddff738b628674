"""The form of a need or an offer, made from the matrix of fields."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organisation
from catalog import diagnosis
from catalog.enums import (
    TRL_OF_STAGE,
    Currency,
    IprStatus,
    Kind,
    ListingLanguage,
    ListingState,
    MustMatch,
    PartnershipType,
    PartnerType,
    Scheme,
    Stage,
)
from catalog.forms.fields import CodesField, LinesField, PatentsField, WordsField
from catalog.forms.words import HELP, SECTIONS
from catalog.models import Listing
from catalog.profiles import MATRIX, Level, used
from core import countries

ROWS = {"summary": 3, "description": 10, "confidential": 3, "ipr_notes": 2, "summary_other": 3}
NOT_SAID = ("", gettext_lazy("Not said"))


def _text(name: str, **kwargs) -> forms.CharField:
    longest = MATRIX[name].longest
    if longest > 256:
        kwargs["widget"] = forms.Textarea(attrs={"rows": ROWS.get(name, 4)})
    return LinesField(max_length=longest, **kwargs)


def _words(choices: type) -> Any:
    """The choices of an enum, each beginning with a capital, in the language of the page."""
    return lambda: [(value, capfirst(label)) for value, label in choices.choices]  # type: ignore[attr-defined]


def _several(choices: type) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(choices=_words(choices), widget=forms.CheckboxSelectMultiple)


def _one(choices: type, *, boxes: bool = False) -> forms.ChoiceField:
    return forms.ChoiceField(
        choices=lambda: [NOT_SAID, *_words(choices)()], widget=forms.RadioSelect if boxes else forms.Select
    )


def _amount() -> forms.DecimalField:
    wrong = gettext_lazy("Write the amount in digits, for example 1200000.")
    return forms.DecimalField(
        min_value=0, max_digits=14, decimal_places=2, error_messages={"invalid": wrong},
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )  # fmt: skip


MAKERS = {
    "language": lambda: forms.ChoiceField(choices=_words(ListingLanguage)),
    "stage_of_development": lambda: _one(Stage, boxes=True),
    "trl": lambda: forms.IntegerField(min_value=1, max_value=9),
    "ipr_status": lambda: _one(IprStatus, boxes=True),
    "partnership_types": lambda: _several(PartnershipType),
    "partner_types": lambda: _several(PartnerType),
    "must_match": lambda: _several(MustMatch),
    "technology_codes": lambda: CodesField(schemes=[Scheme.IPC], longest=MATRIX["technology_codes"].longest),
    "industry_codes": lambda: CodesField(
        schemes=[Scheme.GBT4754, Scheme.NACE], longest=MATRIX["industry_codes"].longest
    ),
    "keywords": lambda: WordsField(longest=MATRIX["keywords"].longest),
    "market_keywords": lambda: WordsField(longest=MATRIX["market_keywords"].longest),
    "country": lambda: forms.ChoiceField(choices=lambda: [NOT_SAID, *countries.choices()]),
    "budget_min": _amount,
    "budget_max": _amount,
    "currency": lambda: _one(Currency),
    "deadline": lambda: forms.DateField(widget=forms.DateInput),
    "anonymous": lambda: forms.BooleanField(),
    "patents": PatentsField,
}


class ListingForm(forms.Form):
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        kind: str,
        organisation: Organisation,
        listing: Listing | None = None,
        submitting: bool = False,
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        self.kind, self.organisation, self.listing = Kind(kind), organisation, listing
        self.submitting = submitting
        for _section, _title, names in SECTIONS[self.kind]:
            for name in names:
                if name != "indicators":
                    self.fields[name] = self._make(name, submitting)

    def _make(self, name: str, submitting: bool) -> forms.Field:
        field = MAKERS[name]() if name in MAKERS else _text(name)
        level = MATRIX[name].level(self.kind) if name in MATRIX else Level.OPTIONAL
        field.required = level == Level.SAVE or (submitting and level == Level.PUBLISH)
        field.label = diagnosis.label_of(name)
        field.help_text = HELP[self.kind].get(name, "")
        return field

    def clean(self):
        data = super().clean() or {}
        self._check_budget(data)
        self._check_trl(data)
        self._check_deadline(data)
        if data.get("anonymous"):
            for name, word in diagnosis.owner_named_in(self.organisation, data):
                self.add_error(
                    name if name in self.fields else None,
                    _("This names your organisation (%(word)s) although you hide its name.") % {"word": word},
                )
        reference = data.get("own_reference")
        if reference and self._others().filter(own_reference=reference).exists():
            self.add_error("own_reference", _("Another listing of yours has this reference."))
        return data

    def _check_budget(self, data):
        low, high = data.get("budget_min"), data.get("budget_max")
        if low is not None and high is not None and low > high:
            self.add_error("budget_max", _("The lower amount is above the upper one."))
        if (low is not None or high is not None) and not data.get("currency"):
            self.add_error("currency", _("Choose the currency of the amounts."))

    def _check_trl(self, data):
        stage, trl = data.get("stage_of_development"), data.get("trl")
        if self.kind == Kind.OFFER and stage and trl:
            lowest, highest = TRL_OF_STAGE[Stage(stage)]
            if not lowest <= trl <= highest:
                self.add_error(
                    "trl",
                    _("Level %(trl)d does not belong to the stage: %(stage)s.")
                    % {"trl": trl, "stage": Stage(stage).label},
                )

    def _check_deadline(self, data):
        """What is handed in asks for something to come; one that passed since stays as it was."""
        day = data.get("deadline")
        if self.submitting and day and day < timezone.localdate() and not self._was_handed_in_with(day):
            self.add_error("deadline", _("The deadline has passed."))

    def _was_handed_in_with(self, day):
        return (
            self.listing is not None
            and self.listing.deadline == day
            and self.listing.state in {ListingState.SUBMITTED, ListingState.PUBLISHED, ListingState.ON_HOLD}
        )

    def _others(self):
        rows = Listing.objects.filter(organisation=self.organisation, kind=self.kind)
        return rows.exclude(pk=self.listing.pk) if self.listing else rows

    def content(self) -> dict[str, Any]:
        """What the form asked for, as the actions take it."""
        return {name: value for name, value in self.cleaned_data.items() if name != "revision"}


def initial_of(listing: Listing, patents: list[str]) -> dict[str, Any]:
    names = [*used(listing.kind), "revision"]
    return {name: getattr(listing, name) for name in names} | {"patents": patents}
