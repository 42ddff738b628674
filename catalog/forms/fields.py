"""Form fields of the catalogue: classification codes, keywords, patent numbers."""

import re
from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from catalog.enums import Scheme
from catalog.importers.numbers import normal_number
from catalog.models import TaxonomyCode
from catalog.profiles import LONGEST_WORD

BETWEEN_WORDS = re.compile(r"[,;，；、\r\n]+")


class LinesField(forms.CharField):
    """Text whose line ends are the same wherever it was typed: browsers send CR LF."""

    def to_python(self, value):
        text = super().to_python(value)
        return text.replace("\r\n", "\n").replace("\r", "\n") if isinstance(text, str) else text


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


class CodesField(forms.Field):
    """A list of "scheme:code", each of a known classification."""

    def __init__(self, *, schemes: Iterable[str], longest: int, **kwargs):
        self.schemes, self.longest = [str(scheme) for scheme in schemes], longest
        super().__init__(widget=CodesWidget(self.schemes, longest), **kwargs)

    def clean(self, value):
        keys = list(dict.fromkeys(self.key_of(each.split()[0]) for each in value or []))
        if self.required and not keys:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        known = {code.key for code in TaxonomyCode.objects.filter(scheme__in=self.schemes)}
        unknown = [key for key in keys if key not in known]
        if unknown:
            codes = ", ".join(key.partition(":")[2] for key in unknown)
            raise forms.ValidationError(
                _("Not in the list: %(codes)s. Choose one that is.") % {"codes": codes}
            )
        if len(keys) > self.longest:
            raise forms.ValidationError(_("Choose %(count)d at most.") % {"count": self.longest})
        return keys

    def key_of(self, text: str) -> str:
        scheme, colon, code = text.partition(":")
        if colon:
            return f"{scheme.lower()}:{code.upper()}"
        return f"{guess_scheme(text.upper(), self.schemes)}:{text.upper()}"


def guess_scheme(code: str, schemes: list[str]) -> str:
    """A bare code's scheme: the only one there is; of the industries GB/T 4754 has digits and NACE a letter."""
    if len(schemes) == 1:
        return schemes[0]
    return Scheme.GBT4754 if len(code) > 1 else Scheme.NACE


class WordsField(forms.CharField):
    """Short texts between commas, semicolons or lines, as a list."""

    def __init__(self, *, longest: int, **kwargs):
        self.longest = longest
        super().__init__(**kwargs)

    def prepare_value(self, value):
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value):
        words = [" ".join(word.split()) for word in BETWEEN_WORDS.split(super().clean(value) or "")]
        words = list(dict.fromkeys(word for word in words if word))
        if len(words) > self.longest:
            raise forms.ValidationError(
                ngettext(
                    "Write %(count)d at most; there are %(found)d.",
                    "Write %(count)d at most; there are %(found)d.",
                    self.longest,
                )
                % {"count": self.longest, "found": len(words)}
            )
        for word in words:
            if len(word) > LONGEST_WORD:
                raise forms.ValidationError(
                    _("A keyword has %(longest)d characters at most; this one is longer: %(word)s…")
                    % {"longest": LONGEST_WORD, "word": word[:40]}
                )
        return words


class PatentsField(forms.CharField):
    """Publication numbers, one per line, in one writing."""

    default_error_messages = {"wrong": gettext_lazy("%(number)s is no publication number.")}

    def __init__(self, **kwargs):
        super().__init__(widget=forms.Textarea(attrs={"rows": 3}), **kwargs)

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value):
        numbers = []
        for line in re.split(r"[\r\n;；]+", super().clean(value) or ""):
            number = normal_number(line)
            if not number:
                continue
            if len(number) > 40 or not number.isalnum() or not any(c.isdigit() for c in number):
                raise forms.ValidationError(
                    self.error_messages["wrong"] % {"number": line.strip()[:60]}, code="wrong"
                )
            numbers.append(number)
        return list(dict.fromkeys(numbers))
