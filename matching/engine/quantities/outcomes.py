"""What a figure says about a goal if it is a figure of the same thing: reached, not reached, or not to
be told.
"""

from fractions import Fraction
from typing import Literal

from matching.engine.quantities.goals import Goal
from matching.engine.quantities.intervals import Interval, point
from matching.engine.quantities.reader import Quantity
from matching.engine.quantities.subjects import DIFFERENCE_ROWS, Subject

Outcome = Literal["reached", "not_reached", "check"]


def outcome_of(goal: Goal, quantity: Quantity, subject: Subject, *, reach: bool = False) -> Outcome:
    """What a figure would say about a goal if it is a figure of the same thing."""
    shown = quantity.interval(
        capability=reach or (subject.reaches and quantity.bound in ("up_to", "down_to"))
    )
    wanted = goal.interval
    error = max(quantity.unit.error, goal.unit.error)
    if error == 1:
        return "check"
    if quantity.unit.error != goal.unit.error:
        shown = shown.widened(error)
    if (
        quantity.unit.symbol != goal.unit.symbol
        and quantity.unit.is_temperature
        and _is_difference(goal, quantity, subject)
    ):
        shown, wanted = _shift(shown, quantity.unit.zero), _shift(wanted, goal.unit.zero)
    if quantity.tolerance != goal.quantity.tolerance:
        if quantity.unit.is_temperature and quantity.unit.symbol != goal.unit.symbol:
            return "check"
        shown = _half(shown, quantity) if goal.quantity.tolerance else _whole(shown, quantity)
    if subject.spans and quantity.is_range and quantity.bound == "":
        return _covered(goal, wanted, shown)
    if subject.spans and goal.direction == "between" and goal.quantity.is_range:
        return "check"
    if quantity.bound == "better":
        more = goal.direction in ("at_least", "above")
        shown = (
            Interval(shown.low, None, low_open=True) if more else Interval(None, shown.high, high_open=True)
        )
    if quantity.bound == "short_of" and goal.direction not in ("at_least", "above"):
        return "check"
    if goal.direction == "":
        same = shown == wanted and not quantity.is_range and quantity.bound == ""
        return "reached" if same else "check"
    if shown.inside(wanted):
        return "reached"
    return "not_reached" if shown.apart(wanted) else "check"


def _covered(goal: Goal, wanted: Interval, shown: Interval) -> Outcome:
    """A range that is covered against what is wanted: -40 to 85 °C reaches at least 80 °C."""
    assert shown.low is not None
    assert shown.high is not None
    if goal.direction in ("at_least", "above"):
        return "reached" if point(shown.high).inside(wanted) else "not_reached"
    if goal.direction in ("at_most", "below"):
        return "reached" if point(shown.low).inside(wanted) else "not_reached"
    if wanted.low is None or wanted.high is None:
        return "check"
    return "reached" if wanted.inside(shown) else "not_reached"


def _is_difference(goal: Goal, quantity: Quantity, subject: Subject) -> bool:
    return goal.quantity.tolerance or quantity.tolerance or bool(subject.rows & DIFFERENCE_ROWS)


def _shift(interval: Interval, by: Fraction) -> Interval:
    low = None if interval.low is None else interval.low - by
    high = None if interval.high is None else interval.high - by
    return Interval(low, high, interval.low_open, interval.high_open)


def _half(shown: Interval, quantity: Quantity) -> Interval:
    """A plain figure beside a wanted ±: it may mean the whole width or the half."""
    low = None if shown.low is None else shown.low / 2
    return Interval(low, shown.high, shown.low_open, shown.high_open)


def _whole(shown: Interval, quantity: Quantity) -> Interval:
    """A figure with ± beside a plain wanted one."""
    high = None if shown.high is None else shown.high * 2
    return Interval(shown.low, high, shown.low_open, shown.high_open)
