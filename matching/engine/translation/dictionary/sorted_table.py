"""A table of headwords that stays one string of bytes, searched by bisection."""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator

import numpy as np
import Stemmer

from matching.engine.analysis.stopwords import ENGLISH_STOP_WORDS
from matching.engine.arrays import Bytes, Ids, TermIds

Glosses = tuple[str, ...]
MAX_KEY_WORDS = 4  # words of the longest phrase that is looked up


class SortedTable:
    """Lines "headword TAB gloss;gloss" sorted by headword, searched in both directions.

    90,000 headwords take 3 MB as bytes, 25 MB as a dict of tuples. The inverse index is three arrays (hash of
    the gloss's key int64, line int32, rank of the gloss uint8) sorted by the hash, which is valid within the
    process.
    """

    def __init__(self, lines: bytes) -> None:
        self._lines = lines
        ends = np.flatnonzero(np.frombuffer(lines, dtype=np.uint8) == ord("\n"))
        # Reading one number from a memoryview takes a third of the time that it takes from an array.
        self._ends = ends.astype(np.int32).data
        self._starts = np.concatenate(([0], ends[:-1] + 1)).astype(np.int32).data
        self._hashes, self._entries, self._ranks = (column.data for column in self._inverse_index())

    def __len__(self) -> int:
        return len(self._ends)

    def entry(self, position: int) -> tuple[str, Glosses]:
        """Headword and glosses of a line."""
        line = self._lines[self._starts[position] : self._ends[position]].decode()
        headword, _tab, glosses = line.partition("\t")
        return headword, tuple(glosses.split(";"))

    def _headword(self, position: int) -> str:
        start = self._starts[position]
        return self._lines[start : self._lines.index(b"\t", start)].decode()

    def headwords_starting_with(self, letter: str) -> list[str]:
        """The headwords that begin with a character, in order."""
        position, found = self._first(letter), []
        while position < len(self) and (headword := self._headword(position)).startswith(letter):
            found.append(headword)
            position += 1
        return found

    def glosses(self, headword: str) -> Glosses:
        """The glosses of a headword, in order; empty for one that is not in the table."""
        position = self._first(headword + "\t")
        found, glosses = self.entry(position) if position < len(self) else ("", ())
        return glosses if found == headword else ()

    def headwords(self, key: str) -> Iterator[tuple[str, int]]:
        """(headword, rank of the gloss) for each gloss with this key."""
        wanted = hash(key)
        position = bisect_left(self._hashes, wanted)
        while position < len(self._hashes) and self._hashes[position] == wanted:
            yield self._headword(self._entries[position]), self._ranks[position]
            position += 1

    def _first(self, beginning: str) -> int:
        """The first line that is not less than `beginning`."""
        wanted = beginning.encode()
        return bisect_left(
            range(len(self)),
            wanted,
            key=lambda n: self._lines[self._starts[n] : self._starts[n] + len(wanted)],
        )

    def _inverse_index(self) -> tuple[Ids, TermIds, Bytes]:
        hashes, entries, ranks = array("q"), array("i"), array("B")
        stems = _StemCache()
        for position, line in enumerate(self._lines.splitlines()):
            for rank, gloss in enumerate(line.partition(b"\t")[2].decode().lower().split(";")):
                key = " ".join(filter(None, map(stems.__getitem__, gloss.replace("-", " ").split())))
                if key.count(" ") < MAX_KEY_WORDS:
                    hashes.append(hash(key))
                    entries.append(position)
                    ranks.append(rank)
        keys = np.array(hashes, dtype=np.int64)
        order = np.argsort(keys, kind="stable")
        return keys[order], np.array(entries, dtype=np.int32)[order], np.array(ranks, dtype=np.uint8)[order]


class _StemCache(dict[str, str]):
    """Stems of words met while a table is read. Spelling is not normalised: the table has American
    spelling.
    """

    def __init__(self) -> None:
        super().__init__(dict.fromkeys(ENGLISH_STOP_WORDS, ""))
        self._stem = Stemmer.Stemmer("english", 0).stemWord

    def __missing__(self, word: str) -> str:
        stem = self[word] = self._stem(word)
        return stem


def table_bytes(entries: Iterable[tuple[str, Iterable[str]]]) -> bytes:
    """The bytes of a SortedTable from headwords in any order; glosses of equal headwords are joined."""
    merged: dict[str, dict[str, None]] = {}
    for headword, glosses in entries:
        merged.setdefault(headword, {}).update(dict.fromkeys(glosses))
    return "".join(f"{headword}\t{';'.join(merged[headword])}\n" for headword in sorted(merged)).encode()
