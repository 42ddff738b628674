"""Why a pair suits, in sentences and marks for people; `of(need, offer)` is the whole of it."""

from matching.evidence.pair_evidence import Evidence, MarkedListing, of, titles_of
from matching.evidence.reason import AGREES, Reason, Verdict, listed

__all__ = ["AGREES", "Evidence", "MarkedListing", "Reason", "Verdict", "listed", "of", "titles_of"]
