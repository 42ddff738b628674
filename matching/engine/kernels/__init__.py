"""Sparse matrices and the kernels that score them; nothing else in the engine loops over numbers.

`scoring.py` has the three functions that others use: `top_k`, `scores` and `rerank_scores`.
`numpy_kernels.py` is the reference; the numba kernels are used once `registry.load` was called, and give the
same bits.
"""
