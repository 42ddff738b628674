"""Translations in both directions: pairs of the caller and our technical terms first, then CC-CEDICT."""

import gzip
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from matching.engine.analysis.normalization import normalize
from matching.engine.translation.dictionary.lookup_keys import lookup_key
from matching.engine.translation.dictionary.sorted_table import Glosses, SortedTable

DATA = Path(__file__).parent / "data"
CEDICT = "cedict.tsv.gz"
OWN = "technology.tsv"
_TABLE_RANK = 1  # added to the rank of a gloss of the table where pairs have the key

_GROUP_CACHE_SIZE = 2_000  # first characters whose headwords are cached

Pairs = Iterable[tuple[str, str]]  # (Chinese, English)
HeadwordGroup = tuple[frozenset[str], int]  # headwords, and the length of the longest


class BilingualDictionary:
    """Both directions over `pairs` and a table; either may be missing. Immutable."""

    def __init__(self, pairs: Pairs = (), table: SortedTable | None = None) -> None:
        self._pairs = tuple(pairs)
        self._table = table
        self._groups: dict[str, HeadwordGroup] = {}
        self._english: dict[str, dict[str, tuple[str, ...]]] = {}
        self._chinese: dict[str, dict[str, int]] = {}
        for chinese, english in self._pairs:
            self._add(normalize(chinese).text.strip(), english.strip())

    def extended(self, pairs: Pairs) -> "BilingualDictionary":
        """A dictionary with these pairs before its own."""
        return BilingualDictionary((*pairs, *self._pairs), self._table)

    def headwords_starting_with(self, letter: str) -> HeadwordGroup:
        """The headwords that begin with a Chinese character, and the length of the longest in characters."""
        found = self._groups.get(letter)
        if found is None:
            if len(self._groups) >= _GROUP_CACHE_SIZE:
                self._groups.clear()
            words = {
                *self._english.get(letter, ()),
                *(self._table.headwords_starting_with(letter) if self._table else ()),
            }
            found = self._groups[letter] = frozenset(words), max(map(len, words), default=1)
        return found

    def english(self, headword: str) -> Glosses:
        """Every gloss of a headword, best first."""
        own = self._english.get(headword[:1], {}).get(headword, ())
        return tuple(dict.fromkeys((*own, *(self._table.glosses(headword) if self._table else ()))))

    def chinese(self, key: str) -> dict[str, int]:
        """Headwords with a gloss of this key, each with the rank of that gloss, 0 for the first."""
        found = dict(self._chinese.get(key, {}))
        if self._table is not None:
            after = _TABLE_RANK if found else 0
            for headword, rank in self._table.headwords(key):
                found[headword] = min(found.get(headword, 255), rank + after)
        return found

    def _add(self, chinese: str, english: str) -> None:
        key = lookup_key(english)
        if not chinese or not key:
            return
        words = self._english.setdefault(chinese[0], {})
        if english not in words.get(chinese, ()):
            words[chinese] = (*words.get(chinese, ()), english)
            self._chinese.setdefault(key, {}).setdefault(chinese, len(words[chinese]) - 1)


@cache
def default_dictionary() -> BilingualDictionary:
    """Our technical terms and CC-CEDICT, read at the first call (0.6 s, 8 MB)."""
    return BilingualDictionary(technology_pairs(), SortedTable(gzip.decompress((DATA / CEDICT).read_bytes())))


def technology_pairs() -> list[tuple[str, str]]:
    """Our technical terms: a line is a Chinese term, a tab, and English terms with semicolons between."""
    pairs = []
    for line in (DATA / OWN).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            chinese, english = line.split("\t")
            pairs += [(chinese, word) for word in english.split(";")]
    return pairs
