"""Sending twice makes one thing: a row per person and key keeps a digest of the content and what it made."""

import hashlib
import json
import secrets
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, TypeVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.errors import Conflict
from core.models import IdempotencyKey
from core.references import reference_of, row_of

Row = TypeVar("Row", bound=models.Model)
FIELD = "once"  # of a form: holds its key
LONGEST_KEY = 64
KEPT = timedelta(days=30)  # a form may stay open in a browser for long; after that its key is new again


class SentBefore(Conflict):
    """The key was sent before with other content; `obj` is what that made."""

    code = "sent_before"
    message = _("This form was sent before, with other content. What you sent now is not saved.")


def new_key() -> str:
    """A key for a form that is shown for the first time."""
    return secrets.token_urlsafe(16)


def key_in(data: Mapping[str, Any]) -> str:
    """The key that a form was sent with; empty when it has none."""
    key = str(data.get(FIELD, ""))[:LONGEST_KEY]
    return key if key.isascii() and key.isprintable() else ""


@transaction.atomic
def once(*, person: Any, key: str, content: Any, make: Callable[[], Row]) -> tuple[Row, bool]:
    """(row, True) from `make`, or (row, False) when this person has sent this key with this content before.

    SentBefore when the content was another one. `content` is what JSON can hold, with dates and decimals.
    When `make` raises, the key is as if it was never sent. Without a key nothing is compared. Of two equal
    sendings at one moment the second waits at the unique constraint until the first is committed.
    """
    if not key:
        return make(), True
    digest = _digest(content)
    sent, is_new = IdempotencyKey.objects.get_or_create(person=person, key=key, defaults={"digest": digest})
    if is_new:
        return _made(sent, make), True
    row = row_of(sent.object_type, sent.object_id)
    if row is None:  # deleted since
        sent.delete()
        return once(person=person, key=key, content=content, make=make)
    if sent.digest != digest:
        raise SentBefore(row)
    return row, False


def _made(sent: IdempotencyKey, make: Callable[[], Row]) -> Row:
    row = make()
    sent.object_type, sent.object_id = reference_of(row)
    sent.save(update_fields=["object_type", "object_id"])
    return row


def _digest(content: Any) -> str:
    written = json.dumps(content, sort_keys=True, cls=DjangoJSONEncoder)
    return hashlib.sha256(written.encode()).hexdigest()


def sweep() -> int:
    """Remove keys that nobody sends any more."""
    gone, _kinds = IdempotencyKey.objects.filter(at__lt=timezone.now() - KEPT).delete()
    return gone
