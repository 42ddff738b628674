"""The matcher as a library: documents in, matches with their reasons out. No Django, clock or network.

Building pulls in scikit-learn, so `build` and `in_memory` are loaded when first asked for: a process that only reads pays nothing.
"""

import importlib
from typing import TYPE_CHECKING, Any

from matching.engine.documents import Document
from matching.engine.index import Index
from matching.engine.parameters import Parameters
from matching.engine.results import Explanation, Match, Part, SearchResult, Span, Term
from matching.engine.storage.errors import GenerationDamaged, GenerationError, GenerationUnknown
from matching.engine.storage.generation import Generation, open_generation

if TYPE_CHECKING:
    from matching.engine.storage.index_builder import build, in_memory

__all__ = [
    "Document",
    "Explanation",
    "Generation",
    "GenerationDamaged",
    "GenerationError",
    "GenerationUnknown",
    "Index",
    "Match",
    "Parameters",
    "Part",
    "SearchResult",
    "Span",
    "Term",
    "build",
    "in_memory",
    "open_generation",
]


def __getattr__(name: str) -> Any:
    if name in {"build", "in_memory"}:
        return getattr(importlib.import_module("matching.engine.storage.index_builder"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
