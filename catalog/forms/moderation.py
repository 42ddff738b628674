from django import forms
from django.utils.translation import gettext_lazy as _


class DecisionForm(forms.Form):
    """A reviewer's decision about one revision; a refusal says why."""

    DECISIONS = [("publish", _("publish")), ("return", _("return")), ("reject", _("reject"))]

    decision = forms.ChoiceField(choices=DECISIONS, widget=forms.HiddenInput)
    revision = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("Note to the owner"),
        help_text=_("Needed when you return or reject it: what to change, or why not."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean(self):
        data = super().clean() or {}
        if data.get("decision") in {"return", "reject"} and not data.get("note"):
            self.add_error("note", _("Write what must change, or why it is rejected."))
        return data
