"""What people send: decisions of reviewers, answers of parties, text that is being typed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from catalog.fields import FIELDS
from catalog.models import Listing
from matching.enums import Answer, DeclineKind, Side

LONGEST_NOTE = 2_000
SHORTEST_TEXT, LONGEST_TEXT = 20, 12_000  # of what is matched while it is typed


class _WithReason(forms.Form):
    """A kind out of ten; "other" asks for words. Subclasses name the field that holds the words."""

    words = ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("kind") == DeclineKind.OTHER and not cleaned.get(self.words):
            self.add_error(self.words, _("Say in words what the reason is."))
        return cleaned


class ApproveForm(forms.Form):
    note = forms.CharField(label=_("Note for the letter"), max_length=LONGEST_NOTE, required=False)


class DeclineForm(_WithReason):
    words = "note"
    kind = forms.ChoiceField(
        label=_("Reason"), choices=DeclineKind, error_messages={"required": _("Choose a reason.")}
    )
    note = forms.CharField(label=_("Note for the letter"), max_length=LONGEST_NOTE, required=False)


class AnswerForm(_WithReason):
    """The two answers of a party; "not interested" asks for a kind."""

    words = "text"
    answer = forms.ChoiceField(
        label=_("Answer"),
        choices=[
            (Answer.INTERESTED.value, Answer.INTERESTED.label),
            (Answer.NOT_INTERESTED.value, Answer.NOT_INTERESTED.label),
        ],
        error_messages={"required": _("Choose an answer.")},
    )
    kind = forms.ChoiceField(label=_("Reason"), choices=DeclineKind, required=False)
    text = forms.CharField(label=_("In your words"), max_length=LONGEST_NOTE, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("answer") == Answer.NOT_INTERESTED and not cleaned.get("kind"):
            self.add_error("kind", _("Choose a reason."))
        if cleaned.get("answer") == Answer.INTERESTED:
            cleaned["kind"] = ""
        return cleaned


class PairForm(forms.Form):
    """A need and an offer, each by the address of its page or by the number in it."""

    need = forms.CharField(
        label=_("Need"), max_length=500, help_text=_("The address of its page, or the number in it.")
    )
    offer = forms.CharField(
        label=_("Offer"), max_length=500, help_text=_("The address of its page, or the number in it.")
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor

    def clean_need(self) -> Listing:
        return self._found(Side.NEED, _("There is no such need, or you may not see it."))

    def clean_offer(self) -> Listing:
        return self._found(Side.OFFER, _("There is no such offer, or you may not see it."))

    def _found(self, side: Side, missing: Any) -> Listing:
        key = self.cleaned_data[side].partition("?")[0].rstrip("/").rpartition("/")[2]
        rows = Listing.objects.visible_to(self.actor).filter(kind=side)
        listing: Listing | None = rows.filter(public_id=key).first()
        if listing is None:
            raise forms.ValidationError(missing)
        return listing


class TypingForm(forms.Form):
    """The listing as far as it is written, or a bare "text"; whatever fields the form has are read, nothing
    is kept.
    """

    kind = forms.ChoiceField(choices=Side)

    @property
    def text(self) -> str:
        names = ("text", *FIELDS.typed())
        parts = (str(self.data.get(name, "")).strip() for name in names)
        return "\n".join(part for part in parts if part)[:LONGEST_TEXT]

    @property
    def is_long_enough(self) -> bool:
        return len(self.text) >= SHORTEST_TEXT
