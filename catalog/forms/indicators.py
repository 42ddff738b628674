"""Measurable indicators as rows: name, today, wanted, condition. Works without JavaScript."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.fields import FIELDS, ContentError
from catalog.fields.rows import CELLS
from catalog.forms.fields import TextField

EMPTY_ROWS = 3
LIMIT = FIELDS["indicators"].limit


def _cell(name: str, label: Any) -> TextField:
    return TextField(label=label, max_length=CELLS[name].limit, required=False)


class IndicatorForm(forms.Form):
    name = _cell("name", _("Indicator"))
    today = _cell("today", _("Today"))
    wanted = _cell("wanted", _("Wanted"))
    condition = _cell("condition", _("Condition"))


class _Rows(forms.BaseFormSet):
    def indicators(self) -> list[dict[str, str]]:
        """Every row as it was sent, empty ones too, so that a row keeps its number."""
        return [{name: form.cleaned_data.get(name, "") for name in CELLS} for form in self.forms]

    def show(self, errors: Iterable[ContentError]) -> list[ContentError]:
        """Write each error at its cell; those that belong to no cell come back."""
        rest = []
        for error in errors:
            if len(error.path) == 2:
                row, cell = error.path
                self.forms[int(row)].add_error(str(cell), error.sentence)
            else:
                rest.append(error)
        return rest


IndicatorRows = forms.formset_factory(
    IndicatorForm, formset=_Rows, extra=EMPTY_ROWS, max_num=LIMIT, absolute_max=2 * LIMIT
)


def with_one_more(data):
    """The posted rows and an empty one: what the "Add a row" button answers without JavaScript."""
    data = data.copy()
    text = str(data.get("indicators-TOTAL_FORMS", ""))
    total = int(text) if text.isdecimal() and len(text) < 5 else 0
    data["indicators-TOTAL_FORMS"] = str(min(total + 1, LIMIT))
    return data
