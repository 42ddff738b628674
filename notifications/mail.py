"""The mailbox of the embedded mode: a folder, one file per message, written whole or not at all."""

import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone
from django.utils.crypto import get_random_string

ENDING = ".eml"
NAME = re.compile(r"^[\w.@-]{1,200}\.eml", re.ASCII)


class EmbeddedMailBackend(BaseEmailBackend):
    """EMAIL_BACKEND of `make run`: <timestamp>-<message id>.eml in EMAIL_FILE_PATH,
    readable by its owner only."""

    def send_messages(self, email_messages: Any) -> int:
        folder = folder_of_mail()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for message in email_messages:
            content = message.message()
            self._write(folder, str(content["Message-ID"]), content.as_bytes(linesep="\r\n"))
        return len(email_messages)

    def _write(self, folder: Path, message_id: str, content: bytes) -> None:
        stamp = timezone.now().strftime("%Y%m%dT%H%M%S%f")
        name = f"{stamp}-{re.sub(r'[^A-Za-z0-9.@-]', '', message_id)[:120]}{ENDING}"
        aside = folder / f".{get_random_string(12)}.tmp"
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        aside.rename(folder / name)


@dataclass(frozen=True, slots=True)
class Mail:
    """A message of the folder as a page shows it."""

    name: str
    subject: str
    sender: str
    to: str
    message_id: str
    date: datetime | None
    text: str
    html: str


def folder_of_mail() -> Path:
    return Path(getattr(settings, "EMAIL_FILE_PATH"))  # noqa: B009 -- only the embedded settings have it


def names() -> list[str]:
    """The files of the folder, newest first."""
    folder = folder_of_mail()
    if not folder.is_dir():
        return []
    return sorted((file.name for file in folder.iterdir() if NAME.fullmatch(file.name)), reverse=True)


def read(name: str) -> Mail | None:
    """One message of the folder, or None when there is no such file."""
    if not NAME.fullmatch(name):
        return None
    try:
        content = (folder_of_mail() / name).read_bytes()
    except FileNotFoundError:
        return None
    message = BytesParser(policy=policy.default).parsebytes(content)
    return Mail(
        name=name,
        subject=str(message["Subject"] or ""),
        sender=str(message["From"] or ""),
        to=str(message["To"] or ""),
        message_id=str(message["Message-ID"] or ""),
        date=_date(message),
        text=_part(message, "plain"),
        html=_part(message, "html"),
    )


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    return part.get_content() if part is not None else ""


def _date(message: EmailMessage) -> datetime | None:
    """Mail writes UTC as "-0000", which Python reads as no time zone at all."""
    date = message["Date"].datetime if message["Date"] is not None else None
    return date.replace(tzinfo=UTC) if date is not None and timezone.is_naive(date) else date
