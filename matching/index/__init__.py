"""Ranked search on the live index; `TfidfRanker` is what the catalogue's port calls."""

from matching.index.live import Live, current, current_index, forget
from matching.index.ranker import TfidfRanker

__all__ = ["Live", "TfidfRanker", "current", "current_index", "forget"]
