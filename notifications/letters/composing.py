"""From a letter's row to what a person reads: in their language, from the rows as they are now."""

import re
from dataclasses import dataclass
from typing import Any

import css_inline
from django.template import Context
from django.template.loader import get_template
from django.utils import translation

from core import registries
from notifications.letters.content import common
from notifications.models import Letter

FOLDER = "notifications/letters"
LONGEST_SUBJECT = 180
CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Composed:
    subject: str
    text: str
    html: str


def compose(letter: Letter) -> Composed | None:
    """The letter as it reads now; None when nothing of it is true any more."""
    if letter.recipient and not letter.recipient.is_active:
        return None
    with translation.override(letter.language):
        content = registries.letters[letter.kind].content(letter)
        if content is None:
            return None
        context = common(letter) | content
        return Composed(
            subject=one_line(_plain(letter.kind, "subject.txt", context)),
            text=_tidy(_plain(letter.kind, "txt", context)),
            html=inlined(get_template(f"{FOLDER}/{letter.kind}.html").render(context)),
        )


def inlined(html: str) -> str:
    """The styles of letter.css written into the elements, where every mail reader keeps them."""
    styles = get_template(f"{FOLDER}/letter.css").render()
    return css_inline.inline(html, extra_css=styles, inline_style_tags=False, load_remote_stylesheets=False)


def one_line(text: str) -> str:
    """A subject: no line break, no control character, not endless."""
    line = " ".join(CONTROL.sub(" ", text).split())
    return line if len(line) <= LONGEST_SUBJECT else line[: LONGEST_SUBJECT - 1] + "…"


def _plain(name: str, ending: str, context: dict[str, Any]) -> str:
    template = get_template(f"{FOLDER}/{name}.{ending}")
    return template.template.render(Context(context, autoescape=False))  # type: ignore[attr-defined]


def _tidy(text: str) -> str:
    lines = "\n".join(line.rstrip() for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines).strip() + "\n"
