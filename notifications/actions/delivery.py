"""Delivery of one claimed letter: render, send, then write down that it was sent.

Nothing is locked while the mail server is asked. A crash between sending and writing sends the letter once
more, with the same Message-ID.
"""

from smtplib import (
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPDataError,
    SMTPException,
    SMTPHeloError,
    SMTPNotSupportedError,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)
from typing import NoReturn

from django.core.mail import EmailMultiAlternatives
from django.utils import timezone

from core.work import Later, Never
from notifications.enums import EXPIRED, NOTHING_LEFT
from notifications.letters import Composed, compose
from notifications.letters.message import envelope
from notifications.models import Letter

PERMANENT = range(500, 600)
# Refusals of our own site or of the whole dialogue: the letter is not at fault, an operator mends the
# setting.
OURS = (SMTPSenderRefused, SMTPAuthenticationError, SMTPHeloError, SMTPConnectError)


class ServerAway(Later):
    """No word with the mail server at all: the next letters would fare the same."""


def deliver(*, letter: Letter) -> Letter:
    """Send a leased letter. Later: the row tries again; Never: the row stops and says why."""
    if letter.is_expired:
        letter.drop(EXPIRED, **_erased(letter))
        return letter
    composed = _composed(letter)
    if composed is None:
        letter.drop(NOTHING_LEFT, gathering=False)
        return letter
    if letter.recipient and not letter.is_secret:
        letter.address = letter.recipient.email  # it may have changed since the letter was written
    _send(letter, envelope(letter, composed))
    letter.finish(
        sent_at=timezone.now(),
        subject="" if letter.is_secret else composed.subject,
        address=letter.address,
        gathering=False,
        **_erased(letter),
    )
    return letter


def _composed(letter: Letter) -> Composed | None:
    if not letter.is_secret:
        return compose(letter)
    try:
        return compose(letter)
    except Exception as error:  # noqa: BLE001 -- a traceback would carry the code into the log
        raise Later(f"{type(error).__name__} while it was written") from None


def _erased(letter: Letter) -> dict:
    return {"body": "", "erased_at": timezone.now()} if letter.is_secret else {}


def _send(letter: Letter, message: EmailMultiAlternatives) -> None:
    try:
        message.send()
    except SMTPRecipientsRefused as error:
        code, said = next(iter(error.recipients.values()))
        _judge(letter, code, said)
    except OURS as error:
        raise Later(_words(letter, error.smtp_code, error.smtp_error)) from None
    except SMTPDataError as error:
        _judge(letter, error.smtp_code, error.smtp_error)
    except SMTPResponseException as error:
        raise Later(_words(letter, error.smtp_code, error.smtp_error)) from None
    except (SMTPNotSupportedError, ValueError):  # line breaks, and letters the server cannot carry
        _refuse(letter, "The address or a header cannot be sent")
    except (SMTPException, OSError) as error:
        raise ServerAway(f"The mail server does not answer ({type(error).__name__})") from None
    except Exception as error:
        if letter.is_secret:  # a traceback would carry the code into the log
            raise Later(f"{type(error).__name__} while it was sent") from None
        raise


def _judge(letter: Letter, code: int, said: bytes | str) -> NoReturn:
    words = _words(letter, code, said)
    if code in PERMANENT:
        _refuse(letter, words)
    raise Later(words) from None


def _refuse(letter: Letter, words: str) -> NoReturn:
    """Mark the letter: it is the address or the text, and asking again changes nothing."""
    Letter.objects.filter(pk=letter.pk, lease=letter.lease).update(
        refused=words[:300], gathering=False, **_erased(letter)
    )
    raise Never(words) from None


def _words(letter: Letter, code: int, said: bytes | str) -> str:
    if letter.is_secret:  # a server may quote what it was given
        return str(code)
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    return f"{code} {' '.join(text.split())}"[:300]
