"""What a figure is a figure of: the words around it against the name of an indicator, in and across
languages.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from matching.engine.analysis import chinese_segmenter
from matching.engine.analysis.analyzer import HAN
from matching.engine.analysis.stopwords import CHINESE_STOP_WORDS, ENGLISH_STOP_WORDS
from matching.engine.quantities.tables import MEASURANDS, WORD, expression, plain, whole
from matching.engine.translation.dictionary.bilingual_dictionary import default_dictionary
from matching.engine.translation.dictionary.lookup_keys import index_stem

GENERAL_EN, GENERAL_ZH = plain("general")
PART_EN, PART_ZH = plain("part")
MODIFIER_EN, MODIFIER_ZH = plain("modifier")
MAX_WORDS = 6  # of an English name of what is measured
MAX_RANK = 3  # glosses of the dictionary that count
_TOKEN = re.compile(rf"[{HAN}]+|[A-Za-z]+(?:'[a-z]{{1,2}})?|[^\w\s]")
_PREPOSITIONS = frozenset(
    ["of", "in", "at", "for", "to", "under", "per", "with", "on", "by", "after", "during", "from", "against"]
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A word or a name of what is measured, with its place in the text it was read from.

    `rows` are the rows of the table of measurands, `stems` those of English words; `general` is a word
    that tells nothing of its own.
    """

    start: int
    end: int
    text: str
    rows: frozenset[int] = frozenset()
    stems: tuple[str, ...] = ()
    general: bool = False

    @property
    def measures(self) -> bool:
        """Whether it is the name of what is measured."""
        return not self.rows <= MEASURANDS.words

    @property
    def is_chinese(self) -> bool:
        return not self.stems and not self.text.isascii()


_NONE: frozenset[int] = frozenset()


@lru_cache(maxsize=4_000)
def mentions(text: str) -> tuple[Mention, ...]:
    """The words of a short folded text, names of measurands whole. Function words are left out."""
    found: list[Mention] = []
    words: list[tuple[int, int, str]] = []  # an English run
    for token in _TOKEN.finditer(text):
        word = token.group()
        if word[0].isascii() and word[0].isalpha():
            words.append((token.start(), token.end(), word))
            continue
        if word == "-" and words and token.start() == words[-1][1]:
            continue
        found += _english(words)
        words = []
        if not word[0].isascii() and (word[0].isalpha()):
            found += _chinese(word, token.start())
    return (*found, *_english(words))


def _english(words: Sequence[tuple[int, int, str]]) -> Iterator[Mention]:
    lower = [word.lower() for _start, _end, word in words]
    stems = [index_stem(word) or word for word in lower]
    place = 0
    while place < len(words):
        start, end, word = words[place]
        for key, rows in MEASURANDS.english.get(stems[place], ()):
            if tuple(stems[place : place + len(key)]) == key:
                end = words[place + len(key) - 1][1]
                yield Mention(start, end, word, rows, key)
                place += len(key)
                break
        else:
            if lower[place] not in ENGLISH_STOP_WORDS and len(word) > 1:
                yield Mention(start, end, word, _NONE, (stems[place],), stems[place] in GENERAL_EN)
            place += 1


def _chinese(run: str, first: int) -> Iterator[Mention]:
    rest = place = 0
    while place < len(run):
        for length in range(min(MEASURANDS.longest, len(run) - place), 1, -1):
            rows = MEASURANDS.chinese.get(run[place : place + length])
            if rows and not _overlapped(run, place, length):
                yield from _words(run[rest:place], first + rest)
                yield Mention(first + place, first + place + length, run[place : place + length], rows)
                place += length
                rest = place
                break
        else:
            place += 1
    if run[-1:] in _SINGLE and rest < len(run) and (len(run) == 1 or run[-2] not in "之的比最"):
        yield from _words(run[rest:-1], first + rest)
        yield Mention(first + len(run) - 1, first + len(run), run[-1], _SINGLE[run[-1]])
    else:
        yield from _words(run[rest:], first + rest)


