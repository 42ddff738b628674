"""The parameters of analysis and weighting. Their names are those in manifests and in the output of
`evaluate`.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

DAMPINGS = ("log", "root", "none")


@dataclass(frozen=True, slots=True)
class Parameters:
    """The defaults are the production values; docs/matcher.md says how they were found."""

    title_weight: int = 2  # a word of the title counts as often
    words: float = 0.1  # weight of Chinese words
    bigrams: float = 0.7  # weight of pairs of Chinese characters
    characters: float = 1.0  # weight of single Chinese characters
    phrases: float = 0.3  # weight of two neighbouring English words taken together
    general: float = 0.5  # weight of words that every project uses
    signals: float = 0.3  # weight of what both have beside the text: codes, stage, partnership, country
    saturation: float = 2.0  # BM25's k1: how slowly repetition in an offer stops counting
    length: float = 0.85  # BM25's b: how far a long text pays for its length
    length_chinese: float = 0.5  # the same for Chinese texts
    damping: str = "log"  # repetition in a need: "log" is 1 + ln(tf), "root" is sqrt(tf), "none" is tf
    neighbours: float = 0.2  # share of neighbours' scores in re-ranking; see search/reranking.py
    bridge: float = 1.0  # factor of a score across languages; 0 leaves the languages apart

    def __post_init__(self) -> None:
        """ValueError for a value out of range."""
        if not isinstance(self.title_weight, int) or self.title_weight < 1:
            raise ValueError(f"title_weight must be a whole number, 1 or more, got {self.title_weight}")
        if self.damping not in DAMPINGS:
            raise ValueError(f"damping must be one of {', '.join(DAMPINGS)}, got {self.damping!r}")
        for name in ("words", "bigrams", "characters", "general", "saturation"):
            if not 0 < getattr(self, name) < float("inf"):
                raise ValueError(f"{name} must be above 0 and finite, got {getattr(self, name)}")
        for name in ("phrases", "signals", "length", "length_chinese", "neighbours", "bridge"):
            if not 0 <= getattr(self, name) <= 1:
                raise ValueError(f"{name} must lie between 0 and 1, got {getattr(self, name)}")

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "Parameters":
        """ValueError unless the names are exactly the fields."""
        known = {entry.name for entry in fields(cls)}
        if set(values) != known:
            raise ValueError(f"parameters differ: {', '.join(sorted(set(values) ^ known))}")
        return cls(**values)
