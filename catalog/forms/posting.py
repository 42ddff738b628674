"""The page of a listing as one form: its fields and the rows of indicators together."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import Organisation
from catalog import content
from catalog.errors import ContentErrors
from catalog.fields import FIELDS, ContentError, Layout, Level, label_of
from catalog.forms.indicators import IndicatorRows
from catalog.forms.listing import form_of, initial_of
from catalog.kinds import kind_spec
from catalog.models import Listing
from catalog.queries import known_codes


class Posting:
    """What a person writes about one listing; validated, cleaned and laid out as a whole."""

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
        self.kind, self.listing, self.submitting = kind_spec(kind), listing, submitting
        self.organisation = organisation
        self.accepted: content.Content | None = None
        initial = (
            initial_of(listing, patents or [], self.kind)
            if listing
            else {
                "language": "zh" if (get_language() or "").startswith("zh") else "en",
                "country": organisation.country,
                "region": organisation.region,
            }
        )
        self.form = form_of(self.kind)(data, submitting=submitting, initial=initial)
        self.rows: Any = None
        if "indicators" in self.kind.levels:
            # What was sent is not compared with what is saved: a row that is equal is no empty one.
            shown = listing.indicators if listing and data is None else []
            self.rows = IndicatorRows(data, prefix="indicators", initial=shown)

    @property
    def forms(self) -> list[Any]:
        return [self.form, *(self.rows.forms if self.rows else [])]

    @property
    def level(self) -> Level:
        """Up to which level mandatory fields must be filled."""
        return Level.PUBLISH if self.submitting else Level.SAVE

    def is_read(self) -> bool:
        """Everything could be read, and an action may judge it. If not, all that is wrong stands at its
        field.
        """
        if self._read():
            return True
        self._judge()
        return False

    def is_valid(self) -> bool:
        """Everything could be read, and is acceptable. What is not stands at its field."""
        read = self._read()
        return self._judge() and read

    def _read(self) -> bool:
        read: bool = self.form.is_valid()
        if self.rows is not None and not self.rows.is_valid():
            read = False
            for message in self.rows.non_form_errors():
                self.form.add_error(None, message)
        return read

    def _judge(self) -> bool:
        sent = self.content()
        try:
            self.accepted = content.clean(
                self.kind.name, sent, level=self.level, owner=self.organisation, codes=known_codes(sent)
            )
        except ContentErrors as wrong:
            self.show(wrong.errors)
            return False
        return True

    def show(self, errors: Iterable[ContentError]) -> None:
        """Write each error at its field, or above the form when the form does not have that field.

        A field that could not be read says so already; whatever else is said of it would be about an
        empty value.
        """
        unread = {name for name in self.form.errors if name in self.form.fields}
        errors = [error for error in errors if error.field not in unread]
        if self.rows is not None:
            of_cells = [error for error in errors if error.field == "indicators" and error.path]
            errors = [error for error in errors if error not in of_cells] + self.rows.show(of_cells)
        for error in errors:
            here = [name for name in error.alternatives or (error.field,) if name in self.form.fields]
            self.form.add_error(here[0] if here else None, error.sentence if here else _with_label(error))

    def values(self) -> dict[str, Any]:
        """What is known of the content by now, for the diagnosis: as it was read, else as it is saved."""
        if not self.form.is_bound:
            return self.listing.values() if self.listing else dict(self.form.initial)
        self.form.is_valid()
        values = self.content()
        return values | {"indicators": [row for row in values.get("indicators", []) if any(row.values())]}

    def in_one_writing(self) -> dict[str, Any]:
        """What the form asked for as it would be saved, to be compared with what is saved; of patents the
        numbers.
        """
        if self.accepted is None:
            return self.content()
        numbers = self.accepted.patent_numbers
        return {name: numbers if name == "patents" else self.accepted.values[name] for name in self.content()}

    def content(self) -> dict[str, Any]:
        found = self.form.content()
        if self.rows is not None:
            found["indicators"] = self.rows.indicators() if self.rows.is_valid() else []
        return found

    def sections(self) -> list[dict[str, Any]]:
        return [
            {
                "id": slug,
                "title": title,
                "fields": [self._laid_out(name) for name in self.kind.fields_of(slug)],
            }
            for slug, title in self.kind.sections.items()
        ]

    def _laid_out(self, name: str) -> dict[str, Any]:
        if name not in self.form.fields:
            return {"rows": self.rows, "label": label_of(name), "help": self.kind.help_of(name)}
        layout = FIELDS[name].layout
        return {
            "rows": None,
            "bound": self.form[name],
            "style": "boxes" if layout == Layout.BOXES else "",
            "css": "field-short" if layout == Layout.SHORT else "",
            "count": layout == Layout.COUNTED,
            "optional": self.kind.level(name) < Level.PUBLISH,
        }


def _with_label(error: ContentError) -> str:
    """For a field that the form does not show."""
    if error.field not in FIELDS:
        return error.sentence
    return _("%(label)s: %(message)s") % {"label": label_of(error.field), "message": error.sentence}
