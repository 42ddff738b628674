"""The page of a listing as one form: its fields and the rows of indicators together."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import Organisation
from catalog import diagnosis
from catalog.enums import Kind
from catalog.forms.indicators import IndicatorRows
from catalog.forms.listing import ListingForm, initial_of
from catalog.forms.words import HELP, SECTIONS
from catalog.models import Listing
from catalog.profiles import MATRIX, ONE_OF, Level

BOXES = frozenset({"stage_of_development", "ipr_status"})
COUNTED = frozenset({"summary", "description", "technical_specification", "advantages_and_innovation"})
SHORT = frozenset(
    {"language", "trl", "budget_min", "budget_max", "currency", "deadline", "country", "region"}
)


class Posting:
    """What a person writes about one need or offer; validated, cleaned and laid out as a whole."""

    def __init__(
        self,
        *,
        kind: str,
        organisation: Organisation,
        data: Mapping[str, Any] | None = None,
        listing: Listing | None = None,
        patents: list[str] | None = None,
        submitting: bool = False,
    ):
        self.kind, self.listing, self.submitting = Kind(kind), listing, submitting
        initial = (
            initial_of(listing, patents or [])
            if listing
            else {
                "language": "zh" if (get_language() or "").startswith("zh") else "en",
                "country": organisation.country,
                "region": organisation.region,
            }
        )
        self.form = ListingForm(
            data,
            kind=kind,
            organisation=organisation,
            listing=listing,
            submitting=submitting,
            initial=initial,
        )
        self.rows: Any = None
        if self.kind == Kind.NEED:
            shown = listing.indicators if listing else []
            self.rows = IndicatorRows(data, prefix="indicators", initial=shown)

    @property
    def forms(self) -> list[Any]:
        return [self.form, *(self.rows.forms if self.rows else [])]

    def is_valid(self) -> bool:
        valid = self.form.is_valid()
        rows_valid = self.rows is None or self.rows.is_valid()
        if self.submitting and rows_valid:
            self._check_groups()
        return valid and rows_valid and not self.form.errors

    def _check_groups(self) -> None:
        """Of each group of the matrix one is filled before anybody reviews it."""
        values = self.values()
        for group in ONE_OF[self.kind]:
            if not any(values.get(name) for name in group):
                here = next(name for name in group if name in self.form.fields)
                self.form.add_error(
                    here, _("Fill in at least one: %(fields)s.") % {"fields": diagnosis.words_for(group)}
                )

    def values(self) -> dict[str, Any]:
        """What is known of the content by now, for the diagnosis: cleaned, else saved."""
        if not self.form.is_bound:
            return self.listing.values() if self.listing else dict(self.form.initial)
        self.form.is_valid()
        values = dict(self.form.cleaned_data)
        if self.rows is not None:
            values["indicators"] = self.rows.indicators() if self.rows.is_valid() else []
        return values

    def content(self) -> dict[str, Any]:
        content = self.form.content()
        if self.rows is not None:
            content["indicators"] = self.rows.indicators()
        return content

    def sections(self) -> list[dict[str, Any]]:
        return [
            {"id": slug, "title": title, "fields": [self._laid_out(name) for name in names]}
            for slug, title, names in SECTIONS[self.kind]
        ]

    def _laid_out(self, name: str) -> dict[str, Any]:
        if name == "indicators":
            return {
                "rows": self.rows,
                "label": diagnosis.label_of(name),
                "help": HELP[self.kind].get(name, ""),
            }
        return {
            "rows": None,
            "bound": self.form[name],
            "style": "boxes" if name in BOXES else "",
            "css": "field-short" if name in SHORT else "",
            "count": name in COUNTED,
            "optional": name not in MATRIX or MATRIX[name].level(self.kind) < Level.PUBLISH,
        }
