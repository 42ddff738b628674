"""Numbers as people write them, exact: decimal comma, thousands, powers, fractions, Chinese and English
words.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from matching.engine.analysis.word_tables import read_rows
from matching.engine.quantities.tables import DATA, FIRST, expression, whole_words
from matching.engine.quantities.units import unit_at

MAX_DIGITS = 30

# A number with its separators, in one go; what it means is decided by `parse`.
NUMBER = re.compile(r"\d++(?:[.,']\d++)*+|(?<![\w.,])\.\d++|[½¼¾]")
SPACED = re.compile(r" \d{3}(?!\d)")
POWER = re.compile(
    r" ?[×x*·] ?10(?:(?:\^|\*\*)\(?([-+]?\d{1,2})\)?|([⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2})|(-\d{1,2})(?![\d.]))"
)
TEN_TO = re.compile(r"(?:\^|\*\*)\(?([-+]?\d{1,2})\)?|([⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2})")
EXPONENT = re.compile(r"[eE]([-+]?\d{1,2})(?![\w.])")
OVER = re.compile(r"/(\d{1,2})(?= ?(?:inch|in\b|\"|h\b|hour|小时|英寸|mile|turn))")
FRACTION = re.compile(r" ?(\d{1,2})/(\d{1,2})(?=[ -]?(?:inch|in\b|\"|h\b|hour|小时|英寸|mile|turn))")
_NUMBER_ONLY = re.compile(r"\d{1,9}")
_DESIGNATED, _DESIGNATED_ZH = whole_words("designated")
_LAST_WORD = re.compile(r"(?<![A-Za-z])([A-Za-z/]{1,12})\.?[ :-]{0,2}$")
_SYMBOL_BEFORE = re.compile(expression("symbol_before"))
_GRADE = re.compile(expression("grade"))
_DATE = re.compile(r"[-/.]\d{1,2}(?:[-/.]\d{1,4})?(?![\d])|年(?!度?[寿产均])|:\d\d")
_REPORT = re.compile(r"[A-Z]{1,2}-\d")  # 3A-2291
_MODEL = re.compile(r"[A-Za-z]\d{1,4}-$")  # M3-5m
_ORDINAL = re.compile(r"(?:st|nd|rd|th)\b")
_NUMERALS = read_rows(DATA / "numerals.tsv")
_MULTIPLES = {word: int(value) for kind, word, value in _NUMERALS if kind == "times"}
_WORDS = {word: Fraction(value) for kind, word, value in _NUMERALS if kind == "word"}
MULTIPLE = re.compile(expression("multiple"))
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
_VULGAR = {"½": Fraction(1, 2), "¼": Fraction(1, 4), "¾": Fraction(3, 4)}

_DIGITS = {"零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_PLACES = {"十": 10, "百": 100, "千": 1000}
CHINESE = re.compile(r"百分之[一二两三四五六七八九十百零点]{1,8}|[一二两三四五六七八九十百千万亿零半]{1,12}")
ENGLISH = re.compile(expression("english"), re.IGNORECASE)
VAGUE, VAGUE_ZH = re.compile(expression("vague"), re.IGNORECASE), re.compile(expression("vague_zh"))
_FIRST_WORDS = frozenset(
    ["hundreds", "thousands", "tens", "dozens", "millions", "several", *(word.split()[0] for word in _WORDS)]
)
_LONG_UNIT = re.compile(r"小时|分钟|个月|年[内以]|公里|公斤|千克|毫米|吨|天(?!然)")
_HUGE = re.compile(r"(?: ?[×x*] ?10)?\^\(?[-+]?\d{3,9}\)?")
ENGLISH_MULTIPLE = re.compile(r"[ -](hundred|thousand|million|billion)\b", re.IGNORECASE)


def parse(digits: str) -> Fraction | None:
    """The value of a number with separators; None for what is no number (2.1.3, 1,2,3).

    One comma with three digits after it is thousands unless a zero leads; every other single comma is
    decimal.
    """
    if digits in _VULGAR:
        return _VULGAR[digits]
    if len(digits) > MAX_DIGITS:
        return None
    separators = [letter for letter in digits if not letter.isdigit()]
    if not separators:
        return Fraction(int(digits))
    last = separators[-1]
    if len(set(separators)) == 1:
        if len(separators) == 1 and (last == "." or (last == "," and not _is_thousands(digits, last))):
            return Fraction(digits.replace(last, "."))
        return Fraction(int(digits.replace(last, ""))) if _is_thousands(digits, last) else None
    if separators.count(last) != 1 or len(set(separators)) != 2 or last == "'":
        return None
    whole, _sign, decimals = digits.rpartition(last)
    if not _is_thousands(whole, separators[0]):
        return None
    return Fraction(f"{whole.replace(separators[0], '')}.{decimals}")


def _is_thousands(digits: str, separator: str) -> bool:
    first, *groups = digits.split(separator)
    return 0 < len(first) <= 3 and first[0] != "0" and all(len(group) == 3 for group in groups)


def spaced_end(text: str, digits: str, end: int) -> int:
    """The end of a number with blanks between its thousands that begins with `digits`; a row of more than
    three groups is a row of figures.
    """
    start = end - len(digits)
    in_a_row = text[start - 1 : start] == " " and text[max(0, start - 2) : start - 1].isdigit()
    if not digits.isdecimal() or len(digits) > 3 or digits[0] == "0" or in_a_row:
        return end
    groups: list[re.Match[str]] = []
    while len(groups) < 3 and (group := SPACED.match(text, groups[-1].end() if groups else end)):
        groups.append(group)
    return groups[-1].end() if 0 < len(groups) < 3 else end


def power_at(text: str, start: int, digits: str) -> tuple[Fraction, int] | None:
    """(power of ten, end) after a number: ×10⁻³, e-6, and 10^-6 itself, for which the number counts as
    one.
    """
    if digits == "10" and (found := TEN_TO.match(text, start)):
        return _ten(found[1] or found[2]) / 10, found.end()
    if found := POWER.match(text, start):
        return _ten(found[1] or found[2] or found[3]), found.end()
    if found := EXPONENT.match(text, start):
        return _ten(found[1]), found.end()
    return None


def multiple_at(text: str, start: int) -> tuple[int, int]:
    """(factor, end) of 万, million or k after a number; (1, start) where none stands."""
    found = MULTIPLE.match(text, start)
    if found is None:
        return 1, start
    return _MULTIPLES[found.group().strip()], found.end()


def chinese_value(word: str) -> Fraction | None:
    """The value of a numeral in Chinese characters."""
    if word == "半":
        return Fraction(1, 2)
    if word.startswith("百分之"):
        whole, _point, decimals = word[3:].partition("点")
        value = chinese_value(whole) if whole else None
        places = [_DIGITS[letter] for letter in decimals if letter in _DIGITS]
        return (
            None if value is None else value + sum(Fraction(n, 10 ** (k + 1)) for k, n in enumerate(places))
        )
    total, section, digit = 0, 0, None
    for letter in word:
        if letter in _DIGITS:
            if digit and letter != "零":
                return None
            digit = _DIGITS[letter]
        elif letter in _PLACES:
            section += (1 if digit is None else digit) * _PLACES[letter]
            digit = None
        elif letter in "万亿":
            total = (total + section + (digit or 0) or 1) * (10**4 if letter == "万" else 10**8)
            section, digit = 0, None
        else:
            return None
    return Fraction(total + section + (digit or 0))


def english_value(word: str) -> Fraction:
    return _WORDS[" ".join(word.lower().split())]


def english_multiple(text: str, start: int) -> tuple[int, int]:
    found = ENGLISH_MULTIPLE.match(text, start)
    if found is None:
        return 1, start
    return _MULTIPLES[found[1].lower()], found.end()


def _ten(exponent: str) -> Fraction:
    return Fraction(10) ** int(exponent.translate(_SUPERSCRIPTS))


def numerals(text: str) -> Iterator[tuple[int, int, Fraction | None]]:
    """(start, end, value) of every numeral in digits and words; None for digits, 0 for a vague one."""
    places: list[tuple[int, int, Fraction | None]] = [
        (found.start(), found.end(), None) for found in NUMBER.finditer(text)
    ]
    if not text.isascii():
        for found in CHINESE.finditer(text):
            value = chinese_value(found.group())
            if value is not None and _spelled_out(text, found.start(), found.end()):
                places.append((found.start(), found.end(), value))
        places += [(found.start(), found.end(), Fraction(0)) for found in VAGUE_ZH.finditer(text)]
    lower = text.lower()
    if len(lower) == len(text):
        places += _english_numerals(lower)
    return iter(sorted(places, key=lambda place: place[:2]))


def _english_numerals(lower: str) -> Iterator[tuple[int, int, Fraction]]:
    """Those in English words, each of which begins with one of few words."""
    for word in FIRST.finditer(lower):
        if word.group() not in _FIRST_WORDS:
            continue
        if found := VAGUE.match(lower, word.start()):
            yield found.start(), found.end(), Fraction(0)
        elif found := ENGLISH.match(lower, word.start()):
            yield found.start(), found.end(), english_value(found.group())


def _spelled_out(text: str, start: int, end: int) -> bool:
    """Whether a Chinese numeral begins a figure: not the one of 统一 or 一次成型."""
    word = text[start:end]
    if word.startswith("百分之"):
        return True
    if start and (text[start - 1].isdigit() or text[start - 1] in "第统唯进同万之其某每单另"):
        return False
    if len(word) == 1 and word in "一十百千万亿零":
        return _LONG_UNIT.match(text, end) is not None and word not in "亿零"
    return word != "半" or text[end : end + 1] in ("年", "天", "小") or text[end : end + 2] == "个月"


@dataclass(frozen=True, slots=True)
class Number:
    """`scaled` is the factor of 万 or million; a `vague` number says no value: hundreds of, 999…9, 10^999."""

    value: Fraction
    end: int
    scaled: int = 1
    vague: bool = False


def number_at(text: str, start: int, end: int, value: Fraction | None) -> Number | None:
    """The number that begins at `start`, with powers and multiples."""
    if value == 0 and (found := VAGUE.match(text, start) or VAGUE_ZH.match(text, start)):
        return Number(Fraction(0), found.end(), vague=True)
    if value is not None:
        times, after = english_multiple(text, end) if text[start].isascii() else (1, end)
        return Number(value * times, after)
    digits = text[start:end]
    if fraction := FRACTION.match(text, end):
        whole = parse(digits)
        if whole is not None and int(fraction[2]):
            return Number(whole + Fraction(int(fraction[1]), int(fraction[2])), fraction.end())
    if (over := OVER.match(text, end)) and digits.isdecimal() and int(over[1]):
        return Number(Fraction(int(digits), int(over[1])), over.end())
    spaced = spaced_end(text, digits, end)
    parsed = parse(text[start:spaced].replace(" ", "") if spaced != end else digits)
    if parsed is None:
        return Number(Fraction(0), end, vague=True)
    end = spaced
    if huge := _HUGE.match(text, end):
        return Number(Fraction(0), huge.end(), vague=True)
    if power := power_at(text, end, digits):
        return Number(parsed * power[0], power[1])
    if text[end : end + 1] == "½":
        parsed, end = parsed + Fraction(1, 2), end + 1
    times, end = multiple_at(text, end)
    return Number(parsed * times, end, times)


def is_designation(text: str, start: int, end: int) -> bool:
    """Whether the digits from `start` to `end` belong to a name, a date, a version or a grade."""
    before = text[start - 1 : start]
    window = text[max(0, start - 10) : start]
    if before and before.isascii() and (before.isalpha() or before == "_"):
        return not _SYMBOL_BEFORE.search(window)
    if _REPORT.match(text, end) or _MODEL.search(window):
        return True
    if before in ("-", "/") and start > 1 and _is_joined(text, start, end, window):
        return True
    return (
        before == "#"
        or bool(_is_named(window) or _GRADE.match(text, start) or _ORDINAL.match(text, end))
        or _is_time(text, start, end, window)
        or text[end : end + 2] == "号钢"
    )


def _is_joined(text: str, start: int, end: int, window: str) -> bool:
    """Whether a hyphen or slash joins the digits to a name: UH-60, 6061-5, but not mm/40 mm."""
    sign, second = text[start - 1], text[start - 2]
    if second.isascii() and second.isalpha() and not _SYMBOL_BEFORE.search(window[:-1]):
        return sign == "-" or not unit_at(text, end)
    return sign == "-" and second.isdigit() and not unit_at(text, _behind_blank(text, end))


def _is_time(text: str, start: int, end: int, window: str) -> bool:
    """Whether the digits belong to a date or a time of day."""
    digits, following = text[start:end], text[end : end + 1]
    if digits.isdecimal() and len(digits) == 4 and digits[:2] in ("19", "20") and _DATE.match(text, end):
        second = _NUMBER_ONLY.match(text, end + 1)
        return not (following == "-" and second and unit_at(text, _behind_blank(text, second.end())))
    if (following == ":" and text[end + 1 : end + 2].isdigit()) or (
        text[start - 1 : start] == ":" and text[start - 2 : start - 1].isdigit()
    ):
        return True
    return following in ("月", "号") or (following == "日" and "月" in window)


def _behind_blank(text: str, end: int) -> int:
    return end + (text[end : end + 1] == " ")


def _is_named(window: str) -> bool:
    """Whether the word before a number makes it a name: Type 5, 第5."""
    last = _LAST_WORD.search(window)
    return last[1] in _DESIGNATED if last else window.rstrip(" :-").endswith(_DESIGNATED_ZH)
