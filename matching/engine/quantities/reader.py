"""Reads the quantities of a text: numbers with their units, bounds, ranges, tolerances and changes.

Designations (5G, M12, IP67, ISO 9001, dates, versions) are no quantities. Time grows with the length of
the text.
"""

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial

from matching.engine.quantities import bounds, number_parser
from matching.engine.quantities.bounds import Bound
from matching.engine.quantities.intervals import Interval, point
from matching.engine.quantities.number_parser import Number
from matching.engine.quantities.tables import expression
from matching.engine.quantities.units import NO_UNIT, Unit, spelled, unit_after, unit_at

ABOUT = Fraction(1, 10)  # how far an "about" may be off
MAX_NUMBERS = 5_000  # of one text

_FROM = re.compile(r"(?:\bfrom|从|由)(?: about| around|约)? ?$")
_MINUS = re.compile(r"零下 ?$|\b(?:minus|negative) $", re.IGNORECASE)
_BELOW_ZERO = re.compile(r"^[\d.,]{1,8} ?(?:°C|℃|C|degrees?(?: Celsius| C)?) below (?:zero|freezing)")
_PER = re.compile(r" ?/ ?| per ")
_RANGE = re.compile(r" ?(?:~|–|—|-|\bto\b|至|到|…|\.{2,3}|÷|\band\b(?=.{0,12}\d)) ?")
_CHANGE = re.compile(expression("change"))
_PREFIX_UNITS = frozenset(["HRC", "HRA", "HV", "HB", "HBW", "pH", "PH"])
_PREFIX_UNIT = re.compile(
    r"(?<![A-Za-z])(HRC|HRA|HV|HB|HBW|pH|PH)(?: ?(?:值|value|of|为|是|[:=]))?[ ≤≥<>约]{0,2}$"
)
_MONEY = re.compile(expression("money"))
_HALF_SIZE = re.compile(r"\d ?(?:[^\W\d_]{1,3} ?)?[×xX*] ?$")
_SIZE_FOLLOWS = re.compile(r" ?[×xX*] ?\d")
_LISTED_BEFORE = re.compile(expression("listed_before"))
_PLUS_MINUS = re.compile(r"(?:±|\+/-|\+-|正负) ?$")
_PLUS_MINUS_NEXT = re.compile(r" ?(?:±|\+/-) ?")
_BY = re.compile(expression("by"), re.IGNORECASE)
_BY_AFTER = re.compile(expression("by_after"))
_OR_MORE = re.compile(r" ?(?:or|and) ")
_BY_ONLY = frozenset(["ratio", "points", "fold"])
_SHARE = (("ratio", 1),)
_SIGNED = frozenset([(("K", 1),), (("dB", 1),), (("dBm", 1),), (("V", 1),), (("dBi", 1),)])


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure of a text. `low` and `high` are in its unit and differ for a range.

    `start` and `end` enclose number and unit, `quote_start` and `quote_end` the bound too. `change` is
    "to" for the outcome of a change and "by" for the size of one. A `listed` figure is one of several
    for the same thing.
    """

    low: Fraction
    high: Fraction
    unit: Unit
    start: int
    end: int
    bound: Bound = ""
    quote_start: int = 0
    quote_end: int = 0
    tolerance: bool = False
    change: str = ""
    listed: bool = False  # or vague
    number_end: int = 0
    before: Fraction | None = None  # the value that a change starts from

    @property
    def is_range(self) -> bool:
        return self.low != self.high

    def base(self, value: Fraction) -> Fraction:
        """A value of this unit in the base of its dimension; temperatures from absolute zero."""
        return value * self.unit.factor + self.unit.zero

    def interval(self, *, capability: bool = False) -> Interval:
        """The values that the figure says, in the base of its dimension."""
        low, high = self.base(self.low), self.base(self.high)
        if self.bound in ("at_most", "below", "short_of"):
            return Interval(None, high, high_open=self.bound != "at_most")
        if self.bound in ("at_least", "above"):
            return Interval(low, None, low_open=self.bound == "above")
        if self.bound == "up_to" and not capability:
            return Interval(None, high)
        if self.bound == "down_to" and not capability:
            return Interval(low, None)
        found = Interval(low, high) if self.is_range else point(high)
        return found.widened(ABOUT) if self.bound == "about" else found


def quantities(text: str, *, bare: bool = False) -> list[Quantity]:
    """The quantities of a folded text in their order; with `bare`, numbers without a unit too."""
    return read(text, bare=bare)[0]


def read(text: str, *, bare: bool = False) -> tuple[list[Quantity], bool]:
    """The quantities, and whether all numbers of the text were read."""
    found: list[Quantity] = []
    done = 0  # everything before is read
    for count, (start, end, value) in enumerate(number_parser.numerals(text)):
        if count == MAX_NUMBERS:
            return found, False
        if start < done:
            continue
        quantity = _read(text, start, end, value, done)
        if quantity is not None:
            done = quantity.quote_end
            if bare or quantity.unit is not NO_UNIT:
                if (
                    quantity.listed
                    and found
                    and _LIST_SIGN.fullmatch(text, found[-1].quote_end, quantity.quote_start)
                ):
                    found[-1] = replace(found[-1], listed=True)
                if found and (whole := _duration(text, found[-1], quantity)):
                    quantity, found = whole, found[:-1]
                found.append(quantity)
    return found, True


def _duration(text: str, first: Quantity, second: Quantity) -> Quantity | None:
    """One duration of two neighbours: 1 h 30 min."""
    if first.unit.dimension != (("s", 1),) or second.unit.dimension != first.unit.dimension:
        return None
    if first.unit.factor <= second.unit.factor or first.is_range or second.is_range or second.bound:
        return None
    if text[first.end : second.start].strip() not in ("", "零", "又", "and"):
        return None
    value = first.low * first.unit.factor / second.unit.factor + second.low
    return replace(
        second, low=value, high=value, start=first.start, bound=first.bound, quote_start=first.quote_start
    )


_LIST_SIGN = re.compile(r" ?(?:、|/|或|和|or|and|,|，) ?")


def _read(text: str, start: int, end: int, value: Fraction | None, done: int) -> Quantity | None:
    """The quantity whose first number begins at `start`; everything before `done` is read."""
    if value is None and number_parser.is_designation(text, start, end):
        return None
    first = number_parser.number_at(text, start, end, value)
    if first is None:
        return None
    figure = _figure_at(text, start, first, done)
    unit, begin, stop = figure.unit, figure.start, figure.end
    low, high = figure.low, figure.high
    tolerance = _PLUS_MINUS.search(text, max(0, begin - 4), begin)
    if tolerance:
        begin, low, high = tolerance.start(), abs(low), abs(high)
    if (unit is NO_UNIT or unit.symbol in ("g", "m")) and (prefix := _prefix_unit(text, begin, done)):
        unit, begin = prefix
        unit, stop = _per_unit(text, stop, unit)
    if unit is NO_UNIT and (value is not None or first.vague):
        return None  # "one", 三
    bound, quote_start = bounds.bound_before(text, begin, done)
    if bound == "down_to" and _CHANGING.search(text, max(done, quote_start - 60), quote_start):
        bound = ""  # brings the time down to 12 min
    quote_end = stop
    after, after_end = bounds.bound_after(text, stop)
    if after and bound in ("", "about"):
        bound, quote_end = after, after_end
    return Quantity(
        low=low,
        high=high,
        unit=unit,
        start=begin,
        end=stop,
        bound=bound,
        quote_start=quote_start,
        quote_end=quote_end,
        tolerance=bool(tolerance),
        change="to" if figure.before is not None else _size_of_change(text, quote_start, stop),
        listed=figure.vague or _is_listed(text, begin, figure.number_end, stop),
        number_end=figure.number_end,
        before=figure.before,
    )


@dataclass(frozen=True, slots=True)
class _Figure:
    """A number, or the two of a range, tolerance or change, with the unit."""

    low: Fraction
    high: Fraction
    unit: Unit
    start: int
    end: int
    number_end: int
    before: Fraction | None = None
    vague: bool = False


def _figure_at(text: str, start: int, first: Number, done: int) -> _Figure:
    unit, stop = unit_after(text, first.end)
    second = _second(text, stop, unit)
    sign, begin = _sign(text, start, second.unit if second and unit is NO_UNIT else unit)
    value = first.value * sign
    if text[start : first.end].startswith("百分之") and unit is NO_UNIT:
        unit = spelled("%") or unit
    alone = _Figure(value, value, unit, begin, stop, first.end, vague=first.vague)
    if second is None or first.vague:
        return alone
    if unit is NO_UNIT:
        unit = second.unit
        if second.how == "range" and first.scaled == 1:
            value *= second.scaled
    if unit.dimension != second.unit.dimension and second.how != "tolerance":
        return alone
    if second.how == "tolerance" and unit.dimension != second.unit.dimension:
        share = abs(value * second.value * second.unit.factor)
        ends = partial(_Figure, unit=unit, start=begin, end=second.end, number_end=first.end)
        return ends(value - share, value + share) if second.unit.dimension == _SHARE else alone
    value = _converted(value, unit, second.unit)
    whole = partial(_Figure, unit=second.unit, start=begin, end=second.end, number_end=second.number_end)
    if second.how == "tolerance":
        return whole(value - second.value, value + second.value)
    if second.how == "change" or (value != second.value and _are_ends_of_change(text, done, begin)):
        return whole(second.value, second.value, before=value)
    return whole(min(value, second.value), max(value, second.value))


def _sign(text: str, start: int, unit: Unit) -> tuple[int, int]:
    """(sign, start with the sign) of a number."""
    before = text[start - 1 : start]
    if before == "+":
        return 1, start - 1
    if before != "-" and (word := _MINUS.search(text, max(0, start - 9), start)):
        return -1, word.start()
    if _BELOW_ZERO.search(text, start, start + 30) and unit.is_temperature:
        return -1, start
    if before == "负" and text[start - 2 : start] != "正负":
        return -1, start - 1
    if before == "-":
        second = text[start - 2 : start - 1]
        if not second or second in " (（[~:≤≥<>=,，、/±至到" or unit.dimension in _SIGNED:
            return (-1 if not second.isdigit() else 1), start - 1
    return 1, start


@dataclass(frozen=True, slots=True)
class _Second:
    """The second number of a range, a tolerance or a change."""

    value: Fraction
    scaled: int
    unit: Unit
    number_end: int
    end: int
    how: str


def _second(text: str, stop: int, unit: Unit) -> _Second | None:
    """The second number after `stop`; its unit is the first one's where it has none."""
    for pattern, how in ((_CHANGE, "change"), (_PLUS_MINUS_NEXT, "tolerance"), (_RANGE, "range")):
        sign = pattern.match(text, stop)
        if sign is None or (sign.group().strip() == "and" and not _between(text, stop)):
            continue
        begin = sign.end()
        minus = -1 if text[begin : begin + 1] == "-" else 1
        begin += text[begin : begin + 1] in ("-", "+")
        digits = number_parser.NUMBER.match(text, begin)
        other = number_parser.number_at(text, begin, digits.end(), None) if digits else None
        if other is None:
            continue
        own, end = unit_after(text, other.end)
        if own is NO_UNIT:
            own, end = unit, other.end
        return _Second(other.value * minus, other.scaled, own, other.end, end, how)
    return None


