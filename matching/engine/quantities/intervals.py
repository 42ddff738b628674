"""Sets of values between two ends, each of which may be open or missing; exact."""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Interval:
    """The values from `low` to `high`; None is no end. An open end is not in the set."""

    low: Fraction | None = None
    high: Fraction | None = None
    low_open: bool = False
    high_open: bool = False

    def inside(self, other: "Interval") -> bool:
        """Whether every value of this set is one of the other."""
        return _at_least(self.low, self.low_open, other.low, other.low_open) and _at_least(
            _negated(self.high), self.high_open, _negated(other.high), other.high_open
        )

    def apart(self, other: "Interval") -> bool:
        """Whether no value of this set is one of the other."""
        return _before(self, other) or _before(other, self)

    def widened(self, share: Fraction) -> "Interval":
        """With ends that may be wrong by this share of themselves."""
        low = None if self.low is None else self.low - abs(self.low) * share
        high = None if self.high is None else self.high + abs(self.high) * share
        return Interval(low, high, self.low_open, self.high_open)


def point(value: Fraction) -> Interval:
    return Interval(value, value)


def _at_least(mine: Fraction | None, mine_open: bool, other: Fraction | None, other_open: bool) -> bool:
    """Whether a set that begins with `mine` begins nowhere before `other`."""
    if other is None:
        return True
    if mine is None:
        return False
    return mine > other or (mine == other and (mine_open or not other_open))


def _before(first: Interval, second: Interval) -> bool:
    if first.high is None or second.low is None:
        return False
    return first.high < second.low or (first.high == second.low and (first.high_open or second.low_open))


def _negated(value: Fraction | None) -> Fraction | None:
    return None if value is None else -value
