"""Units: every spelling with its dimension and an exact factor to the base of the dimension.

A compound unit (W/(m·K), 元/吨, mg per litre) is read from its parts. Spellings keep their case.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from matching.engine.analysis.stopwords import ENGLISH_STOP_WORDS
from matching.engine.analysis.word_tables import read_pairs, read_rows
from matching.engine.quantities.tables import DATA, expression

PI = Fraction(31415926535897932384626433832795028841971, 10**40)
MAX_FACTORS = 4  # units of a compound unit
MAX_SPELLING = 24

_PREFIXES = {
    "f": (-15, "femto", "飞"), "p": (-12, "pico", "皮"), "n": (-9, "nano", "纳"), "μ": (-6, "micro", "微"),
    "u": (-6, "", ""), "m": (-3, "milli", "毫"), "c": (-2, "centi", "厘"), "d": (-1, "deci", "分"),
    "h": (2, "hecto", "百"), "k": (3, "kilo", "千"), "M": (6, "mega", "兆"), "G": (9, "giga", "吉"),
    "T": (12, "tera", "太"),
}  # fmt: skip
_NOT_BEFORE = dict(read_pairs(DATA / "not-before.tsv"))
_LETTERS = re.compile(r"[A-Za-zμΩÅ°º%‰]{1,24}")
_WORD_GAP = re.compile(r"[ -]")
_EXPONENT = re.compile(r"\^?\(?([-+]?[1-4])\)?(?![\d.])|([⁻]?)([¹²³⁴])")
_SUPERSCRIPTS = {"¹": 1, "²": 2, "³": 3, "⁴": 4}
_KELVIN_BELOW = re.compile(r" ?K(?![A-Za-z])")  # W/mK and W/m K are W/(m·K)
_PER = re.compile(r" ?(/|每)| per (?:each )?")
_TIMES = re.compile(r"[·*.]")
_BLANK_TIMES = re.compile(r" (?=[A-Za-zμΩ]{1,3}[/·*])")  # mbar l/s: a blank between symbols, before a slash

Dimension = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """`symbol` as it is written; base value = value * factor. `error` is the share by which the factor may be
    wrong, 1 where it is only a rough value.
    """

    symbol: str
    dimension: Dimension
    factor: Fraction
    error: Fraction = Fraction(0)

    @property
    def kind(self) -> Dimension:
        """The dimension without what keeps figures of one kind apart: currencies, what a price is for,
        scales of hardness and others.
        """
        return _kind(self.dimension)

    @property
    def is_temperature(self) -> bool:
        return self.dimension == (("K", 1),)

    @property
    def zero(self) -> Fraction:
        """What the zero of the unit's scale is in kelvin."""
        if self.symbol == "°C":
            return Fraction(27315, 100)
        return Fraction(45967, 100) * self.factor if self.symbol == "°F" else Fraction(0)


_KINDS: dict[str, Dimension] = {
    **dict.fromkeys(["HRC", "HRA", "HV", "HB", "ShoreA", "ShoreD"], (("hardness", 1),)),
    **dict.fromkeys(["VA", "var", "Wp"], (("J", 1), ("s", -1))),
    **dict.fromkeys(["dBm", "dBi"], (("dB", 1),)),
    "Hz": (("cycle", 1), ("s", -1)), "turn": (("cycle", 1),), "Nvolume": (("m", 3),),
    "points": (("ratio", 1),),
    "molar": (("m", -3), ("mol", 1)), "eV": (("J", 1),),
}  # fmt: skip


_THINGS = frozenset(["?", "piece", "person", "vehicle"])  # 5 kg a piece is of one kind with 5 kg


@cache
def _kind(dimension: Dimension) -> Dimension:
    powers: dict[str, int] = {}
    if any(base.startswith("money") for base, _power in dimension):
        return (("money", 1),)
    for base, power in dimension:
        if base in _THINGS and power < 0:
            continue
        for part, exponent in _KINDS.get(base, ((base, 1),)):
            powers[part] = powers.get(part, 0) + exponent * power
    return tuple(sorted((base, power) for base, power in powers.items() if power))


NO_UNIT = Unit("", (), Fraction(1))


def unit_at(text: str, start: int) -> tuple[Unit, int] | None:
    """The unit that begins at `start` of a folded text, and its end. What follows a slash and is no
    known unit makes an unknown one: 5 t/shift is no mass.
    """
    first = _factor_at(text, start) or _inverse_of(text, start)
    if first is None:
        return None
    unit, power, end = first
    parts = [(unit, power)]
    over = opened = False
    while len(parts) < MAX_FACTORS:
        per = None if over and not opened else _PER.match(text, end)
        times = _TIMES.match(text, end) or (None if over else _BLANK_TIMES.match(text, end))
        if per and not over:
            begin = per.end()
            opened = text[begin : begin + 1] == "("
            following = _below(text, begin + opened)
            if following is None:
                unknown = _UNKNOWN.match(text, begin + opened) if "/" in per.group() else None
                if unknown:
                    return _compound(
                        [*parts, (Unit(unknown.group(), (("?", 1),), Fraction(1)), -1)]
                    ), unknown.end()
                break
            over = True
        elif times or (over and _KELVIN_BELOW.match(text, end)) or (not over and _INVERSE.match(text, end)):
            following = _factor_at(text, times.end() if times else end + (text[end] == " "))
            if following is None:
                break
        else:
            break
        part, power, end = following
        parts += (
            [(part, -power if over else power)]
            if part is not _METRE_KELVIN
            else [(_METRE, -1), (_KELVIN, -1)]
        )
        if opened and text[end : end + 1] == ")":
            end += 1
            break
    return (parts[0][0] if parts == [(parts[0][0], 1)] else _compound(parts)), end


