"""The five grades of the fit comb and the floor under which nothing is proposed (why these:
docs/matcher.md).
"""

FLOOR = 0.13
GRADES: tuple[tuple[int, float], ...] = ((5, 0.45), (4, 0.32), (3, 0.20), (2, FLOOR), (1, 0.0))


def grade(strength: float) -> int:
    """The grade 1..5 of a strength above 0; 0 for none at all."""
    if not strength > 0:  # not a number is no strength either
        return 0
    return next(number for number, least in GRADES if strength >= least)
