"""The matcher as a library: documents in, matches with their reasons out. No Django, clock or network.

Everything outside the engine imports from here and from nowhere below (a contract in `pyproject.toml` checks
it):

* documents and settings: `Document`, `Parameters`, `REQUIRED` (prefix of a facet that a partner must meet);
* an index on disk or in memory: `build`, `build_in_memory`, `open_generation`, `Generation`, `MANIFEST`,
  `GenerationError` with `GenerationDamaged` and `GenerationUnknown`;
* matching and search: `Index`, `SearchRequest`, `Match`, `SearchResult`, `TopK` with `concatenate`,
  `MISSING` (the number of a key that is not indexed);
* explanations: `Explanation`, `ExplanationPart` (named by `GENERAL`, `SIGNALS` and others), `Term`, `Span`;
* figures: `compare_figures` of an indicator with a `FigureText`, which answers a `FigureComparison`;
* compiled kernels: `load_compiled_kernels`, `compiled_kernels_loaded`, `KERNEL_SOURCES`.

Building imports scikit-learn and SciPy, so `build` and `build_in_memory` are loaded when first used: a
process that only reads does without. numba is imported by `load_compiled_kernels` only.
"""

import importlib
from typing import TYPE_CHECKING, Any

from matching.engine.documents import Document
from matching.engine.explain.explanation import GENERAL, SIGNALS
from matching.engine.index import Index
from matching.engine.kernels.registry import SOURCE_FILES as KERNEL_SOURCES
from matching.engine.kernels.registry import is_loaded as compiled_kernels_loaded
from matching.engine.kernels.registry import load as load_compiled_kernels
from matching.engine.kernels.top_k import TopK, concatenate
from matching.engine.parameters import Parameters
from matching.engine.quantities.comparison import Comparison as FigureComparison
from matching.engine.quantities.comparison import Text as FigureText
from matching.engine.quantities.comparison import compare as compare_figures
from matching.engine.results import Explanation, ExplanationPart, Match, SearchResult, Span, Term
from matching.engine.search.constraints import REQUIRED
from matching.engine.search.request import SearchRequest
from matching.engine.storage.doc_ids import MISSING
from matching.engine.storage.errors import GenerationDamaged, GenerationError, GenerationUnknown
from matching.engine.storage.generation import MANIFEST, Generation, open_generation

if TYPE_CHECKING:
    from matching.engine.storage.index_builder import build, build_in_memory

__all__ = [
    "GENERAL",
    "KERNEL_SOURCES",
    "MANIFEST",
    "MISSING",
    "REQUIRED",
    "SIGNALS",
    "Document",
    "Explanation",
    "ExplanationPart",
    "FigureComparison",
    "FigureText",
    "Generation",
    "GenerationDamaged",
    "GenerationError",
    "GenerationUnknown",
    "Index",
    "Match",
    "Parameters",
    "SearchRequest",
    "SearchResult",
    "Span",
    "Term",
    "TopK",
    "build",
    "build_in_memory",
    "compare_figures",
    "compiled_kernels_loaded",
    "concatenate",
    "load_compiled_kernels",
    "open_generation",
]


def __getattr__(name: str) -> Any:
    if name in {"build", "build_in_memory"}:
        return getattr(importlib.import_module("matching.engine.storage.index_builder"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