def _overlapped(run: str, place: int, length: int) -> bool:
    """Whether a name begins in the last character of another one and is the better one:
    薄膜厚度 has 厚度, no 膜厚.
    """
    begin = place + length - 1
    return length == 2 and run[begin : begin + 2] in MEASURANDS.chinese


_SINGLE = {
    letter: MEASURANDS.chinese[word]
    for letter, word in {"重": "重量", "长": "长度", "宽": "宽度", "高": "高度", "厚": "厚度"}.items()
}


def _words(run: str, first: int) -> Iterator[Mention]:
    if not run:
        return
    for word in chinese_segmenter.words(run):
        end = first + len(word)
        if word not in CHINESE_STOP_WORDS:
            general = word in GENERAL_ZH or (len(word) == 1 and word not in PART_ZH)
            yield Mention(first, end, word, _NONE, (), general)
        first = end


@dataclass(frozen=True, slots=True)
class Subject:
    """The name of an indicator: what is measured, and the other words that must be met."""

    name: str
    head: Mention | None
    others: tuple[Mention, ...]
    rows: frozenset[int]

    @property
    def is_whole(self) -> bool:
        """Whether it is one of a whole machine, of which a part is none."""
        return bool(_WHOLE.search(self.name))

    @property
    def adds_up(self) -> bool:
        """Whether the figure of the whole is more than that of a part: weight, cost."""
        return bool(self.rows & MEASURANDS.sums)

    @property
    def spans(self) -> bool:
        """Whether a range of it says what is covered: an operating temperature."""
        return bool(self.rows & MEASURANDS.span) or bool(_SPAN.search(self.name))

    @property
    def reaches(self) -> bool:
        """Whether "up to" names a figure that is reached: a temperature that is withstood."""
        return bool(self.rows & MEASURANDS.reach)


_WHOLE = re.compile(
    r"整机|整车|整体|总重|\b(?:total|whole|overall|complete|machine|vehicle|entire)\b", re.IGNORECASE
)
_SPAN = re.compile(r"范围|区间|\brange\b|\bspan\b", re.IGNORECASE)


@lru_cache(maxsize=4_000)
def subject_of(name: str) -> Subject:
    """The subject that a folded name tells."""
    found = [mention for mention in mentions(name) if mention.text]
    telling = [mention for mention in found if not mention.general] or found
    if not telling:
        return Subject(name, None, (), _NONE)
    stop = _first_preposition(name)
    head = ([mention for mention in telling if mention.end <= stop] or telling)[-1]
    others = tuple(mention for mention in telling if mention is not head)
    return Subject(name, head, others, head.rows)


@lru_cache(maxsize=4_000)
def subjects_of(name: str) -> tuple[Subject, ...]:
    """The subjects that a folded name tells: one, or for a name in two languages (最高车速
    top speed) one each.
    """
    return tuple(subject_of(each.strip()) for each in _two_names(name) or (name,))


def _two_names(name: str) -> tuple[str, str] | None:
    """A Chinese name and an English one in one cell, in their order; None for one name alone."""
    han = [match.start() for match in _HAN.finditer(name)]
    if not han:
        return None
    first, last = han[0], han[-1] + 1
    after, before = _ENGLISH_AFTER.fullmatch(name[last:]), _ENGLISH_BEFORE.fullmatch(name[:first])
    if after and _ENGLISH_WORD.search(after[1]):
        return name[: last + after.start(1)].rstrip(" (/"), after[1]
    if before and _ENGLISH_WORD.search(before[1]):
        return before[1], name[first:].removesuffix(")")
    return None


_HAN = re.compile(rf"[{HAN}]")
_ENGLISH_AFTER = re.compile(r"[^A-Za-z]{0,3} [(/]?([A-Za-z -]*)[)]?")
_ENGLISH_BEFORE = re.compile(r"\A([A-Za-z -]*) [(/]?")
_ENGLISH_WORD = re.compile(r"[a-z]{4}")


def _first_preposition(name: str) -> int:
    """Where the words begin that tell more of the head: of the film, (incl. battery)."""
    found = _FURTHER.search(name, 1)
    return found.start() if found else len(name)


