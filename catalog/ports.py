"""Ranked search is a port: the catalogue says what it needs, the matcher installs who does it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from accounts.actor import Actor
from catalog.fields import FIELDS


@dataclass(frozen=True, slots=True)
class Hit:
    """One listing found: its public_id, how well (0..1; None without a text), and the terms that did it.

    `grade` is that of the fit comb, 1..5, by the matcher's own thresholds; None without a text.
    """

    public_id: str
    strength: float | None = None
    terms: tuple[tuple[str, float], ...] = ()
    grade: int | None = None


@dataclass(frozen=True, slots=True)
class Hits:
    """One page of hits, how many there are in all, and counts per facet and value under the reader's mask."""

    hits: tuple[Hit, ...]
    total: int
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Page:
    number: int = 1
    size: int = 20

    @property
    def offset(self) -> int:
        return (self.number - 1) * self.size


class Ranker(Protocol):
    def search(self, text: str, reader: Actor, facets: Mapping[str, Sequence[str]], page: Page) -> Hits:
        """Published listings for a text (may be empty: newest first). `facets` always holds "kind"."""
        ...

    def similar(self, text: str, kind: str, exclude: str = "") -> Hits:
        """Published listings of a kind nearest to a text; leaves no row, no letter, no log of the text."""
        ...

    def suggest_codes(self, text: str) -> list[str]:
        """Codes ("ipc:F16C") that listings with a similar text carry, best first."""
        ...


def facets() -> tuple[str, ...]:
    """What hits are counted and narrowed by: the kind, and the facets of the registry of fields."""
    return ("kind", *FIELDS.facets())


_installed: Ranker | None = None


def install(ranker: Ranker) -> None:
    global _installed
    _installed = ranker


def installed() -> bool:
    return _installed is not None


def ranker() -> Ranker:
    if _installed is None:
        raise RuntimeError("No ranker is installed: MatchingConfig.ready() does that.")
    return _installed
