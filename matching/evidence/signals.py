"""Signals of the score in words: what agrees beside the text. The values stand among the reasons."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from matching.evidence.reason import listed

WORDS = {
    "ipc": _("field"),
    "industry": _("industry"),
    "stage": _("stage"),
    "partnership": _("partnership"),
    "country": _("country"),
}


def in_words(signals: Iterable[str]) -> str:
    """The kinds of signal that a pair shares, in a line."""
    kinds = {signal.partition("=")[0] for signal in signals}
    return listed(str(words) for kind, words in WORDS.items() if kind in kinds)
