"""The mail folder of the embedded mode as its readers see it."""

import re
from dataclasses import dataclass
from email import policy
from email.parser import BytesParser
from pathlib import Path

from tests.long.site import wait_until


@dataclass(frozen=True)
class Letter:
    to: str
    subject: str
    text: str
    html: str

    @property
    def link(self) -> str:
        """Where the button of the letter leads."""
        return re.search(r"https?://127\.0\.0\.1:\d+(/\S*)", self.text)[1]


def read(file: Path) -> Letter:
    message = BytesParser(policy=policy.default).parsebytes(file.read_bytes())
    parts = {kind: message.get_body(preferencelist=(kind,)) for kind in ("plain", "html")}
    text, html = (part.get_content() if part else "" for part in parts.values())
    return Letter(to=str(message["To"]), subject=str(message["Subject"]).strip(), text=text, html=html)


def letters_to(folder: Path, address: str) -> list[Letter]:
    """Oldest first."""
    found = [read(file) for file in sorted(folder.glob("*.eml"))]
    return [letter for letter in found if address in letter.to]


def wait_for_letter(folder: Path, address: str, words: str, seconds: float = 30) -> Letter:
    """The newest letter to the address whose subject or text has the words."""

    def newest():
        fitting = [each for each in letters_to(folder, address) if words in each.subject + each.text]
        return fitting[-1] if fitting else None

    return wait_until(newest, f"a letter to {address} with “{words}”", seconds)
