"""Documents to a generation on disk: scikit-learn counts and fits, we weigh and cut into blocks."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer

from matching.engine.documents import NEED, Document
from matching.engine.kernels.block_builder import cut
from matching.engine.kernels.csr_matrix import Rows
from matching.engine.parameters import Parameters
from matching.engine.storage.doc_values import Column, column_of
from matching.engine.storage.generation import (
    ASKED,
    BRIDGED,
    TEXT,
    Contents,
    Generation,
    Part,
    open_generation,
    write,
)
from matching.engine.translation.dictionary.bilingual_dictionary import Dictionary
from matching.engine.translation.query_translator import Bridge, bridged_forms
from matching.engine.weighting.corpus_statistics import Fit, fitted
from matching.engine.weighting.tfidf import Weigher, damped, offset_of, scaled, terms_of


@dataclass(slots=True)
class _Seen:
    """What is noted of each document while scikit-learn reads the stream; texts are kept for needs only."""

    keys: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    facets: list[dict[str, tuple[str, ...]]] = field(default_factory=list)
    prints: list[bytes] = field(default_factory=list)
    needs: dict[str, Document] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)

    def note(self, document: Document) -> None:
        if not document.key:
            raise ValueError("a document has no key")
        if document.key in self.known:
            raise ValueError(f"the key {document.key!r} stands twice")
        self.known.add(document.key)
        self.keys.append(document.key)
        self.kinds.append(document.kind)
        self.facets.append(dict(document.facets))
        self.prints.append(_print(document))
        if document.kind == NEED:
            self.needs[document.key] = document


def build(
    documents: Iterable[Document],
    folder: Path,
    *,
    parameters: Parameters | None = None,
    label: str = "",
    dictionary: Dictionary | None = None,
) -> Generation:
    """Fit on all documents, needs and offers alike, and write the generation into a folder that is not there yet."""
    write(_contents(documents, parameters or Parameters(), label, dictionary), Path(folder))
    return open_generation(Path(folder))


def in_memory(
    documents: Iterable[Document],
    *,
    parameters: Parameters | None = None,
    label: str = "",
    dictionary: Dictionary | None = None,
) -> Generation:
    """The same generation without a folder: for a process that cannot wait for one on disk."""
    return Generation(Path(), {}, _contents(documents, parameters or Parameters(), label, dictionary))


def _contents(
    documents: Iterable[Document], parameters: Parameters, label: str, dictionary: Dictionary | None
) -> Contents:
    seen, counts, vocabulary = _counted(documents, parameters)
    order = np.array(sorted(range(len(seen.keys)), key=seen.keys.__getitem__), dtype=np.int64)
    counts = counts[order]
    kinds = [seen.kinds[n] for n in order]
    fit = fitted(counts, vocabulary, [kind == NEED for kind in kinds], parameters)
    places = {term: place for place, term in enumerate(vocabulary)}
    bridge = Bridge(Weigher(places, fit.halves, fit.statistics, parameters), dictionary)
    parts = {}
    for kind in sorted(set(kinds)):
        here = np.array([n for n, other in enumerate(kinds) if other == kind], dtype=np.int64)
        parts[kind] = _part(seen, order[here], counts[here], fit, bridge, here)
    return Contents(
        vocabulary=vocabulary,
        halves=fit.halves,
        statistics=fit.statistics,
        parts=parts,
        parameters=parameters,
        corpus=hashlib.sha256(b"".join(seen.prints[n] for n in order)).hexdigest(),
        label=label,
    )


def _part(seen: _Seen, rows: Any, counts: sparse.csr_matrix, fit: Fit, bridge: Bridge, here: Any) -> Part:
    """The documents of one kind; `rows` are their places in the stream, `here` those among all documents."""
    keys = [seen.keys[n] for n in rows]
    chinese = fit.chinese[here]
    parameters = bridge.weigher.parameters
    text = text_matrix(counts, fit, chinese, parameters)
    matrices = {TEXT: text}
    if rows.size and seen.kinds[rows[0]] == NEED:
        matrices[ASKED] = asked_matrix(counts, text, fit, parameters)
        if fit.mixed and parameters.bridge > 0:
            forms = bridged_forms(bridge, (seen.needs[key] for key in keys))
            matrices[BRIDGED] = _matrix(forms, text.shape[1])
    facets = [seen.facets[n] for n in rows]
    return Part(
        keys=keys,
        chinese=chinese,
        columns=_columns(facets),
        forms={name: cut(rows_of(matrix), matrix.shape[1]) for name, matrix in matrices.items()},
    )


def text_matrix(
    counts: sparse.csr_matrix, fit: Fit, chinese: Any, parameters: Parameters
) -> sparse.csr_matrix:
    """Text forms, one row for each document; the same to the last bit as Weigher.text_form."""
    matrix = counts.astype(np.float64)
    means = (fit.statistics.length, fit.statistics.length_chinese)
    offsets = np.array(
        [
            offset_of(length, means[zh], zh, parameters)
            for length, zh in zip((counts @ fit.counted).tolist(), chinese.tolist(), strict=True)
        ]
    )
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    worth = matrix.data * (parameters.saturation + 1.0) / (matrix.data + offsets[rows])
    matrix.data = fit.halves[matrix.indices] * np.where(fit.signals[matrix.indices], 1.0, worth)
    matrix.eliminate_zeros()
    return matrix


def asked_matrix(
    counts: sparse.csr_matrix, text: sparse.csr_matrix, fit: Fit, parameters: Parameters
) -> sparse.csr_matrix:
    """Asked forms; the same to the last bit as Weigher.asked_form."""
    matrix = counts.astype(np.float64)
    if matrix.nnz:
        most = int(matrix.data.max())
        table = np.array([0.0, *damped(range(1, most + 1), parameters.damping)])
        matrix.data = fit.halves[matrix.indices] * table[matrix.data.astype(np.int64)]
        matrix.eliminate_zeros()
    for start, end in zip(matrix.indptr[:-1], matrix.indptr[1:], strict=True):
        matrix.data[start:end] = scaled(matrix.data[start:end].tolist(), text.data[start:end].tolist())
    return matrix


def rows_of(matrix: sparse.csr_matrix) -> Rows:
    return Rows.checked(matrix.indptr, matrix.indices, matrix.data, vocabulary=matrix.shape[1])


def _matrix(forms: Sequence[tuple[Sequence[int], Sequence[float]]], width: int) -> sparse.csr_matrix:
    starts = np.concatenate([[0], np.cumsum([len(terms) for terms, _weights in forms])])
    terms = np.array([term for entry in forms for term in entry[0]], dtype=np.int32)
    weights = np.array([weight for entry in forms for weight in entry[1]], dtype=np.float64)
    return sparse.csr_matrix((weights, terms, starts), shape=(len(forms), width))


def _counted(
    documents: Iterable[Document], parameters: Parameters
) -> tuple[_Seen, sparse.csr_matrix, list[str]]:
    """Counts of terms, one row for each document in the order of the stream, terms ascending."""
    seen = _Seen()

    def analyse(document: Document) -> list[str]:
        seen.note(document)
        return terms_of(document, parameters)

    vectorizer = CountVectorizer(analyzer=analyse, dtype=np.int64)
    try:
        counts = vectorizer.fit_transform(documents)
    except ValueError as error:
        if "empty vocabulary" not in str(error):
            raise
        return seen, sparse.csr_matrix((len(seen.keys), 0), dtype=np.int64), []
    counts.sort_indices()
    return seen, counts, vectorizer.get_feature_names_out().tolist()


def _columns(facets: Sequence[dict[str, tuple[str, ...]]]) -> dict[str, Column]:
    names = sorted({name for row in facets for name in row})
    return {name: column_of([row.get(name, ()) for row in facets]) for name in names}


def _print(document: Document) -> bytes:
    """The fingerprint of one document."""
    facets: dict[str, Any] = {name: list(values) for name, values in sorted(document.facets.items())}
    content = [document.key, document.kind, document.title, document.text, facets, document.signals]
    return hashlib.sha256(json.dumps(content).encode()).digest()
