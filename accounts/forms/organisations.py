from typing import cast

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import queries
from accounts.actions.organisations import IDENTITY
from accounts.enums import OrganisationKind
from accounts.models import Organisation
from accounts.models.organisation import SHARED_DOMAINS
from accounts.roles import MemberRole
from core import countries

KINDS = [choice for choice in OrganisationKind.choices if choice[0] != OrganisationKind.OPERATOR]


class OrganisationForm(forms.ModelForm):
    """An organisation's own facts. `identity=False` leaves what staff verified as it is."""

    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS)
    country = forms.ChoiceField(label=_("Country"), choices=countries.choices, initial="CN")
    website = forms.URLField(label=_("Website"), max_length=200, required=False, assume_scheme="https")

    class Meta:
        model = Organisation
        fields = [
            "kind", "name_zh", "name_en", "short_name", "size", "country", "region", "city",
            "registration_code", "domain", "website",
        ]  # fmt: skip
        labels = {
            "name_zh": _("Name in Chinese"),
            "name_en": _("Name in English"),
            "short_name": _("Short name"),
            "size": _("Size"),
            "region": _("Province or region"),
            "city": _("City"),
            "registration_code": _("Registration code"),
            "domain": _("E-mail domain"),
        }
        help_texts = {
            "name_zh": _("As it is registered. One of the two names is enough."),
            "registration_code": _(
                "In China the unified social credit code, elsewhere the number in the register."
            ),
            "domain": _("What follows the @ in the addresses of your colleagues, for example firm.example."),
        }

    def __init__(self, *args, identity: bool = True, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.kind == OrganisationKind.OPERATOR:
            cast(forms.ChoiceField, self.fields["kind"]).choices = OrganisationKind.choices
        if not identity:
            for name in IDENTITY & set(self.fields):
                self.fields[name].disabled = True

    def clean_domain(self):
        domain = self.cleaned_data["domain"].strip().lower().lstrip("@").removeprefix("www.")
        if domain in SHARED_DOMAINS:
            raise forms.ValidationError(
                _("Everybody can have an address there. Leave this empty unless the domain is your own.")
            )
        return domain


class NewOrganisationForm(OrganisationForm):
    """Warns once when the organisation seems to be here already."""

    is_new = forms.BooleanField(
        label=_("None of these is mine, create a new one"), required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.similar: list[Organisation] = []

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not cleaned.get("is_new"):
            self.similar = queries.similar_organisations(
                names=[cleaned["name_zh"], cleaned["name_en"]], registration_code=cleaned["registration_code"]
            )
        if self.similar:
            self.fields["is_new"].widget = forms.CheckboxInput()
            raise forms.ValidationError(
                _(
                    "An organisation like this is here already. "
                    "Ask to join it, or say that yours is another one."
                )
            )
        return cleaned


class DecideForm(forms.Form):
    """Let a person in with a role, or refuse."""

    decision = forms.ChoiceField(choices=[("accept", _("Let in")), ("refuse", _("Refuse"))])
    role = forms.ChoiceField(
        label=_("Role"), choices=MemberRole.choices, initial=MemberRole.EDITOR, required=False
    )


class RoleForm(forms.Form):
    seen = forms.ChoiceField(choices=MemberRole.choices, widget=forms.HiddenInput)
    role = forms.ChoiceField(label=_("Role"), choices=MemberRole.choices)


class VerifyForm(forms.Form):
    """A verdict about an organisation; a refusal needs words that its members will read."""

    decision = forms.ChoiceField(choices=[("verify", _("Verify")), ("refuse", _("Refuse"))])
    seen = forms.CharField(max_length=10)
    note = forms.CharField(
        label=_("Note to the organisation"),
        help_text=_("Needed for a refusal; the organisation reads it."),
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("decision") == "refuse" and not cleaned.get("note", "").strip():
            self.add_error("note", _("Say why, in a sentence the organisation can act on."))
        return cleaned
