"""What the components of a pair and of its decision ask for before they print: {% load fit %}."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.translation import gettext_lazy as _

from core.templatetags import sprite
from matching.formatting import GRADE_WORDS
from matching.templatetags import terms as sums

register = template.Library()

REASON_ICONS = {"for": "check", "against": "minus", "ask": "info"}
REASON_WORDS = {"for": _("Speaks for it"), "against": _("Speaks against it"), "ask": _("To ask")}


@register.simple_tag
def comb(strength: float, grade: int) -> dict[str, Any]:
    """{word, score, seats, sockets} of a fit comb; the score has two decimals."""
    return sums.comb(float(strength), int(grade)) | {"word": GRADE_WORDS[int(grade)]}


@register.simple_tag
def chips(terms: Iterable[Any], score: float | None, limit: int) -> dict[str, Any]:
    return sums.chips(terms, score=score, limit=limit)


@register.simple_tag
def term_rows(terms: Iterable[Any], score: float | None) -> dict[str, Any]:
    return sums.term_rows(terms, score=score)


@register.simple_tag
def reason_icon(speaks: str) -> str:
    """The icon of a reason (for, against or ask) with its word."""
    return sprite.draw(REASON_ICONS[speaks], REASON_WORDS[speaks])


@register.filter
def decision_key(number: int) -> str:
    """The key of the number-th kind of decline: 1 to 9, then 0."""
    return str(number % 10)
