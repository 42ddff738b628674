"""Letters are the operators' business: addresses, states, and what was sent (never what is secret)."""

from accounts.actor import Actor
from accounts.roles import Permission
from core.models import WorkState
from notifications.models import Letter


def can_see_letters(actor: Actor) -> bool:
    return actor.may(Permission.OPERATE)


def can_read(actor: Actor, letter: Letter) -> bool:
    """The words of a letter; nobody reads another person's codes."""
    return can_see_letters(actor) and not letter.is_secret


def can_try_again(actor: Actor, letter: Letter) -> bool:
    tried = letter.state in {WorkState.DEAD, WorkState.CANCELLED} or (
        letter.state == WorkState.WAITING and not letter.gathering
    )
    return can_see_letters(actor) and letter.erased_at is None and tried


def can_cancel(actor: Actor, letter: Letter) -> bool:
    return can_see_letters(actor) and letter.state in {WorkState.WAITING, WorkState.DEAD}


def can_see_outbox(actor: Actor) -> bool:
    return actor.may(Permission.OPERATE)