_FURTHER = re.compile(rf" (?:{'|'.join(sorted(_PREPOSITIONS))})\b|[(（,，;；:]", re.IGNORECASE)


def same(wanted: Mention, found: Sequence[Mention], text: str) -> bool:
    """Whether one of the mentions, which were read from the text, is the wanted word or a translation."""
    return any(meets(wanted, mention) for mention in found) or (
        wanted.is_chinese and len(wanted.text) > 1 and not wanted.rows and wanted.text in text
    )


@lru_cache(maxsize=50_000)
def meets(wanted: Mention, found: Mention) -> bool:
    if wanted.rows & found.rows:
        return True
    if wanted.general != found.general:
        return False
    if wanted.is_chinese == found.is_chinese:
        if wanted.is_chinese:
            return wanted.text == found.text or (
                not (wanted.rows and found.rows)
                and min(len(wanted.text), len(found.text)) > 1
                and (wanted.text in found.text or found.text in wanted.text)
            )
        if wanted.rows and found.rows:
            return False
        return bool(wanted.stems) and _within(wanted.stems, found.stems)
    if wanted.rows and found.rows:
        return False
    chinese, english = (wanted, found) if wanted.is_chinese else (found, wanted)
    return _translates(chinese.text, english.stems)


def _within(stems: tuple[str, ...], others: tuple[str, ...]) -> bool:
    return all(stem in others for stem in stems)


@lru_cache(maxsize=20_000)
def _translates(chinese: str, stems: tuple[str, ...]) -> bool:
    """Whether the dictionary gives the English word among the first meanings of the Chinese one."""
    if len(chinese) < 2:
        return False
    for gloss in default_dictionary().english(chinese)[:MAX_RANK]:
        words = tuple(index_stem(word.lower()) for word in WORD.findall(gloss))
        told = tuple(filter(None, words))
        if told == stems or (len(stems) == 1 and told[-1:] == stems and len(told) == 2):
            return True
    return default_dictionary().chinese(" ".join(stems)).get(chinese, MAX_RANK) < MAX_RANK


def is_part(mention: Mention) -> bool:
    return mention.text in PART_ZH or bool(mention.stems and mention.stems[-1] in PART_EN)


def is_modifier(mention: Mention) -> bool:
    return mention.text in MODIFIER_ZH or bool(mention.stems and mention.stems[-1] in MODIFIER_EN)


def rows_named(*names: str) -> frozenset[int]:
    """The rows of the table of measurands that have one of these Chinese names."""
    return frozenset().union(*(MEASURANDS.chinese[name] for name in names))


TEMPERATURE_ROWS = rows_named("工作温度", "耐低温")
WITHSTOOD_ROWS = TEMPERATURE_ROWS | rows_named("耐压", "耐电压", "载荷")
DIFFERENCE_ROWS = rows_named(
    "温升", "温差", "温控精度", "热漂移", "精度", "误差", "波动", "均匀性", "测量精度"
)


WORDS_READ = 5_000  # characters of a text in which other words of a name are looked for
_SCRIPTS = re.compile(expression("scripts"))
_FOREIGN, _ENGLISH = whole("foreign"), whole("english")
_KNOWN = frozenset(["", "zh", "en", "mul", "und"])
_WORDS_COUNTED = 400


def is_foreign(text: str, language: str) -> bool:
    """Whether the words of a text are those of a language that is neither Chinese nor English."""
    if language.lower().replace("_", "-").partition("-")[0] not in _KNOWN:
        return True
    begin = text[:WORDS_READ]
    letters = sum(1 for _each in _SCRIPTS.finditer(begin))
    if letters > 3 and letters * 8 > sum(map(str.isalpha, begin)):
        return True
    words = [
        word.group().lower() for _n, word in zip(range(_WORDS_COUNTED), _LATIN.finditer(begin), strict=False)
    ]
    foreign = sum(word in _FOREIGN for word in words)
    return (
        foreign > 1
        and foreign > sum(word in _ENGLISH for word in words)
        and not any("\u4e00" <= c <= "\u9fff" for c in begin)
    )


_LATIN = re.compile(r"[^\W\d_]{1,30}")
