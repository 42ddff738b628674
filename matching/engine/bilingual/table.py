"""Many headwords in little memory: the lines of a sorted file as one run of bytes, read where they are asked for."""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from matching.engine.bilingual.keys import key_of

Glosses = tuple[str, ...]
LONGEST_KEY = 4  # words of an expression that is looked up as a whole


class Table:
    """Lines "headword TAB gloss;gloss" sorted by headword, in both directions.

    Lines stay bytes: 90,000 headwords take 3 MB so, and 25 MB as a dict of tuples. The way back is three arrays
    sorted by the hash of a gloss's key, which holds within the process: of 64 bits, so that two keys do not meet.
    """

    def __init__(self, lines: bytes) -> None:
        self._lines = lines
        ends = np.flatnonzero(np.frombuffer(lines, dtype=np.uint8) == ord("\n"))
        self._ends = ends.astype(np.int32)
        self._starts = np.concatenate(([0], self._ends[:-1] + 1)).astype(np.int32)
        self._hashes, self._entries, self._ranks = self._way_back()
        self.beginning_with = lru_cache(maxsize=1024)(self._beginning_with)

    def __len__(self) -> int:
        return len(self._ends)

    def entry(self, place: int) -> tuple[str, Glosses]:
        line = self._lines[self._starts[place] : self._ends[place]].decode()
        headword, _tab, glosses = line.partition("\t")
        return headword, tuple(glosses.split(";"))

    def _beginning_with(self, letter: str) -> Mapping[str, Glosses]:
        """The headwords that begin with a character. (Asked through `beginning_with`, which remembers.)"""
        prefix, found = letter.encode(), {}
        place = bisect_left(range(len(self)), prefix, key=lambda n: self._head(n, len(prefix)))
        while place < len(self) and self._head(place, len(prefix)) == prefix:
            headword, glosses = self.entry(place)
            found[headword] = glosses
            place += 1
        return found

    def headwords(self, key: str) -> Iterator[tuple[str, int]]:
        """(headword, rank of the gloss in it) for each gloss with this key."""
        wanted = hash(key)
        place = int(np.searchsorted(self._hashes, wanted))
        while place < len(self._hashes) and self._hashes[place] == wanted:
            yield self.entry(int(self._entries[place]))[0], int(self._ranks[place])
            place += 1

    def _head(self, place: int, length: int) -> bytes:
        start = self._starts[place]
        return self._lines[start : start + length]

    def _way_back(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32], npt.NDArray[np.uint8]]:
        hashes, entries, ranks = array("q"), array("i"), array("B")
        stem = _Stems()
        for place in range(len(self)):
            line = self._lines[self._starts[place] : self._ends[place]].decode()
            for rank, gloss in enumerate(line.partition("\t")[2].split(";")):
                key = " ".join(filter(None, map(stem.__getitem__, gloss.lower().replace("-", " ").split())))
                if key and key.count(" ") < LONGEST_KEY:
                    hashes.append(hash(key))
                    entries.append(place)
                    ranks.append(rank)
        keys = np.array(hashes, dtype=np.int64)
        order = np.argsort(keys, kind="stable")
        return keys[order], np.array(entries, dtype=np.int32)[order], np.array(ranks, dtype=np.uint8)[order]


class _Stems(dict[str, str]):
    """Keys of single words met while a table is read; forgotten with it."""

    def __missing__(self, word: str) -> str:
        key = self[word] = key_of(word)
        return key


def lines_of(entries: Iterable[tuple[str, Iterable[str]]]) -> bytes:
    """What a Table reads, from headwords in any order; glosses of a headword that stands twice are joined."""
    merged: dict[str, dict[str, None]] = {}
    for headword, glosses in entries:
        merged.setdefault(headword, {}).update(dict.fromkeys(glosses))
    return "".join(f"{headword}\t{';'.join(merged[headword])}\n" for headword in sorted(merged)).encode()
