"""Sparse vectors as arrays, and the loops that score them: NumPy as reference, numba where it is loaded."""
