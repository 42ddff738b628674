"""Numbers with units in free text, English and Chinese, and which way is better."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from core.nfkc import nfkc

Direction = Literal["more", "less", ""]

# A number gives nothing back once it is read: no unit and no sign of a range begins with a digit or a
# separator. It has at most six groups of thousands, so that a table of figures is not read from each of them
# to its end.
POWER = r"10\^[-+]?\d{1,2}+"
PLAIN = r"[-+]?(?:\d{1,3}+(?:[,\u2009\u202f ]\d{3}){1,5}+(?:\.\d++)?+|\d++(?:\.\d++)?+)"
NUMBER = rf"(?:{POWER}|{PLAIN}(?:\s?[×x]\s?{POWER})?)"
UNIT = r"[%‰]|°[CFK]?|[A-Za-zμΩ]{1,6}(?:[·/^*][A-Za-zμΩ0-9]{1,6}){0,2}|[\u4e00-\u9fff]{1,3}"
QUANTITY = re.compile(
    rf"(?<![A-Za-z0-9.^])(?<!\d,)(?P<low>{NUMBER})(?:\s?(?P<first>{UNIT})??\s?(?:–|—|-|~|to|至|到|降到|降至)\s?(?P<high>{NUMBER}))?"
    rf"\s?(?P<wan>万)?\s?(?P<unit>{UNIT})"
)
RAISED = re.compile(r"\^([-+]?\d+)")
RAISE = str.maketrans("0123456789-+", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺")
SUPERSCRIPTS = re.compile(r"[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
LONGEST = 20_000  # characters read of one text

PROSE = frozenset(
    ["to", "and", "or", "of", "in", "on", "at", "per", "for", "the", "by", "with", "from", "is", "as", "it"]
)

# Different spellings of one unit; what is not here stands for itself.
SPELLINGS = {
    "h": ["h", "hr", "hrs", "hour", "hours", "小时", "个小时", "小時"],
    "min": ["min", "mins", "minute", "minutes", "分钟"],
    "s": ["s", "sec", "second", "seconds", "秒"],
    "d": ["d", "day", "days", "天", "日"],
    "month": ["month", "months", "个月", "月"],
    "year": ["year", "years", "yr", "yrs", "年"],
    "%": ["%", "percent"],
    "°C": ["°C", "°", "度", "摄氏度"],
    "mm": ["mm", "毫米"],
    "cm": ["cm", "厘米"],
    "m": ["m", "米"],
    "μm": ["μm", "um", "微米"],
    "nm": ["nm", "纳米"],
    "kg": ["kg", "公斤", "千克"],
    "g": ["g", "克"],
    "t": ["t", "吨", "tonne", "tonnes"],
    "kW": ["kW", "千瓦"],
    "V": ["V", "伏"],
    "kV": ["kV", "千伏"],
    "cycles": ["cycles", "cycle", "次", "次循环"],
    "pieces": ["pcs", "pieces", "件", "个"],
    "rpm": ["rpm", "r/min", "转"],
}
ONE_SPELLING = {other: unit for unit, others in SPELLINGS.items() for other in others}

MORE = re.compile(
    r"≥|>|\bnot? less than\b|\bat least\b|\bmin(?:imum)?\b\.?"
    r"|\bover\b|\babove\b|\bmore\b|\blonger\b|\bhigher\b"
    r"|不低于|不少于|不小于|至少|以上|大于|高于|超过(?<!不超过)",
    re.IGNORECASE,
)
LESS = re.compile(
    r"≤|<|\bat most\b|\bmax(?:imum)?\b\.?|\bunder\b|\bbelow\b|\bfewer\b|\bless\b"
    r"|\bno more than\b|\bup to\b|\blower\b"
    r"|不超过|不高于|不大于|不多于|以下|以内|小于|低于(?<!不低于)|少于(?<!不少于)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number or a range, its unit in one spelling, and how it stood in the text."""

    low: float
    high: float
    unit: str
    words: str
    start: int
    end: int


def fold(text: str) -> str:
    """One form of widths, signs and micro; raised figures become "^-5" so that 10⁻⁵ stays a power."""
    raised = SUPERSCRIPTS.sub(lambda match: f"^{match.group()}", text[:LONGEST])
    return nfkc(raised).replace("−", "-").replace("\u2007", " ")


def quantities(folded: str) -> Iterator[Quantity]:
    """Every number that is followed by a unit. `folded` comes from fold()."""
    for match in QUANTITY.finditer(folded):
        unit = _unit(match["unit"])
        if unit:
            factor = 10_000 if match["wan"] else 1
            low = _number(match["low"]) * factor
            high = _number(match["high"]) * factor if match["high"] else low
            words = " ".join(RAISED.sub(lambda found: found[1].translate(RAISE), match.group()).split())
            yield Quantity(min(low, high), max(low, high), unit, words, match.start(), match.end())


def direction(wanted: str, today: str = "") -> Direction:
    """Which way is better: the words say it, else the step from today's figure to the wanted one."""
    folded = fold(wanted)
    less, more = LESS.search(folded), MORE.search(folded)
    if less and not (more and more.start() < less.start()):
        return "less"
    if more:
        return "more"
    goal, now = next(quantities(folded), None), next(quantities(fold(today)), None)
    if goal and now and goal.unit == now.unit and goal.high != now.high:
        return "more" if goal.high > now.high else "less"
    return ""


def _number(text: str) -> float:
    mantissa, _sign, power = re.sub(r"[,\s]", "", text).replace("x", "×").rpartition("×")
    if "^" in power:
        base, _caret, exponent = power.partition("^")
        return float(mantissa or 1) * float(base) ** int(exponent)
    return float(power)


def _unit(text: str) -> str:
    """The unit in one spelling; "" for a word that is none (a Latin word of the sentence)."""
    if text in ONE_SPELLING:
        return ONE_SPELLING[text]
    if text.lower() in ONE_SPELLING:
        return ONE_SPELLING[text.lower()]
    if "\u4e00" <= text[0] <= "\u9fff":
        longest = next((text[:n] for n in (3, 2, 1) if text[:n] in ONE_SPELLING), "")
        return ONE_SPELLING.get(longest, "")
    return "" if text.lower() in PROSE or (text.isalpha() and len(text) > 5) else text
