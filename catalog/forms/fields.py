"""Form fields of the catalogue. They read what a browser sends; whether it is acceptable says
`catalog.content`.
"""

import re
from collections.abc import Iterable
from typing import Any

from django import forms

from catalog.enums import Scheme
from catalog.models import TaxonomyCode

BETWEEN_WORDS = re.compile(r"[,;，；、\r\n]")
BETWEEN_NUMBERS = re.compile(r"[\r\n;；]")


class Reads:
    """A form field that judges nothing: whether a value is missing, too long or unknown is not its business.

    `required` still marks the field on the page.
    """

    def clean(self, value: Any) -> Any:
        return self.to_python(value)  # type: ignore[attr-defined]


class TextField(Reads, forms.CharField):
    """Text; `max_length` tells the browser the limit."""


class ChoiceField(Reads, forms.ChoiceField):
    pass


class MultipleChoiceField(Reads, forms.MultipleChoiceField):
    pass


class IntegerField(Reads, forms.IntegerField):
    pass


class DecimalField(Reads, forms.DecimalField):
    pass


class DateField(Reads, forms.DateField):
    pass


class BooleanField(Reads, forms.BooleanField):
    pass


class CodesWidget(forms.Widget):
    """Some text inputs of one name with a list to search in; a typed code is as good as a chosen one."""

    template_name = "catalog/widgets/codes.html"

    def __init__(self, schemes: Iterable[str], count: int):
        super().__init__()
        self.schemes, self.count = list(schemes), count

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        known = list(TaxonomyCode.objects.filter(scheme__in=self.schemes))
        written = {code.key: self.written(code) for code in known}
        chosen = [written.get(each, each) for each in value or []]
        chosen += [""] * (self.count - len(chosen))
        base = context["widget"]["attrs"].get("id", f"id_{name}")
        context["widget"] |= {
            "inputs": [{"id": base if not n else f"{base}_{n}", "value": v} for n, v in enumerate(chosen)],
            "options": [written[code.key] for code in known],
            "list_id": f"{base}_list",
            "described_by": context["widget"]["attrs"].get("aria-describedby", ""),
            "invalid": context["widget"]["attrs"].get("aria-invalid", ""),
        }
        return context

    def written(self, code: TaxonomyCode) -> str:
        return f"{code.code if len(self.schemes) == 1 else code.key} {code.title}"

    def value_from_datadict(self, data, files, name):
        values = data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])
        return [value.strip() for value in values if value.strip()]

    def value_omitted_from_data(self, data, files, name):
        return name not in data


class CodesField(Reads, forms.Field):
    """A list of "scheme:code": the code stands before the first space of what was chosen or typed."""

    def __init__(self, *, schemes: Iterable[str], limit: int, **kwargs):
        self.schemes = [str(scheme) for scheme in schemes]
        super().__init__(widget=CodesWidget(self.schemes, limit), **kwargs)

    def to_python(self, value):
        return list(dict.fromkeys(self.key_of(each.split()[0]) for each in value or []))

    def key_of(self, text: str) -> str:
        scheme, colon, code = text.partition(":")
        if colon:
            return f"{scheme.lower()}:{code.upper()}"
        return f"{guess_scheme(text.upper(), self.schemes)}:{text.upper()}"


def guess_scheme(code: str, schemes: list[str]) -> str:
    """A bare code's scheme: the only one there is; of the industries GB/T 4754 has digits and NACE a
    letter.
    """
    if len(schemes) == 1:
        return schemes[0]
    return Scheme.GBT4754 if len(code) > 1 else Scheme.NACE


class WordsField(Reads, forms.CharField):
    """Short texts between commas, semicolons or lines, as a list."""

    def prepare_value(self, value):
        return ", ".join(value) if isinstance(value, list) else value

    def to_python(self, value):
        return [
            word for each in BETWEEN_WORDS.split(super().to_python(value) or "") if (word := each.strip())
        ]


class PatentsField(Reads, forms.CharField):
    """Publication numbers, one per line, as a list."""

    def __init__(self, **kwargs):
        super().__init__(widget=forms.Textarea(attrs={"rows": 3}), **kwargs)

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value):
        return [
            number
            for each in BETWEEN_NUMBERS.split(super().to_python(value) or "")
            if (number := each.strip())
        ]
