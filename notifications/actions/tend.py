"""What operators do with a letter."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from core import audit
from core.errors import Conflict
from core.nudge import nudge
from notifications.actions.writing import DELIVER
from notifications.models import Letter


class NothingToDo(Conflict):
    """The letter is sent, on its way or erased."""

    code = "nothing_to_do"
    message = _("The letter has moved on meanwhile. This is how it stands now.")


@transaction.atomic
def try_again(*, letter: Letter, by: Actor) -> Letter:
    if not Letter.objects.filter(pk=letter.pk).try_again():
        raise NothingToDo(letter)
    letter.refresh_from_db()
    audit.record("letter.tried_again", letter, by=by)
    nudge(DELIVER)
    return letter


@transaction.atomic
def cancel(*, letter: Letter, by: Actor) -> Letter:
    if not Letter.objects.filter(pk=letter.pk).cancel():
        raise NothingToDo(letter)
    letter.refresh_from_db()
    audit.record("letter.cancelled", letter, by=by)
    return letter
