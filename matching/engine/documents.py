"""What is put into an index: needs, offers, and documents of other kinds, searched and not matched."""

from collections.abc import Mapping
from dataclasses import dataclass, field

NEED = "need"  # the kind that has query vectors; every other kind has document vectors only
OFFER = "offer"
MATCHED = frozenset({NEED, OFFER})  # the vocabulary and all statistics are those of documents of these kinds


@dataclass(frozen=True, slots=True)
class Document:
    """A listing as the engine sees it. `key` is its public id."""

    key: str
    kind: str  # "need", "offer" or another name
    title: str
    text: str
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    language: str = ""  # for callers; the engine tells languages by script
    signals: tuple[str, ...] = ()  # what it has beside the text, such as "ipc=H01M"
