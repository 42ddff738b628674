"""Documents to a generation on disk: scikit-learn counts and fits, we weigh and turn the matrix round."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer

from matching.engine.columns import Column, column_of
from matching.engine.store import Contents, Generation, open_generation, write
from matching.engine.types import Document, Parameters
from matching.engine.weigh import Floats, class_weight, damp, terms_of, unit


@dataclass(slots=True)
class _Seen:
    """What is noted of each document while scikit-learn reads the stream; texts are not kept."""

    keys: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    facets: list[dict[str, tuple[str, ...]]] = field(default_factory=list)
    prints: list[bytes] = field(default_factory=list)
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


def build(
    documents: Iterable[Document], folder: Path, *, parameters: Parameters | None = None, label: str = ""
) -> Generation:
    """Fit on all documents, needs and offers alike, and write the generation into a folder that is not there yet."""
    write(_contents(documents, parameters or Parameters(), label), Path(folder))
    return open_generation(Path(folder))


def in_memory(
    documents: Iterable[Document], *, parameters: Parameters | None = None, label: str = ""
) -> Generation:
    """The same generation without a folder: for a process that cannot wait for one on disk."""
    return Generation(Path(), {}, _contents(documents, parameters or Parameters(), label))


def _contents(documents: Iterable[Document], parameters: Parameters, label: str) -> Contents:
    seen, counts, vocabulary = _counted(documents, parameters)
    order = np.array(sorted(range(len(seen.keys)), key=seen.keys.__getitem__), dtype=np.int64)
    idf, rare = _fitted(counts, vocabulary, parameters)
    postings = _weighed(counts[order], idf, parameters).tocsc()
    return Contents(
        vocabulary=vocabulary,
        idf=idf,
        rare=rare,
        starts=postings.indptr.astype(np.int64),
        documents=postings.indices.astype(np.int32),
        weights=postings.data,
        keys=[seen.keys[n] for n in order],
        kinds=[seen.kinds[n] for n in order],
        columns=_columns([seen.facets[n] for n in order]),
        parameters=parameters,
        corpus=hashlib.sha256(b"".join(seen.prints[n] for n in order)).hexdigest(),
        label=label,
    )


def _counted(
    documents: Iterable[Document], parameters: Parameters
) -> tuple[_Seen, sparse.csr_matrix, list[str]]:
    """Counts of terms, one row for each document in the order of the stream."""
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
    return seen, counts, vectorizer.get_feature_names_out().tolist()


def _fitted(
    counts: sparse.csr_matrix, vocabulary: Sequence[str], parameters: Parameters
) -> tuple[Floats, float]:
    """Scikit-learn's smoothed idf times the weight of the term's class, and the idf of a word met once."""
    rare = float(np.log((1 + counts.shape[0]) / 2) + 1)
    if not vocabulary:
        return np.zeros(0), rare
    idf = TfidfTransformer().fit(counts).idf_
    return idf * np.array([class_weight(term, parameters) for term in vocabulary]), rare


def _weighed(counts: sparse.csr_matrix, idf: Floats, parameters: Parameters) -> sparse.csr_matrix:
    """What TfidfTransformer.transform computes, with our damping, and the same to the last bit as Weigher.vector."""
    matrix = counts.tocsr().astype(np.float64)
    matrix.sort_indices()
    if matrix.nnz:
        most = int(matrix.data.max())
        table = np.array([0.0, *(damp(count, parameters.damping) for count in range(1, most + 1))])
        matrix.data = table[matrix.data.astype(np.int64)] * idf[matrix.indices]
    for start, end in zip(matrix.indptr[:-1], matrix.indptr[1:], strict=True):
        matrix.data[start:end] = unit(matrix.data[start:end].tolist())
    return matrix


def _columns(facets: Sequence[dict[str, tuple[str, ...]]]) -> dict[str, Column]:
    names = sorted({name for row in facets for name in row})
    return {name: column_of([row.get(name, ()) for row in facets]) for name in names}


def _print(document: Document) -> bytes:
    """The fingerprint of one document."""
    facets: dict[str, Any] = {name: list(values) for name, values in sorted(document.facets.items())}
    content = [document.key, document.kind, document.title, document.text, facets]
    return hashlib.sha256(json.dumps(content).encode()).digest()
