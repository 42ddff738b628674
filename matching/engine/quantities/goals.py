"""What an indicator wants: its figure, unit and direction, read from its words and from today's figure."""

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from matching.engine.quantities.bounds import Bound, loose_bound
from matching.engine.quantities.contexts import Layout, is_after, is_condition
from matching.engine.quantities.folding import fold
from matching.engine.quantities.intervals import Interval
from matching.engine.quantities.reader import Quantity, quantities, with_unit
from matching.engine.quantities.subjects import subject_of
from matching.engine.quantities.units import NO_UNIT, Dimension, Unit, spelled, unit_at

Direction = Literal["", "at_most", "below", "at_least", "above", "between"]
MAX_CELL = 500  # characters of a name, of today's and of the wanted figure that are read

_UNIT_OF_NAME = re.compile(r"[(\[（/,，] ?(?:unit:? ?|单位[:：]? ?)?([^()\[\]（）]{1,16}?)[)\]）]? *$")
_SYMBOL = re.compile(r"(?<![A-Za-z])(?:R[azq]|[pP]H)(?![A-Za-z])")


@dataclass(frozen=True, slots=True)
class Goal:
    """The figure that is wanted. `direction` is "" when neither words nor today's figure tell which way
    is better.

    `conditions` are figures that say under which circumstances it is wanted. `certain` is False where
    several figures are wanted.
    """

    quantity: Quantity
    direction: Direction
    interval: Interval
    conditions: tuple[Quantity, ...]
    today: Quantity | None
    certain: bool = True
    kinds: frozenset[Dimension] = frozenset()  # of all figures that are wanted

    @property
    def unit(self) -> Unit:
        return self.quantity.unit


@lru_cache(maxsize=4_000)
def read_goal(name: str, today: str, wanted: str) -> Goal | None:
    """The goal of an indicator; None when no figure is wanted. The arguments are folded."""
    found = quantities(wanted, bare=True)
    unit = _unit_of_name(name, wanted)
    if unit:
        found = [with_unit(each, unit) if each.unit is NO_UNIT else each for each in found]
    now = _today(today, unit)
    layout = Layout(wanted, found)
    places = [layout.place(number) for number in range(len(found))]
    aside = [
        is_condition(wanted, each, place) or is_after(wanted, each, place)
        for each, place in zip(found, places, strict=True)
    ]
    figures = [each for each, condition in zip(found, aside, strict=True) if not condition] or found
    figures = [each for each in figures if each.unit is not NO_UNIT] or figures
    if not figures or (figures[0].unit is NO_UNIT and not _is_bare(wanted, figures[0])):
        return None
    first = figures[0]
    if first.unit is NO_UNIT and now and now.unit is not NO_UNIT:
        first = with_unit(first, now.unit)
    conditions = tuple(
        each for each, condition in zip(found, aside, strict=True) if condition and each is not first
    )
    rest = [each for each in figures[1:] if each.unit is not NO_UNIT]
    now = now if now and now.unit.dimension == first.unit.dimension else None
    direction, interval = _direction(first, wanted, now, spans=subject_of(name).spans)
    certain = not first.listed and not any(each.listed for each in rest)
    for each in rest:
        if each.unit.dimension != first.unit.dimension:
            certain = False
        elif (both := _both(interval, each)) and direction in ("at_least", "above", "at_most", "below"):
            interval, direction = both, "between"
        else:
            certain = False
    kinds = frozenset(each.unit.kind for each in rest)
    return Goal(first, direction, interval, conditions + _of_name(name), now, certain, kinds)


def _is_bare(wanted: str, figure: Quantity) -> bool:
    """Whether a number without a unit stands alone: no thing is counted, and no mark-up stands around it."""
    around = wanted[: figure.quote_start] + wanted[figure.quote_end :]
    return not any(letter.isalpha() for letter in around)


def _today(today: str, unit: Unit | None) -> Quantity | None:
    found = quantities(today, bare=True)
    if not found:
        return None
    figures = [each for each in found if each.unit is not NO_UNIT] or found
    return with_unit(figures[0], unit) if unit and figures[0].unit is NO_UNIT else figures[0]


def _of_name(name: str) -> tuple[Quantity, ...]:
    """The figures of a name are conditions: life at 180 °C, of 2,000 parts."""
    return tuple(quantities(name, bare=True))


def _unit_of_name(name: str, wanted: str) -> Unit | None:
    """The unit at the end of a name: 重量(kg), weight, kg; or the one that its symbol has: Ra, pH."""
    if symbol := _SYMBOL.search(f"{name} {wanted}"):
        return spelled("pH" if symbol.group().lower() == "ph" else "μm")
    found = _UNIT_OF_NAME.search(name)
    if found is None:
        return None
    text = found[1].strip()
    unit = unit_at(text, 0)
    return unit[0] if unit and unit[1] == len(text) else spelled(text)


