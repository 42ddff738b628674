from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import SiteText


class ProfileForm(forms.Form):
    name = forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput({"autocomplete": "name"})
    )
    language = forms.ChoiceField(
        label=_("Language of letters"),
        choices=settings.LANGUAGES,
        help_text=_("Letters from this site come in this language. The pages follow the switch at the top."),
    )


class SiteTextForm(forms.Form):
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    body_en = forms.CharField(
        label=_("Text in English"), max_length=60_000, widget=forms.Textarea({"rows": 18, "lang": "en"})
    )
    body_zh = forms.CharField(
        label=_("Text in Chinese"), max_length=60_000, widget=forms.Textarea({"rows": 18, "lang": "zh-Hans"})
    )

    @classmethod
    def of(cls, text: SiteText | None) -> "SiteTextForm":
        if text is None:
            return cls(initial={"seen": 0})
        return cls(initial={"seen": text.version, "body_en": text.body_en, "body_zh": text.body_zh})