def _below(text: str, start: int) -> tuple[Unit, int, int] | None:
    """A factor behind a slash, where mK is no millikelvin but m·K."""
    found = _factor_at(text, start)
    if found and text[start : found[2]] == "mK":
        return _METRE_KELVIN, 1, found[2]
    return found


def _inverse_of(text: str, start: int) -> tuple[Unit, int, int] | None:
    """What is counted for each unit: /K, /℃."""
    if text[start : start + 1] != "/":
        return None
    found = _factor_at(text, start + 1)
    return (found[0], -found[1], found[2]) if found and found[0].symbol in ("K", "°C") else None


_UNKNOWN = re.compile(r"[A-Za-z]{1,20}|[\u4e00-\u9fff]{1,2}")
_INVERSE = re.compile(r" m[3³]/| [A-Za-zμ]{1,4}(?:\^?\(?-[1-3]\)?|⁻[¹²³])")


def spelled(spelling: str) -> Unit | None:
    """The unit of a whole spelling."""
    return _SPELLINGS.get(spelling)


def _factor_at(text: str, start: int) -> tuple[Unit, int, int] | None:
    """(unit, exponent, end) of one factor of a compound unit."""
    found = _spelling_at(text, start)
    if found is None:
        return None
    unit, end = found
    exponent = _EXPONENT.match(text, end)
    if exponent is None or unit.symbol in ("%", "°"):
        return unit, 1, end
    if exponent[1]:
        if text[end] not in "^(-+" and text[end : end + 1].isdigit() and not _cubed(unit, int(exponent[1])):
            return unit, 1, end
        return unit, int(exponent[1]), exponent.end()
    power = _SUPERSCRIPTS[exponent[3]]
    return unit, -power if exponent[2] else power, exponent.end()


def _cubed(unit: Unit, power: int) -> bool:
    """Only lengths are written with a plain exponent: mm2, but no kg2."""
    return unit.dimension == (("m", 1),) and power in (2, 3)


def _spelling_at(text: str, start: int) -> tuple[Unit, int] | None:
    first = text[start : start + 1]
    if not first or first.isspace():
        return None
    letters = _LETTERS.match(text, start)
    if letters:
        return _latin_at(text, start, letters.group())
    for length in range(min(_LONGEST_OTHER, len(text) - start), 0, -1):
        spelling = text[start : start + length]
        unit = _SPELLINGS.get(spelling)
        if unit is not None:
            following = text[start + length : start + length + 1]
            if not following or following not in _NOT_BEFORE.get(spelling, ""):
                return unit, start + length
    return None


def _latin_at(text: str, start: int, letters: str) -> tuple[Unit, int] | None:
    for spelling in _PHRASES.get(letters, ()):
        end = start + len(spelling)
        if text[start:end] == spelling and not text[end : end + 1].isalnum():
            return _SPELLINGS[spelling], end
    unit = _SPELLINGS.get(letters)
    if unit is not None:
        return unit, start + len(letters)
    if letters.lower() != letters and len(letters) > 3 and (unit := _SPELLINGS.get(letters.lower())):
        return unit, start + len(letters)  # Hours, DAYS
    for length in (1, 2, 3):  # %RH, °C下; mm before Chinese needs nothing, it ends the run of letters
        if letters[:length] in ("%", "‰", "°C", "°"):
            rest = letters[length:]
            if not rest or letters[:length] in ("%", "‰"):
                return _SPELLINGS[letters[:length]], start + length
    return None


def _compound(parts: list[tuple[Unit, int]]) -> Unit:
    powers: dict[str, int] = {}
    factor, error = Fraction(1), Fraction(0)
    for unit, power in parts:
        factor *= unit.factor**power
        error = max(error, unit.error)
        for base, exponent in unit.dimension:
            powers[base] = powers.get(base, 0) + exponent * power
    dimension = tuple(sorted((base, power) for base, power in powers.items() if power))
    over = [part for part in parts if part[1] < 0]
    symbol = "·".join(f"{unit.symbol}{_raised(power)}" for unit, power in parts if power > 0)
    below = "·".join(f"{unit.symbol}{_raised(-power)}" for unit, power in over)
    if over:
        symbol = f"{symbol or '1'}/({below})" if len(over) > 1 else f"{symbol or '1'}/{below}"
    return Unit(symbol, dimension or (("ratio", 1),), factor, error)