def _direction(
    goal: Quantity, wanted: str, now: Quantity | None, *, spans: bool
) -> tuple[Direction, Interval]:
    low, high = goal.base(goal.low), goal.base(goal.high)
    bound: Bound | str = goal.bound
    if goal.change and bound in ("", "about"):
        if goal.change == "by":
            return "at_least", Interval(low, None)
        if goal.before is not None:
            bound = "at_most" if goal.low < goal.before else "at_least"
    if spans and bound in ("up_to", "down_to"):
        bound = _towards(goal, now) or ("at_least" if bound == "up_to" else "at_most")
    if bound in ("", "about", "up_to", "down_to", "short_of", "better"):
        bound = (
            loose_bound(wanted[: goal.start] + wanted[goal.end :])
            or ("at_most" if goal.tolerance else "")
            or _towards(goal, now)
            or bound
        )
    if goal.is_range and bound not in ("at_most", "below", "at_least", "above"):
        return "between", Interval(low, high)
    if goal.is_range and goal.bound in ("", "about"):
        return "between", Interval(low, None) if bound in ("at_least", "above") else Interval(None, high)
    if bound in ("at_most", "below"):
        return ("below" if bound == "below" else "at_most"), Interval(None, high, high_open=bound == "below")
    if bound in ("at_least", "above"):
        return ("above" if bound == "above" else "at_least"), Interval(low, None, low_open=bound == "above")
    return "", Interval(low, high)


def _towards(goal: Quantity, now: Quantity | None) -> Bound:
    """The direction from today's figure to the wanted one."""
    if now is None or now.change == "by":
        return ""
    low, high = goal.base(goal.low), goal.base(goal.high)
    if now.base(now.high) < low:
        return "at_least"
    return "at_most" if now.base(now.low) > high else ""


def _both(interval: Interval, other: Quantity) -> Interval | None:
    """The values that meet two bounds."""
    second = other.interval()
    if interval.low is None and second.high is None and second.low is not None and interval.high is not None:
        return Interval(second.low, interval.high, second.low_open, interval.high_open)
    if interval.high is None and second.low is None and interval.low is not None and second.high is not None:
        return Interval(interval.low, second.high, interval.low_open, second.high_open)
    return None


def in_words(goal: Goal) -> str:
    """The goal as it was read: "at most 5 kg; now 8 kg"."""
    figure = format_quantity(goal.quantity)
    change = "change by " if goal.quantity.change == "by" else ""
    said = {
        "at_most": "at most ", "below": "less than ", "at_least": "at least ", "above": "more than ",
        "between": "", "": "",
    }[goal.direction]  # fmt: skip
    words = f"{change}{said}{figure}"
    if goal.direction == "between" and not goal.quantity.is_range:
        ends = (_number(end, goal.unit) for end in (goal.interval.low, goal.interval.high))
        words = f"{' to '.join(ends)} {goal.unit.symbol}"
    if goal.conditions:
        words += " (" + ", ".join(format_quantity(each) for each in goal.conditions) + ")"
    return f"{words}; now {format_quantity(goal.today)}" if goal.today else words


def _number(base: Fraction | None, unit: Unit) -> str:
    if base is None:
        return ""
    return format_number(
        base / unit.factor - unit.zero / unit.factor if unit.is_temperature else base / unit.factor
    )


def format_quantity(quantity: Quantity) -> str:
    """A figure with its unit: "-40 to 85 °C", "±0.02 mm"."""
    low = format_number(quantity.low)
    number = f"{low} to {format_number(quantity.high)}" if quantity.is_range else low
    sign = "±" if quantity.tolerance else ""
    return f"{sign}{number} {quantity.unit.symbol}".rstrip()


def format_number(value: Fraction) -> str:
    """Exact decimals; a power of ten for very large and small values."""
    if value.denominator == 1:
        return str(value.numerator)
    digits, scale = value.denominator, 0
    for factor in (2, 5):
        while digits % factor == 0:
            digits //= factor
    if digits != 1:
        return f"{float(value):.6g}"
    while (value * 10**scale).denominator != 1:
        scale += 1
    whole = abs((value * 10**scale).numerator)
    text = str(whole).rjust(scale + 1, "0")
    return f"{'-' if value < 0 else ''}{text[:-scale]}.{text[-scale:]}"


def folded(text: str) -> str:
    return fold(text[:MAX_CELL])
