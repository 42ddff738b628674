"""What is asked of an index."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from matching.engine.arrays import Ids
from matching.engine.documents import Document


@dataclass(frozen=True, slots=True, eq=False)
class SearchRequest:
    """The best documents of a kind for one document, stored or new, or for many stored ones.

    `query` is a document or the numbers of stored documents, int64 (queries); see `Index.ids_of`. A free text
    is a document without key and title. A score is at least `floor` (0 to 1, as a share of a need's score
    with its own text) and above 0. A found document carries, for each facet of `where`, one of the values
    given there. `exclude` maps the position of a query (0 for one document) to numbers of documents that it
    must not find; `MISSING` among them is ignored. A document never finds itself.
    """

    query: Document | Ids
    kind: str  # of the documents to find: "need" or "offer"
    limit: int = 10  # documents found for each query, at most
    floor: float = 0.0
    where: Mapping[str, Collection[str]] = field(default_factory=dict)
    exclude: Mapping[int, Ids] = field(default_factory=dict)

    def with_limit(self, limit: int) -> "SearchRequest":
        return replace(self, limit=limit)
