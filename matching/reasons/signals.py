"""Signals of the score in words: what both sides carry beside the text."""

from collections.abc import Callable, Iterable, Mapping

from django.utils.translation import gettext as _

from catalog.enums import PartnershipType, Stage
from core import countries
from matching.reasons.reason import listed


def in_words(signals: Iterable[str]) -> str:
    """All of a pair in one line; of several stages the furthest, of several codes of one branch the narrowest."""
    values: dict[str, list[str]] = {}
    for signal in signals:
        kind, _equals, value = signal.partition("=")
        values.setdefault(kind, []).append(value)
    return listed(WORDS[kind](sorted(found)) for kind, found in sorted(values.items()) if kind in WORDS)


def _ipc(codes: list[str]) -> str:
    narrowest = (
        code for code in codes if not any(other != code and other.startswith(code) for other in codes)
    )
    return _("same patent class %(codes)s") % {"codes": listed(narrowest)}


def _industry(codes: list[str]) -> str:
    return _("same industry %(codes)s") % {"codes": listed(code.partition(":")[2] for code in codes)}


def _partnership(kinds: list[str]) -> str:
    labels = dict(PartnershipType.choices)
    return _("same kind of partnership: %(kinds)s") % {
        "kinds": listed(labels.get(kind, kind) for kind in kinds)
    }


def _stage(stages: list[str]) -> str:
    order = [stage for stage in Stage if stage in stages]
    return _("far enough developed: %(stage)s") % {"stage": order[-1].label}


def _country(codes: list[str]) -> str:
    return _("same country: %(countries)s") % {"countries": listed(map(countries.name_of, codes))}


WORDS: Mapping[str, Callable[[list[str]], str]] = {
    "country": _country,
    "industry": _industry,
    "ipc": _ipc,
    "partnership": _partnership,
    "stage": _stage,
}
