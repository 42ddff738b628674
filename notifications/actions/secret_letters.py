"""Codes, reset links and notices about a login travel as secret letters: encrypted until sent,
then erased."""

import json
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core.nudge import nudge
from notifications import crypto
from notifications.actions.writing import DELIVER
from notifications.enums import LetterKind
from notifications.models import Letter


@transaction.atomic
def write_secret(
    *,
    note: str,
    address: str,
    language: str,
    content: dict[str, str],
    lasts: timedelta,
    recipient: User | None,
) -> Letter:
    """`note` names what it is about (notifications.letters.secret_letters), `content` holds the code or
    address.
    """
    letter = Letter(
        kind=LetterKind.SECRET,
        recipient=recipient,
        address=address,
        language=language,
        body=crypto.encrypt(json.dumps({"note": note, "content": content})),
        expires_at=timezone.now() + lasts,
    )
    letter.dedupe_key = f"{LetterKind.SECRET}:{letter.public_id}"
    letter.save()
    nudge(DELIVER)
    return letter
