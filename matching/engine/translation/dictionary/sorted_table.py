"""Many headwords in little memory: the lines of a sorted file as one run of bytes, read where they are asked for."""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt
import Stemmer

from matching.engine.analysis.stopwords import ENGLISH_STOP_WORDS

Glosses = tuple[str, ...]
MAX_KEY_WORDS = 4  # words of an expression that is looked up as a whole


class SortedTable:
    """Lines "headword TAB gloss;gloss" sorted by headword, in both directions.

    Lines stay bytes: 90,000 headwords take 3 MB so, and 25 MB as a dict of tuples. The way back is three arrays
    sorted by the hash of a gloss's key, which holds within the process: of 64 bits, so that two keys do not meet.
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

    def entry(self, place: int) -> tuple[str, Glosses]:
        line = self._lines[self._starts[place] : self._ends[place]].decode()
        headword, _tab, glosses = line.partition("\t")
        return headword, tuple(glosses.split(";"))

    def _headword(self, place: int) -> str:
        start = self._starts[place]
        return self._lines[start : self._lines.index(b"\t", start)].decode()

    def headwords_starting_with(self, letter: str) -> list[str]:
        """The headwords that begin with a character."""
        place, found = self._first(letter), []
        while place < len(self) and (headword := self._headword(place)).startswith(letter):
            found.append(headword)
            place += 1
        return found

    def glosses(self, headword: str) -> Glosses:
        place = self._first(headword + "\t")
        found, glosses = self.entry(place) if place < len(self) else ("", ())
        return glosses if found == headword else ()

    def headwords(self, key: str) -> Iterator[tuple[str, int]]:
        """(headword, rank of the gloss in it) for each gloss with this key."""
        wanted = hash(key)
        place = bisect_left(self._hashes, wanted)
        while place < len(self._hashes) and self._hashes[place] == wanted:
            yield self._headword(self._entries[place]), self._ranks[place]
            place += 1

    def _first(self, beginning: str) -> int:
        """The first line that does not stand before `beginning`."""
        wanted = beginning.encode()
        return bisect_left(
            range(len(self)),
            wanted,
            key=lambda n: self._lines[self._starts[n] : self._starts[n] + len(wanted)],
        )

    def _inverse_index(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32], npt.NDArray[np.uint8]]:
        hashes, entries, ranks = array("q"), array("i"), array("B")
        stems = _StemCache()
        for place, line in enumerate(self._lines.splitlines()):
            for rank, gloss in enumerate(line.partition(b"\t")[2].decode().lower().split(";")):
                key = " ".join(filter(None, map(stems.__getitem__, gloss.replace("-", " ").split())))
                if key.count(" ") < MAX_KEY_WORDS:
                    hashes.append(hash(key))
                    entries.append(place)
                    ranks.append(rank)
        keys = np.array(hashes, dtype=np.int64)
        order = np.argsort(keys, kind="stable")
        return keys[order], np.array(entries, dtype=np.int32)[order], np.array(ranks, dtype=np.uint8)[order]


class _StemCache(dict[str, str]):
    """Stems of words met while a table is read, forgotten with it. Spelling is not unified: the table's is common."""

    def __init__(self) -> None:
        super().__init__(dict.fromkeys(ENGLISH_STOP_WORDS, ""))
        self._stem = Stemmer.Stemmer("english", 0).stemWord

    def __missing__(self, word: str) -> str:
        stem = self[word] = self._stem(word)
        return stem


def table_bytes(entries: Iterable[tuple[str, Iterable[str]]]) -> bytes:
    """What a SortedTable reads, from headwords in any order; glosses of a headword that stands twice are joined."""
    merged: dict[str, dict[str, None]] = {}
    for headword, glosses in entries:
        merged.setdefault(headword, {}).update(dict.fromkeys(glosses))
    return "".join(f"{headword}\t{';'.join(merged[headword])}\n" for headword in sorted(merged)).encode()
