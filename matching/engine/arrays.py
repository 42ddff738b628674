"""Names of NumPy array types by dtype. Shapes are in the docstrings, as in `int64 (documents)`.

`Array` is left for arrays that are read from files and not checked yet, and for mixtures of dtypes.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Mask = npt.NDArray[np.bool_]
Ids = npt.NDArray[np.int64]  # documents, queries, rows and offsets
TermIds = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]  # weights and scores
SingleFloats = npt.NDArray[np.float32]
Bytes = npt.NDArray[np.uint8]
Shorts = npt.NDArray[np.uint16]
Words = npt.NDArray[np.uint32]
Bits = npt.NDArray[np.uint64]
