"""Measurable indicators as rows: name, today, wanted, condition. Works without JavaScript."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.profiles import MATRIX

EMPTY_ROWS = 3


class IndicatorForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Indicator"), max_length=120, required=False)
    today = forms.CharField(label=gettext_lazy("Today"), max_length=120, required=False)
    wanted = forms.CharField(label=gettext_lazy("Wanted"), max_length=120, required=False)
    condition = forms.CharField(label=gettext_lazy("Condition"), max_length=200, required=False)

    def clean(self):
        data = super().clean() or {}
        if not any(data.values()):
            return data
        if not data.get("name") and "name" not in self.errors:
            self.add_error("name", _("Name what is measured, or remove the row."))
        elif not data.get("wanted") and "wanted" not in self.errors:
            self.add_error(
                "wanted",
                _("Enter the figure you want for %(name)s, or remove the row.") % {"name": data["name"]},
            )
        return data


class _Rows(forms.BaseFormSet):
    def indicators(self) -> list[dict[str, str]]:
        """The filled rows, as the listing stores them."""
        names = ("name", "today", "wanted", "condition")
        rows = [{name: form.cleaned_data.get(name, "") for name in names} for form in self.forms]
        return [row for row in rows if any(row.values())]


IndicatorRows = forms.formset_factory(
    IndicatorForm, formset=_Rows, extra=EMPTY_ROWS, max_num=MATRIX["indicators"].longest, validate_max=True
)


def with_one_more(data):
    """The posted rows and an empty one: what the "Add a row" button answers without JavaScript."""
    data = data.copy()
    total = (
        int(data.get("indicators-TOTAL_FORMS") or 0)
        if str(data.get("indicators-TOTAL_FORMS")).isdigit()
        else 0
    )
    data["indicators-TOTAL_FORMS"] = str(min(total + 1, MATRIX["indicators"].longest))
    return data