def _raised(power: int) -> str:
    return {1: "", 2: "²", 3: "³"}.get(power, f"^{power}")


def _read_table() -> dict[str, Unit]:
    found: dict[str, Unit] = {}
    for symbols, english, chinese, dimension, factor, prefixes in read_rows(DATA / "units.tsv"):
        powers = _dimension(dimension)
        for spelling, symbol, power in _spellings(symbols, english, chinese, prefixes):
            value, error = _factor(factor)
            found[spelling] = Unit(symbol, powers, value * Fraction(10) ** power, error)
    return found


def _dimension(text: str) -> Dimension:
    parts = (re.fullmatch(r"([A-Za-zΩ:]+?)(-?\d)?", part) for part in text.split())
    return tuple(sorted((part[1], int(part[2] or 1)) for part in parts if part))


def _factor(text: str) -> tuple[Fraction, Fraction]:
    if text == "π":
        return 180 / PI, Fraction(0)
    error = {"~": Fraction(3, 100), "?": Fraction(1)}.get(text[0], Fraction(0))
    return Fraction(text.lstrip("~?")), error


def _spellings(symbols: str, english: str, chinese: str, prefixes: str) -> Iterable[tuple[str, str, int]]:
    """(spelling, symbol, power of ten) of a row, with every prefix."""
    own, prefixed = _cells(symbols)
    words, _all = _cells(english)
    others, prefixed_others = _cells(chinese)
    symbol = own[0]
    yield from ((name, symbol, 0) for name in (*own, *words, *others))
    for prefix in prefixes.replace("-", "").split():
        power, long, character = _PREFIXES[prefix]
        with_prefix = ("μ" if prefix == "u" else prefix) + symbol
        yield from ((prefix + name, with_prefix, power) for name in prefixed)
        if long:
            yield from ((long + name, with_prefix, power) for name in words)
            yield from ((character + name, with_prefix, power) for name in prefixed_others)


def _cells(cell: str) -> tuple[list[str], list[str]]:
    """(all spellings of a cell, those that take prefixes)."""
    if cell == "-":
        return [], []
    before, _bar, after = cell.replace("_", "\x00").partition("|")
    plain = [name.replace("\x00", " ") for name in before.split()]
    return plain + [name.replace("\x00", " ") for name in after.split()], plain


def _phrases() -> dict[str, list[str]]:
    """First run of letters -> spellings of several parts (kW·h, newton metres), the longest first."""
    found: dict[str, list[str]] = {}
    for spelling in _SPELLINGS:
        first = _LETTERS.match(spelling)
        if first and first.group() != spelling:
            found.setdefault(first.group(), []).append(spelling)
    return {first: sorted(names, key=len, reverse=True) for first, names in found.items()}


_SPELLINGS = _read_table()
_PHRASES = _phrases()
_METRE, _KELVIN = _SPELLINGS["m"], _SPELLINGS["K"]
_METRE_KELVIN = Unit("m·K", (("K", 1), ("m", 1)), Fraction(1))
_LONGEST_OTHER = max(len(name) for name in _SPELLINGS if not _LETTERS.match(name))


_ADJECTIVES = re.compile(expression("adjectives"))
_CELSIUS = re.compile(r"C(?![A-Za-z0-9])")


def unit_after(text: str, end: int) -> tuple[Unit, int]:
    """The unit after a number, with the adjective of what is counted: 1.2 million seal strokes."""
    start = end
    if text[start : start + 1] in ("余", "多", "来", "几") or (
        text[start : start + 1] == "+" and text[start + 1 : start + 2] in (" ", "次", "小", "h")
    ):
        start += 1
    gap = start + 1 if text[start : start + 1] in (" ", "-") else start
    if found := unit_at(text, gap):
        return found if _is_unit(text, gap, found[1], text[start:gap]) else (NO_UNIT, end)
    if _CELSIUS.match(text, gap) and gap > start:
        return spelled("°C") or NO_UNIT, gap + 1
    if gap > start and (far := _ADJECTIVES.match(text, start)):
        words = far[1].split()
        unit_of = spelled(far[2])
        if unit_of and not ENGLISH_STOP_WORDS.intersection(words):
            return unit_of, far.end()
    return NO_UNIT, end


def _is_unit(text: str, start: int, stop: int, gap: str) -> bool:
    """Whether what spells a unit is one after this gap: M, B, S and F behind digits are mostly names,
    and after a hyphen only the usual units are meant (2-mm bore, but A-3-m).
    """
    word = text[start:stop]
    if len(word) == 1 and word.isascii() and word.isalpha():
        following = text[stop : stop + 1]
        if (following.isalnum() and following.isascii()) or (word in "MBSF" and not gap):
            return False
    return gap != "-" or len(word) > 2 or word in ("mm", "kg", "kW", "kV", "h")
