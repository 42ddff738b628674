"""Writing letters: a row per person, a row per piece of news, both with a unique key.
The rows are their own record."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core import registries
from core.models import WorkState
from core.nudge import nudge
from notifications.models import Letter, LetterItem
from notifications.models.letter import LetterQuerySet

DELIVER = "notifications.tasks.deliver_due"
CHUNK = 5000  # keys in one query: a database takes only so many parameters
ROUNDS = 5  # of looking for the gathering letter: each lost round means that somebody else made progress


@dataclass(frozen=True, slots=True)
class News:
    """What happened ("object:revision or decision") and the public ids the words will come from."""

    key: str
    data: dict[str, str] = field(default_factory=dict)


@transaction.atomic
def write(*, kind: str, recipient: User, news: Sequence[News]) -> Letter | None:
    """Tell a person; news they were told before is left out, and without any there is no letter."""
    keyed = {f"{kind}:{piece.key}:{recipient.public_id}": piece for piece in news}
    for key in _told(list(keyed)):
        keyed.pop(key)
    if not keyed:
        return None
    gathers = registries.letters[kind].gathers
    letter = _gathering(kind, recipient) if gathers else _single(kind, recipient, list(keyed))
    if letter is None:
        return None
    LetterItem.objects.bulk_create(
        [LetterItem(letter=letter, dedupe_key=key, data=piece.data) for key, piece in keyed.items()],
        batch_size=500,
        ignore_conflicts=True,
    )
    if not letter.items.exists():  # somebody else told all of it in the same moment
        letter.delete()
        return None
    if not gathers:
        nudge(DELIVER)
    return letter


def _told(keys: list[str]) -> list[str]:
    found: list[str] = []
    for start in range(0, len(keys), CHUNK):
        rows = LetterItem.objects.filter(dedupe_key__in=keys[start : start + CHUNK])
        found += rows.values_list("dedupe_key", flat=True)
    return found


def has_left(*, kind: str, key: str) -> bool:
    """Whether a letter with this news was sent or is being sent.

    Call it inside a transaction: until that ends the letters are locked, so none of those that wait leaves.
    """
    letters = _letters_about(kind, key).select_for_update().order_by("recipient_id", "pk")
    return any(letter.state in {WorkState.LEASED, WorkState.DONE} for letter in letters)


@transaction.atomic
def take_out(*, kind: str, key: str) -> int:
    """A decision was taken back: what waits for delivery no longer says it; an empty letter is cancelled."""
    waiting = _letters_about(kind, key).select_for_update().filter(state=WorkState.WAITING)
    letters = list(waiting.order_by("recipient_id", "pk"))
    for letter in letters:
        letter.items.filter(dedupe_key__startswith=f"{kind}:{key}:").delete()
        if not letter.items.exists():
            Letter.objects.filter(pk=letter.pk, state=WorkState.WAITING).update(
                state=WorkState.CANCELLED, gathering=False, finished_at=timezone.now()
            )
    return len(letters)


def _letters_about(kind: str, key: str) -> LetterQuerySet:
    items = LetterItem.objects.filter(dedupe_key__startswith=f"{kind}:{key}:")
    return Letter.objects.filter(pk__in=items.values("letter"))


def _single(kind: str, recipient: User, keys: list[str]) -> Letter | None:
    key = keys[0] if len(keys) == 1 else f"{keys[0]}+{len(keys) - 1}"
    letter = _new(kind, recipient, dedupe_key=key)
    Letter.objects.bulk_create([letter], ignore_conflicts=True)
    return Letter.objects.filter(public_id=letter.public_id).first()


def _gathering(kind: str, recipient: User) -> Letter:
    """The locked letter that still takes news. Whoever makes it first wins by the constraint;
    the others join."""
    for _ in range(ROUNDS):
        letter = Letter.objects.select_for_update().gathering(kind, recipient).first()
        if letter and letter.state == WorkState.WAITING and not letter.attempts:
            return letter
        if letter:  # on its way: it takes no more
            Letter.objects.filter(pk=letter.pk).update(gathering=False)
        fresh = _new(kind, recipient, gathering=True)
        fresh.dedupe_key = f"{kind}:{fresh.public_id}"
        fresh.due_at += timedelta(seconds=settings.LETTER_BUNDLE_SECONDS)
        Letter.objects.bulk_create([fresh], ignore_conflicts=True)
    raise RuntimeError(f"no letter gathers {kind} for person {recipient.pk}")


def _new(kind: str, recipient: User, **fields) -> Letter:
    letter = Letter(
        kind=kind, recipient=recipient, address=recipient.email, language=recipient.language, **fields
    )
    letter.name_message()
    return letter
