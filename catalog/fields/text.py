"""Text in one writing, and what no text may hold."""

import re
import unicodedata
from typing import Any

from django.utils.translation import gettext_lazy as _

from catalog.fields.errors import refuse

PRIVATE_USE = re.compile("[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]")
SYMBOL_FONT = re.compile("[\uf020-\uf0ff]")  # where word processors put the bullets of symbol fonts
BULLET = "•"


def normalize_text(value: Any) -> str:
    """Line ends as LF, bullets of symbol fonts as a bullet, no white space around. Empty when nothing is
    visible.

    Refused are values that are no text and characters that a database cannot hold or that have no agreed
    meaning.
    """
    if value is None:
        return ""
    if not isinstance(value, str):
        raise refuse("wrong_type", _("A text belongs here."))
    if "\x00" in value:
        raise refuse("nul", _("A NUL character is in the text. Remove it."))
    text = SYMBOL_FONT.sub(BULLET, value.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if not text.isascii():
        check_characters(text)
    return text if any(map(_is_visible, text)) else ""


def _is_visible(character: str) -> bool:
    """Whether a reader sees it: no control, format or space character."""
    return unicodedata.category(character)[0] not in "CZ"


def check_characters(text: str) -> None:
    """No half characters, and none of private use: those come from a private font or a wrong encoding."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise refuse("surrogate", _("Half a character (a lone surrogate) is in the text.")) from None
    found = PRIVATE_USE.search(text)
    if found:
        raise refuse(
            "private_use",
            _(
                "The private-use character %(character)s is in the text: the encoding of the text was "
                "guessed wrongly, or the character exists in one font only."
            ),
            character=f"U+{ord(found[0]):04X}",
        )  # fmt: skip


def check_length(text: str, limit: int) -> None:
    if limit and len(text) > limit:
        raise refuse("too_long", _("%(found)d characters, %(limit)d at most."), found=len(text), limit=limit)