def _between(text: str, stop: int) -> bool:
    return "between" in text[max(0, stop - 30) : stop].lower()


_CHANGING = re.compile(expression("changing"))


def _are_ends_of_change(text: str, done: int, begin: int) -> bool:
    """Whether the two numbers are the ends of a change: "fell from 1.6 to 0.5"."""
    before = text[max(done, begin - 60) : begin].lower()
    return bool(re.search(r"(?:\bfrom|从|由)(?: about| around|约)? ?$", before)) and bool(
        _CHANGING.search(before)
    )


def _converted(value: Fraction, unit: Unit, other: Unit) -> Fraction:
    if unit == other or unit is NO_UNIT:
        return value
    return (value * unit.factor + unit.zero - other.zero) / other.factor


def _prefix_unit(text: str, begin: int, done: int) -> tuple[Unit, int] | None:
    """The unit that stands before its number: € 45, HRC 58, pH 7."""
    window = text[max(done, begin - 14) : begin]
    found = _PREFIX_UNIT.search(window) or _MONEY.search(window)
    if found is None:
        return None
    unit = spelled(found[1] or found[2])
    start = begin - len(window) + found.start()
    return (unit, start if found.re is _MONEY else begin) if unit else None


def _per_unit(text: str, stop: int, unit: Unit) -> tuple[Unit, int]:
    """A price with what it is for, whose currency stands before its number: € 45/kg, USD 3 per piece."""
    found = _PER.match(text, stop) if unit.kind == (("money", 1),) else None
    per = unit_at(text, found.end()) if found else None
    if per is None:
        return unit, stop
    below, end = per
    dimension = tuple(sorted((*unit.dimension, *((base, -power) for base, power in below.dimension))))
    return Unit(f"{unit.symbol}/{below.symbol}", dimension, unit.factor / below.factor), end


def _size_of_change(text: str, begin: int, stop: int) -> str:
    """ "by" for the size of a change: reduced by 30 %, 降低30%, 2 kg lighter."""
    if _BY.search(text, max(0, begin - 40), begin):
        return "by"
    if _BY_AFTER.match(text, stop) and not _OR_MORE.match(text, stop):
        return "by"
    return ""


def _is_listed(text: str, begin: int, number_end: int, stop: int) -> bool:
    if _SIZE_FOLLOWS.match(text, number_end) or _SIZE_FOLLOWS.match(text, stop):
        return True
    window = text[max(0, begin - 12) : begin]
    return bool(
        _HALF_SIZE.search(window)
        or (_LISTED_BEFORE.search(window) and not window.rstrip().endswith((",", "，")))
    )


def with_unit(quantity: Quantity, unit: Unit) -> Quantity:
    return replace(quantity, unit=unit)
