"""Strings in arrays that may be mapped from a file, with a hash index from a string to its number."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, overload
from zlib import crc32

import numpy as np

from matching.engine.arrays import Array, Bytes, Ids

_SURROGATES = "surrogatepass"  # unpaired surrogates are encoded too
CACHE_SIZE = 20_000  # terms in the cache of a vocabulary: some 3 MB
_NOT_CACHED = -2


class StringTable(Sequence[str]):
    """Different strings in UTF-8, one after another.

    letters uint8 (bytes); starts int64 (strings + 1). A string whose CRC-32 modulo the number of buckets, a
    power of two, is b has its number in order[buckets[b]:buckets[b + 1]]; order uint32 (strings), buckets
    uint32 (buckets + 1).
    """

    def __init__(self, letters: Array, starts: Array, buckets: Array, order: Array) -> None:
        """ValueError when the arrays do not fit each other."""
        count, size = len(starts) - 1, len(buckets) - 1
        facts = [len(order) == count, size > 0 and size & (size - 1) == 0]
        if not all(facts) or not (_are_offsets(starts, len(letters)) and _are_offsets(buckets, count)):
            raise ValueError("the beginnings of the strings do not fit their letters")
        if count and int(order.max()) >= count:
            raise ValueError("the order of the strings does not fit their number")
        self._arrays = {"letters": letters, "starts": starts, "buckets": buckets, "order": order}
        # Reading one number from a memoryview takes a third of the time that it takes from an array.
        self._letters, self._starts = letters.data, starts.data
        self._buckets, self._order = buckets.data, order.data
        self._count, self._mask = count, size - 1

    @classmethod
    def build(cls, strings: Sequence[str]) -> "StringTable":
        """A table of these strings; a table is returned as it is."""
        if isinstance(strings, StringTable):
            return strings
        letters, starts = pack(strings)
        size = 1 << max(len(strings) - 1, 0).bit_length()
        sums = np.fromiter((crc32(_encoded(string)) for string in strings), np.uint32, len(strings))
        positions = sums & np.uint32(size - 1)
        buckets = np.concatenate([[0], np.cumsum(np.bincount(positions, minlength=size))]).astype(np.uint32)
        return cls(letters, starts, buckets, np.argsort(positions, kind="stable").astype(np.uint32))

    def arrays(self) -> dict[str, Array]:
        """The four arrays by name."""
        return self._arrays

    def index_of(self, string: str) -> int | None:
        """The number of a string, None for one that is not in the table."""
        letters = _encoded(string)
        bucket = crc32(letters) & self._mask
        for position in self._order[self._buckets[bucket] : self._buckets[bucket + 1]]:
            if self._letters[self._starts[position] : self._starts[position + 1]].tobytes() == letters:
                return position
        return None

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, position: int) -> str: ...
    @overload
    def __getitem__(self, position: slice) -> list[str]: ...
    def __getitem__(self, position: int | slice) -> str | list[str]:
        if isinstance(position, slice):
            return [self[number] for number in range(*position.indices(self._count))]
        if not 0 <= position < self._count:
            position = range(self._count)[
                position
            ]  # negative ones count from the end, others raise IndexError
        return str(self._letters[self._starts[position] : self._starts[position + 1]], "utf-8", _SURROGATES)

    def take(self, positions: Array) -> list[str]:
        """The strings of these numbers, which must not be negative."""
        starts = self._arrays["starts"][positions]
        lengths = self._arrays["starts"][positions + 1] - starts
        ends = np.concatenate([[0], np.cumsum(lengths)])
        letters = np.repeat(starts - ends[:-1], lengths) + np.arange(ends[-1])
        return unpack(self._arrays["letters"][letters], ends)


class Vocabulary(Mapping[str, int]):
    """Terms to numbers, with a cache of the last CACHE_SIZE answers."""

    def __init__(self, terms: Sequence[str]) -> None:
        self._terms = StringTable.build(terms)
        self._known: dict[str, int] = {}  # -1: not in the table

    def get(self, term: str, default: Any = None) -> Any:
        position = self._known.get(term, _NOT_CACHED)
        if position == _NOT_CACHED:
            position = self._look_up(term)
        return default if position < 0 else position

    def _look_up(self, term: str) -> int:
        position = self._terms.index_of(term)
        if len(self._known) >= CACHE_SIZE:
            self._known.clear()
        self._known[term] = number = -1 if position is None else position
        return number

    def __getitem__(self, term: str) -> int:
        position = self.get(term)
        if position is None:
            raise KeyError(term)
        return int(position)

    def __contains__(self, term: object) -> bool:
        if not isinstance(term, str):
            return False
        position = self._known.get(term, _NOT_CACHED)
        return (self._look_up(term) if position == _NOT_CACHED else position) >= 0

    def __iter__(self) -> Iterator[str]:
        return iter(self._terms)

    def __len__(self) -> int:
        return len(self._terms)


def pack(strings: Sequence[str]) -> tuple[Bytes, Ids]:
    """letters and starts of a StringTable."""
    encoded = [_encoded(string) for string in strings]
    starts = np.concatenate([[0], np.cumsum([len(entry) for entry in encoded])]).astype(np.int64)
    return np.frombuffer(b"".join(encoded), dtype=np.uint8), starts


def unpack(letters: Bytes, starts: Ids) -> list[str]:
    """The strings of `pack`; ValueError when the arrays do not fit each other."""
    if not _are_offsets(starts, len(letters)):
        raise ValueError("the beginnings of the strings do not fit their letters")
    whole = letters.tobytes()
    return [whole[start:end].decode("utf-8", _SURROGATES) for start, end in pairwise(starts.tolist())]


def _encoded(string: str) -> bytes:
    return string.encode("utf-8", _SURROGATES)


def _are_offsets(starts: Array, last: int) -> bool:
    """Whether an array ascends from 0 to `last`; it may be unsigned."""
    return bool(len(starts) and starts[0] == 0 and starts[-1] == last and (starts[1:] >= starts[:-1]).all())
