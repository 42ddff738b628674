"""Documents of kinds that are searched and not matched.

They have document vectors, weighed with the statistics of the needs and offers, and change nothing of those:
not the vocabulary, no frequency, no mean length. Terms that only they hold are numbered after the vocabulary,
as terms of the delta are, and weigh what a new term weighs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from matching.engine.kernels.block_builder import build_blocks
from matching.engine.storage.doc_values import facet_columns
from matching.engine.storage.generation import DOCUMENT, KindContents
from matching.engine.storage.memory_segment import ExtendedVocabulary
from matching.engine.weighting.tfidf import Counts, TfidfWeighting, is_chinese


@dataclass(frozen=True, slots=True)
class UnmatchedDocument:
    """What a build keeps of a document until the statistics are known."""

    key: str
    kind: str
    facets: Mapping[str, tuple[str, ...]]
    counts: Counts


def unmatched_contents(
    documents: Sequence[UnmatchedDocument], weighting: TfidfWeighting
) -> tuple[list[str], dict[str, KindContents]]:
    """(terms that are not in the vocabulary, in alphabetical order; the contents by kind)."""
    more = sorted({term for entry in documents for term in entry.counts if term not in weighting.vocabulary})
    known = len(weighting.vocabulary)
    numbers = ExtendedVocabulary(
        weighting.vocabulary, {term: known + position for position, term in enumerate(more)}
    )
    parts = {}
    for kind in sorted({entry.kind for entry in documents}):
        own = sorted((entry for entry in documents if entry.kind == kind), key=lambda entry: entry.key)
        rows = numbers.rows([weighting.document_vector(entry.counts) for entry in own])
        parts[kind] = KindContents(
            keys=[entry.key for entry in own],
            chinese=np.array([is_chinese(entry.counts) for entry in own], dtype=bool),
            columns=facet_columns([dict(entry.facets) for entry in own]),
            vectors={DOCUMENT: build_blocks(rows, known + len(more))},
        )
    return more, parts
