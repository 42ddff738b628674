"""What comes out of an index. Scores and strengths are defined in weighting/__init__.py."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Match:
    """A found document; strength is the score cut at 1."""

    key: str
    score: float
    strength: float  # share of the need's self-score


@dataclass(frozen=True, slots=True)
class SearchResult:
    """One page of matches, the number of all, and facet -> value -> count."""

    matches: list[Match]
    total: int
    facets: dict[str, dict[str, int]]  # facet -> value -> count, its own choice not applied


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the original title or text."""

    field: str  # "title" or "text"
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Term:
    """What both texts share, as it reads in each, with its share of the score. Signals stand in no text."""

    term: str
    surface_need: str
    surface_offer: str
    weight: float
    spans_need: tuple[Span, ...]
    spans_offer: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class ExplanationPart:
    """Terms of one kind; their weights add up to the part's score."""

    name: str  # one of explain.explanation.PARTS
    score: float
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """The parts add up to the score, the terms of each part to the part."""

    score: float
    strength: float
    parts: tuple[ExplanationPart, ...]
    sentences_need: tuple[Span, ...]
    sentences_offer: tuple[Span, ...]
