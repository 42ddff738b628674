"""Lists of strings as two arrays: their letters in UTF-8 one after another, and where each begins."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

_ODD = "surrogatepass"  # an unpaired surrogate is kept, not refused


def pack(strings: Sequence[str]) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
    encoded = [string.encode("utf-8", _ODD) for string in strings]
    starts = np.concatenate([[0], np.cumsum([len(entry) for entry in encoded])]).astype(np.int64)
    return np.frombuffer(b"".join(encoded), dtype=np.uint8), starts


def unpack(letters: npt.NDArray[np.uint8], starts: npt.NDArray[np.int64]) -> list[str]:
    whole, places = letters.tobytes(), starts.tolist()
    if places[0] != 0 or places[-1] != len(whole) or sorted(places) != places:
        raise ValueError("the beginnings of the strings do not fit their letters")
    return [whole[start:end].decode("utf-8", _ODD) for start, end in pairwise(places)]
