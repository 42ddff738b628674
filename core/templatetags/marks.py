"""Marked text, put together here: in a template every line break would become a space inside Chinese text."""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from core.templatetags.words import get

HEAVIEST = 3


def segment(part, text):
    return {
        "text": text,
        "level": min(int(get(part, "level", 0) or 0), HEAVIEST),
        "letter": get(part, "letter", "") or "",
        "term_id": get(part, "term_id", "") or get(part, "letter", "") or "",
    }


def paragraphs(segments):
    """The segments cut at line breaks; a break inside a marked segment ends the mark and the paragraph."""
    found: list[list[dict]] = [[]]
    for part in segments:
        first, *others = str(get(part, "text")).replace("\r\n", "\n").split("\n")
        found[-1].append(segment(part, first))
        for text in others:
            found.append([segment(part, text)])
    return [kept for kept in ([p for p in paragraph if p["text"]] for paragraph in found) if kept]


def printed(part) -> SafeString:
    if not part["level"]:
        return format_html("{}", part["text"])
    term = format_html(' data-term="{}"', part["term_id"]) if part["term_id"] else ""
    letter = format_html("<sup>{}</sup>", part["letter"]) if part["letter"] else ""
    return format_html('<mark class="marked-{}"{}>{}{}</mark>', part["level"], term, part["text"], letter)


def _joined(parts) -> SafeString:
    return format_html_join("", "{}", ((printed(part),) for part in parts))


def _lang(lang) -> SafeString:
    return format_html(' lang="{}"', lang) if lang else SafeString()


def block(segments, lang="") -> SafeString:
    """Paragraphs."""
    lines = format_html_join("", "<p>{}</p>", ((_joined(one),) for one in paragraphs(segments)))
    return format_html('<div class="marked"{}>{}</div>', _lang(lang), lines)


def line(segments, lang="") -> SafeString:
    """One run of text, breaks left as they are."""
    parts = [segment(part, str(get(part, "text"))) for part in segments]
    return format_html("<span{}>{}</span>", _lang(lang), _joined(parts))
