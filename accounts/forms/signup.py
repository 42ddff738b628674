"""What sign-up asks besides e-mail address and password. allauth builds its own form on this one."""

from typing import cast

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from accounts import actions
from accounts.actor import Actor
from accounts.enums import SiteTextSlug
from accounts.models import SiteText


class _AsksForTerms(forms.Form):
    """A box to tick for the version of the terms that was shown."""

    def ask_for_terms(self):
        current = SiteText.objects.current(SiteTextSlug.TERMS)
        self.terms_version = current.version if current else 0
        self.fields["terms_version"] = forms.IntegerField(
            widget=forms.HiddenInput, initial=self.terms_version, min_value=0
        )
        self.fields["accept_terms"] = forms.BooleanField(
            label=format_html(
                gettext(
                    'I accept the <a href="{terms}">terms of use</a> '
                    'and have read the <a href="{privacy}">privacy page</a>'
                ),
                terms=reverse("page", args=[SiteTextSlug.TERMS]),
                privacy=reverse("page", args=[SiteTextSlug.PRIVACY]),
            ),
            error_messages={"required": _("Accept the terms of use to go on.")},
        )

    def clean_terms_version(self):
        version = self.cleaned_data["terms_version"]
        if version != self.terms_version:
            data = cast(QueryDict, self.data).copy()
            data[self.add_prefix("terms_version")] = str(self.terms_version)
            self.data = data
            raise forms.ValidationError(
                _("The terms changed a moment ago. Read them again and accept the new version.")
            )
        return version


class SignupForm(_AsksForTerms):
    field_order = ["email", "password1", "name", "language", "terms_version", "accept_terms"]

    name = forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput({"autocomplete": "name"})
    )
    language = forms.ChoiceField(label=_("Language of letters"), choices=settings.LANGUAGES)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].initial = get_language() or settings.LANGUAGE_CODE
        self.ask_for_terms()

    def signup(self, request, user):
        """Called by allauth once the user is saved."""
        actions.people.complete_signup(
            person=user,
            name=self.cleaned_data["name"],
            language=self.cleaned_data["language"],
            terms_version=self.cleaned_data["terms_version"],
        )


class TermsForm(_AsksForTerms):
    """Acceptance of newer terms."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.ask_for_terms()

    def save(self, *, by: Actor):
        return actions.people.accept_terms(by=by, version=self.cleaned_data["terms_version"])
