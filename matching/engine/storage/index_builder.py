"""Documents to a generation: scikit-learn counts terms, the vectors are weighed and cut into blocks."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer

from matching.engine.documents import MATCHED, NEED, Document
from matching.engine.kernels.block_builder import build_blocks
from matching.engine.kernels.csr_matrix import CsrMatrix
from matching.engine.parameters import Parameters
from matching.engine.storage.doc_values import facet_columns
from matching.engine.storage.generation import (
    DOCUMENT,
    QUERY,
    TRANSLATED_QUERY,
    Generation,
    IndexContents,
    KindContents,
    open_generation,
    write,
)
from matching.engine.storage.unmatched_documents import UnmatchedDocument, unmatched_contents
from matching.engine.translation.dictionary.bilingual_dictionary import BilingualDictionary
from matching.engine.translation.query_translator import QueryTranslator, translated_vectors
from matching.engine.weighting.corpus_statistics import CorpusStatistics, compute_statistics
from matching.engine.weighting.tfidf import (
    TfidfWeighting,
    document_terms,
    length_normalisation,
    self_normalised,
    sublinear_tf,
)


@dataclass(slots=True)
class _DocumentCollector:
    """What is kept of each document while scikit-learn reads the stream; texts are kept of needs only.

    `keys`, `kinds` and `facets` are those of the documents that are matched; `unmatched` has the others.
    """

    keys: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    facets: list[dict[str, tuple[str, ...]]] = field(default_factory=list)
    fingerprints: dict[str, bytes] = field(default_factory=dict)
    needs: dict[str, Document] = field(default_factory=dict)
    unmatched: list[UnmatchedDocument] = field(default_factory=list)

    def matched(self, documents: Iterable[Document], parameters: Parameters) -> Iterator[Document]:
        """The documents of the matched kinds, while everything of the stream is collected. ValueError for a
        document without a key and for a key that occurs twice.
        """
        for document in documents:
            if not document.key:
                raise ValueError("a document has no key")
            if document.key in self.fingerprints:
                raise ValueError(f"the key {document.key!r} stands twice")
            self.fingerprints[document.key] = _fingerprint(document)
            facets = dict(document.facets)
            if document.kind not in MATCHED:
                counts = Counter(document_terms(document, parameters))
                self.unmatched.append(UnmatchedDocument(document.key, document.kind, facets, counts))
                continue
            self.keys.append(document.key)
            self.kinds.append(document.kind)
            self.facets.append(facets)
            if document.kind == NEED:
                self.needs[document.key] = document
            yield document


def build(
    documents: Iterable[Document],
    folder: Path,
    *,
    parameters: Parameters | None = None,
    label: str = "",
    dictionary: BilingualDictionary | None = None,
) -> Generation:
    """Fits on all documents and writes the generation into a folder that must not exist."""
    write(_contents(documents, parameters or Parameters(), label, dictionary), Path(folder))
    return open_generation(Path(folder))


def build_in_memory(
    documents: Iterable[Document],
    *,
    parameters: Parameters | None = None,
    label: str = "",
    dictionary: BilingualDictionary | None = None,
) -> Generation:
    """The same generation without a folder."""
    return Generation(Path(), {}, _contents(documents, parameters or Parameters(), label, dictionary))


def _contents(
    documents: Iterable[Document], parameters: Parameters, label: str, dictionary: BilingualDictionary | None
) -> IndexContents:
    collected, counts, vocabulary = count_terms(documents, parameters)
    order = np.array(sorted(range(len(collected.keys)), key=collected.keys.__getitem__), dtype=np.int64)
    counts = counts[order]
    kinds = [collected.kinds[n] for n in order]
    corpus = compute_statistics(counts, vocabulary, [kind == NEED for kind in kinds], parameters)
    positions = {term: position for position, term in enumerate(vocabulary)}
    query_translator = QueryTranslator(
        TfidfWeighting(positions, corpus.term_weights, corpus.statistics, parameters), dictionary
    )
    parts = {}
    for kind in sorted(set(kinds)):
        here = np.array([n for n, other in enumerate(kinds) if other == kind], dtype=np.int64)
        parts[kind] = _kind_contents(collected, order[here], counts[here], corpus, query_translator, here)
    more_terms, unmatched = unmatched_contents(collected.unmatched, query_translator.weighting)
    return IndexContents(
        vocabulary=vocabulary,
        more_terms=more_terms,
        term_weights=corpus.term_weights,
        statistics=corpus.statistics,
        parts=dict(sorted((parts | unmatched).items())),
        parameters=parameters,
        corpus=hashlib.sha256(
            b"".join(each for _key, each in sorted(collected.fingerprints.items()))
        ).hexdigest(),
        label=label,
    )


def _kind_contents(
    collected: _DocumentCollector,
    rows: Any,
    counts: sparse.csr_matrix,
    corpus: CorpusStatistics,
    query_translator: QueryTranslator,
    here: Any,
) -> KindContents:
    """The documents of one matched kind: `rows` are their positions in the stream, `here` those in the order
    of all keys.
    """
    keys = [collected.keys[n] for n in rows]
    chinese = corpus.chinese[here]
    parameters = query_translator.weighting.parameters
    text = document_matrix(counts, corpus, chinese, parameters)
    matrices = {DOCUMENT: text}
    if rows.size and collected.kinds[rows[0]] == NEED:
        matrices[QUERY] = query_matrix(counts, text, corpus, parameters)
        if corpus.mixed and parameters.bridge > 0:
            vectors = translated_vectors(query_translator, (collected.needs[key] for key in keys))
            matrices[TRANSLATED_QUERY] = _csr_from_rows(vectors, text.shape[1])
    facets = [collected.facets[n] for n in rows]
    return KindContents(
        keys=keys,
        chinese=chinese,
        columns=facet_columns(facets),
        vectors={name: build_blocks(csr_of(matrix), matrix.shape[1]) for name, matrix in matrices.items()},
    )


def document_matrix(
    counts: sparse.csr_matrix, corpus: CorpusStatistics, chinese: Any, parameters: Parameters
) -> sparse.csr_matrix:
    """Document vectors, float64 (documents, terms); equal to TfidfWeighting.document_vector to the last
    bit.
    """
    matrix = counts.astype(np.float64)
    means = (corpus.statistics.length, corpus.statistics.length_chinese)
    offsets = np.array(
        [
            length_normalisation(length, means[zh], zh, parameters)
            for length, zh in zip((counts @ corpus.counted).tolist(), chinese.tolist(), strict=True)
        ]
    )
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    worth = matrix.data * (parameters.saturation + 1.0) / (matrix.data + offsets[rows])
    matrix.data = corpus.term_weights[matrix.indices] * np.where(corpus.signals[matrix.indices], 1.0, worth)
    matrix.eliminate_zeros()
    return matrix


def query_matrix(
    counts: sparse.csr_matrix, text: sparse.csr_matrix, corpus: CorpusStatistics, parameters: Parameters
) -> sparse.csr_matrix:
    """Query vectors, float64 (documents, terms); equal to TfidfWeighting.query_vector to the last bit."""
    matrix = counts.astype(np.float64)
    if matrix.nnz:
        most = int(matrix.data.max())
        table = np.array([0.0, *sublinear_tf(range(1, most + 1), parameters.damping)])
        matrix.data = corpus.term_weights[matrix.indices] * table[matrix.data.astype(np.int64)]
        matrix.eliminate_zeros()
    for start, end in zip(matrix.indptr[:-1], matrix.indptr[1:], strict=True):
        matrix.data[start:end] = self_normalised(
            matrix.data[start:end].tolist(), text.data[start:end].tolist()
        )
    return matrix


def csr_of(matrix: sparse.csr_matrix) -> CsrMatrix:
    """The same matrix in our own class; ValueError as CsrMatrix.validated says."""
    return CsrMatrix.validated(matrix.indptr, matrix.indices, matrix.data, vocabulary=matrix.shape[1])


def _csr_from_rows(vectors: Sequence[tuple[Sequence[int], Sequence[float]]], width: int) -> sparse.csr_matrix:
    starts = np.concatenate([[0], np.cumsum([len(terms) for terms, _weights in vectors])])
    terms = np.array([term for entry in vectors for term in entry[0]], dtype=np.int32)
    weights = np.array([weight for entry in vectors for weight in entry[1]], dtype=np.float64)
    return sparse.csr_matrix((weights, terms, starts), shape=(len(vectors), width))


def count_terms(
    documents: Iterable[Document], parameters: Parameters
) -> tuple[_DocumentCollector, sparse.csr_matrix, list[str]]:
    """Term counts of the matched documents, int64 (in the order of the stream, terms in alphabetical order),
    and the terms.
    """
    collected = _DocumentCollector()
    vectorizer = CountVectorizer(analyzer=partial(document_terms, parameters=parameters), dtype=np.int64)
    try:
        counts = vectorizer.fit_transform(collected.matched(documents, parameters))
    except ValueError as error:
        if "empty vocabulary" not in str(error):
            raise
        return collected, sparse.csr_matrix((len(collected.keys), 0), dtype=np.int64), []
    counts.sort_indices()
    return collected, counts, vectorizer.get_feature_names_out().tolist()


def _fingerprint(document: Document) -> bytes:
    """SHA-256 of everything that the index takes from a document."""
    facets: dict[str, Any] = {name: list(values) for name, values in sorted(document.facets.items())}
    content = [document.key, document.kind, document.title, document.text, facets, document.signals]
    return hashlib.sha256(json.dumps(content).encode()).digest()
