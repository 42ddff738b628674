"""Quantities in one normal form: 10 kV, 10,000 volts and 10千伏 are "10kv", 0.01 mm is "10μm".

Exact: decimal digits and powers of ten, no floating point. Units that are no power of ten apart (hours and
seconds, inches and metres) are kept. Normalized text has no case: MW and mW are one unit, and m is milli or
mega, whichever is usual for the unit. Factors: International System of Units, 9th brochure, 2019.
"""

import re
from typing import NamedTuple

from matching.engine.analysis.word_tables import DATA, read_rows

_NUMBER = r"\d{1,16}+(?:,\d{3}){0,5}+(?:\.\d{1,16}+)?+"
_MYRIADS = {"": 0, "万": 4, "亿": 8}
_RANGE_SIGN = r"[-~–—至到±]|to"  # between the numbers of a range or tolerance
_NOT_BEFORE = {
    "升": "级降温学华",
    "克": "隆服",
    "瓦": "斯楞片",
    "米": "粉线饭制色",
    "伏": "特击",
    "秒": "杀",
    "吨": "位",
    "gb": "/",
}  # unit -> characters after which it is none: 10升级 is an upgrade, GB/T 4754 a standard


def _read_table() -> tuple[dict[str, tuple[str, int]], dict[str, dict[int, str]]]:
    """(spelling -> base unit and power of ten, base unit -> power of ten -> spelling in the normal form)."""
    spellings: dict[str, tuple[str, int]] = {"nm": ("m", -9)}
    steps: dict[str, dict[int, str]] = {}
    for base, exponent, format_quantity in read_rows(DATA / "units.tsv"):
        names = format_quantity.split()
        spellings |= {name: (base, int(exponent)) for name in names if name[0] != "!"}
        steps.setdefault(base, {})[int(exponent)] = names[0].lstrip("!")
    return spellings, steps


_UNITS_BY_SPELLING, _PREFIX_SPELLINGS = _read_table()


def _alternative(name: str) -> str:
    if name == "us":  # 5 us firms
        return r"(?<=\d)us"
    return re.escape(name) + (f"(?![{_NOT_BEFORE[name]}])" if name in _NOT_BEFORE else "")


# The first character is asked for first: most of what follows a number is no unit.
_FIRST = "".join(sorted({name[0] for name in _UNITS_BY_SPELLING}))
_ALTERNATIVES = "|".join(_alternative(name) for name in sorted(_UNITS_BY_SPELLING, key=len, reverse=True))
_UNIT = rf"(?=[{_FIRST}])(?:{_ALTERNATIVES})"
QUANTITY = rf"(?:{_NUMBER} ?(?:{_RANGE_SIGN}) ?)?{_NUMBER}[ -]?[万亿]?(?:{_UNIT})"
_QUANTITY = re.compile(rf"^(?:({_NUMBER}) ?(?:{_RANGE_SIGN}) ?)?({_NUMBER})[ -]?([万亿]?)({_UNIT})")


class Quantity(NamedTuple):
    """Normal forms of one number, or two of a range, with their spans; the unit and its start."""

    numbers: tuple[tuple[str, int, int], ...]
    unit: str
    start: int


def parse_quantity(text: str) -> Quantity | None:
    """The quantity of a text that QUANTITY matches; None for other text."""
    match = _QUANTITY.fullmatch(text)
    if match is None:
        return None
    unit, times = match[4], _MYRIADS[match[3]]
    low = [(format_quantity(match[1], unit, times), match.start(1), match.end(1))] if match[1] else []
    high = (format_quantity(match[2], unit, times), match.start(2), match.end(4))
    return Quantity((*low, high), unit, match.start(4))


def format_quantity(number: str, unit: str, times: int = 0) -> str:
    """A number times 10**times in the step of its unit that leaves one to three digits before the point."""
    base, exponent = _UNITS_BY_SPELLING[unit]
    whole, _point, fraction = number.replace(",", "").partition(".")
    digits = (whole + fraction).lstrip("0")
    power = times + exponent - len(fraction)
    steps = sorted(step for step in _PREFIX_SPELLINGS[base] if step % 3 == 0)
    fitting = [step for step in steps if step < len(digits) + power]
    step = fitting[-1] if fitting and digits else (0 if not digits and 0 in steps else steps[0])
    return _decimal(digits, power - step) + _PREFIX_SPELLINGS[base][step]


def _decimal(digits: str, power: int) -> str:
    """Digits times 10**power without exponent and trailing zeros."""
    if power >= 0:
        return (digits + "0" * power) if digits else "0"
    digits = digits.rjust(1 - power, "0")
    fraction = digits[power:].rstrip("0")
    return f"{digits[:power]}.{fraction}" if fraction else digits[:power]
