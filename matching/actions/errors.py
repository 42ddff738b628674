"""What an action of matching refuses, with the sentence for people."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import errors
from matching.models import Proposal, ProposalAnswer
from matching.wording import decision_words


class AlreadyDecided(errors.AlreadyDecided):
    """Somebody was faster: `obj` is the proposal, which says who decided what and when."""

    obj: Proposal

    @property
    def sentence(self) -> str:
        return decision_words(self.obj)


class AlreadyAnswered(errors.Conflict):
    """This side has answered: `answer` says what, who and when."""

    code = "already_answered"

    def __init__(self, proposal: Proposal, answer: ProposalAnswer):
        super().__init__(proposal)
        self.answer = answer

    @property
    def sentence(self) -> str:
        values = {"who": self.answer.by or _("Somebody"), "answer": self.answer.get_answer_display()}
        return _("%(who)s has already answered for your organisation: %(answer)s.") % values


class NotAllowedHere(errors.Forbidden):
    """This person may not do this with this pair."""

    code = "not_allowed_here"


class NotOpen(errors.Conflict):
    """The pair or one of its listings is in no state for this."""

    code = "not_open"


class NamesOwner(errors.Invalid):
    """A note for the letter gives the owner of an anonymous listing away."""

    code = "names_owner"
    field = "note"
    message = gettext_lazy("The note names an organisation that hides its name (%(word)s).")


class WordsMissing(errors.Invalid):
    """The reason "other" asks for words."""

    code = "words_missing"
    field = "note"
