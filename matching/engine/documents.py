"""What is put into an index: needs and offers."""

from collections.abc import Mapping
from dataclasses import dataclass, field

NEED = "need"  # the kind that has query vectors; every other kind has document vectors only


@dataclass(frozen=True, slots=True)
class Document:
    """A need or an offer as the engine sees it. `key` is the listing's public id."""

    key: str
    kind: str  # "need" or "offer"
    title: str
    text: str
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    language: str = ""  # for callers; the engine tells languages by script
    signals: tuple[str, ...] = ()  # what it has beside the text, such as "ipc=H01M"
