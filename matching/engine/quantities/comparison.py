"""An indicator beside the text of an offer: reached, not reached, to be checked, not stated or not
compared.

A figure decides only when it is sure what it is a figure of, that it is the offer's own, and that all
figures for the same thing agree. "Not stated" is said only when the text holds no quantity of the kind
at all.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal

from matching.engine.quantities import contexts, goals, subjects
from matching.engine.quantities.contexts import Layout, Place
from matching.engine.quantities.folding import fold
from matching.engine.quantities.goals import Goal
from matching.engine.quantities.outcomes import Outcome, outcome_of
from matching.engine.quantities.reader import Quantity, quantities, read
from matching.engine.quantities.subjects import Mention, Subject, mentions
from matching.engine.quantities.tables import expression
from matching.engine.quantities.units import NO_UNIT

Verdict = Literal["reached", "not_reached", "check", "not_stated", "not_compared"]
Why = Literal["", "language", "no_figure", "too_long"]

EXACT, TOLERATED, LIKELY, UNSURE = 3, 2, 1, 0  # how sure it is what a figure is a figure of
WINDOW = 120  # characters beside a figure in which its subject stands
MAX_COMPARED = 60  # figures of one kind in a text that are looked at


@dataclass(frozen=True, slots=True)
class Comparison:
    """`shown` quotes the figure as the text has it; `why` says why nothing was compared."""

    verdict: Verdict
    shown: str = ""
    goal: Goal | None = None
    why: Why = ""

    @property
    def wanted_read(self) -> str:
        return goals.in_words(self.goal) if self.goal else ""


class Text:
    """A text of an offer, read once for all indicators."""

    def __init__(self, text: str, language: str = "") -> None:
        self.text, self.folded = text, fold(text)
        self.foreign = subjects.is_foreign(self.folded, language)

    @cached_property
    def complete(self) -> bool:
        """Whether it was read to its end."""
        return len(self.folded) == len(self.text) and read(self.folded)[1]

    @cached_property
    def layout(self) -> Layout:
        return Layout(self.folded, quantities(self.folded))

    @cached_property
    def bare(self) -> Layout:
        """The same with numbers that have no unit."""
        return Layout(self.folded, quantities(self.folded, bare=True))

    @cached_property
    def words(self) -> tuple[Mention, ...]:
        return mentions(self.folded[: subjects.WORDS_READ])

    def quote(self, quantity: Quantity) -> str:
        return " ".join(self.text[quantity.quote_start : quantity.quote_end].split())


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A figure of the wanted dimension: how sure its subject is, whether it may decide, and what it
    would say.
    """

    quantity: Quantity
    level: int
    decides: bool
    outcome: Outcome


def compare(name: str, today: str, wanted: str, text: str | Text, language: str = "") -> Comparison:
    """The verdict on one indicator; the cells are read up to their limits."""
    name, today, wanted = (goals.folded(cell) for cell in (name, today, wanted))
    goal = goals.read_goal(name, today, wanted)
    if isinstance(text, str):
        text = _text(text, language)
    if goal is None:
        return Comparison("not_compared", why="no_figure")
    if text.foreign:
        return Comparison("not_compared", goal=goal, why="language")
    layout = text.bare if goal.unit is NO_UNIT else text.layout
    kind = goal.unit.kind
    akin = [number for number, each in enumerate(layout.found) if each.unit.kind == kind]
    if not akin:
        if any(each.unit.kind in goal.kinds for each in layout.found):
            return Comparison(
                "check", text.quote(next(e for e in layout.found if e.unit.kind in goal.kinds)), goal
            )
        if goal.unit is NO_UNIT and text.bare.found:
            return Comparison("check", text.quote(text.bare.found[0]), goal)
        if not text.complete:
            return Comparison("not_compared", goal=goal, why="too_long")
        return Comparison("not_stated", goal=goal)
    same = [number for number in akin if layout.found[number].unit.dimension == goal.unit.dimension]
    if not same:
        return Comparison("check", text.quote(layout.found[akin[0]]), goal)
    readings = [_Reading(text, layout, goal, each, same) for each in subjects.subjects_of(name)]
    verdict, figure = _decided([each for reading in readings for each in reading.candidates()])
    if len(same) > MAX_COMPARED or not goal.certain:
        verdict = "check"
    return Comparison(verdict, text.quote(figure), goal)


@lru_cache(maxsize=64)
def _text(text: str, language: str) -> Text:
    return Text(text, language)


def _decided(candidates: Sequence[_Candidate]) -> tuple[Verdict, Quantity]:
    best = max(
        candidates, key=lambda each: (each.level if each.decides else min(each.level, LIKELY), each.level)
    )
    sure = [each for each in candidates if each.decides and each.level >= TOLERATED]
    if not sure:
        return "check", best.quantity
    exact = [each for each in sure if each.level == EXACT]
    others = [each for each in candidates if each.decides and each.level >= LIKELY]
    asked = sure if exact else others
    outcomes = {each.outcome for each in asked}
    first = (exact or sure)[0]
    return (first.outcome if len(outcomes) == 1 else "check"), first.quantity


@dataclass(frozen=True, slots=True)
class _Reading:
    """One goal in one text."""

    text: Text
    layout: Layout
    goal: Goal
    subject: Subject
    numbers: Sequence[int]

    def candidates(self) -> list[_Candidate]:
        found: list[_Candidate] = []
        carried, carried_sentence = UNSURE, -1
        for number in self.numbers[:MAX_COMPARED]:
            quantity, place = self.layout.found[number], self.layout.place(number)
            level, reach, told = self._level(number, quantity, place)
            if told:
                carried, carried_sentence = level, place.sentence[0]
            elif carried_sentence == place.sentence[0] and level == UNSURE:
                level = min(carried, TOLERATED)
            found.append(self._candidate(quantity, place, level, reach))
        return found

    def _candidate(self, quantity: Quantity, place: Place, level: int, reach: bool) -> _Candidate:
        folded = self.text.folded
        condition = contexts.is_condition(folded, quantity, place)
        doubts = contexts.doubts(folded, quantity, place)
        if _SAVING.search(self.subject.name):
            doubts -= {"other"}  # a saving is one beside others
        if not self.subject.adds_up:
            doubts -= {"handled"}
        outcome = outcome_of(self.goal, quantity, self.subject, reach=reach)
        if (
            doubts == {"no"}
            and level >= TOLERATED
            and not _BUT.search(folded, quantity.quote_end, place.sentence[1])
        ):
            return _Candidate(quantity, level, True, "check")
        decides = not (
            quantity.listed
            or self._is_change(quantity)
            or (doubts - {"easy"})
            or (outcome == "reached" and "easy" in doubts)
            or (condition and not reach)
            or (contexts.is_after(folded, quantity, place) and level < TOLERATED)
            or _TURNED.search(self.text.text, *place.sentence)
            or _RESPECTIVELY.search(folded, *place.sentence)
        )
        if not self._conditions_met(place):
            level = min(level, LIKELY)
        return _Candidate(quantity, level, decides, outcome)

    def _is_change(self, quantity: Quantity) -> bool:
        """Whether one of the figures is the size of a change, whose base is not known."""
        return "by" in (quantity.change, self.goal.quantity.change) and not _SAVING.search(self.subject.name)

    def _conditions_met(self, place: Place) -> bool:
        """Whether the sentence of the figure names every figure under which it is wanted."""
        return all(
            any(
                each.unit.dimension == wanted.unit.dimension
                and each.base(each.high) == wanted.base(wanted.high)
                for each in self._in_sentence(place)
            )
            for wanted in self.goal.conditions
        )

    def _in_sentence(self, place: Place) -> list[Quantity]:
        return [each for each in self.layout.found if place.sentence[0] <= each.start < place.sentence[1]][
            :MAX_COMPARED
        ]

    def _level(self, number: int, quantity: Quantity, place: Place) -> tuple[int, bool, bool]:
        """(how sure the subject is, whether the figure is what is reached or withstood, whether words name a
        subject of the figure)."""
        head = self.subject.head
        if head is None:
            return UNSURE, False, False
        folded = self.text.folded
        begin = max(place.before[0], place.before[1] - WINDOW)
        before = _shifted(mentions(folded[begin : place.before[1]]), begin)
        stop = _cut(folded, quantity.end, min(place.after[1], quantity.end + WINDOW))
        inner = (
            quantity.number_end if " " in folded[quantity.number_end : quantity.end].strip() else quantity.end
        )
        after = _shifted(mentions(folded[inner:stop]), inner)
        if withstood := self._withstood(quantity, place):
            return withstood
        measured = [each for each in before if each.measures]
        nearest = measured[-1] if measured else None
        at = _last(before, head)
        if at is not None and (nearest is None or nearest.start <= at.start or _is_of(nearest, self.subject)):
            return self._with_others(at, before, after, place), self.subject.reaches, True
        if nearest is not None:
            meets = any(subjects.meets(head, each) for each in (*before, *after))
            return (LIKELY if meets else UNSURE), False, True
        telling = [each for each in after if not each.general][:3]
        behind = next((each for each in telling if subjects.meets(head, each)), None)
        if behind is not None and _CONNECTED.fullmatch(
            folded[quantity.end : max(quantity.end, telling[0].start)]
        ):
            level = self._with_others(behind, before, after, place, follows=True)
            return level, self.subject.reaches, True
        if any(each.measures for each in telling):
            return UNSURE, False, True
        return self._looked_back(number, quantity, place, before, bool(telling))

    def _looked_back(
        self, number: int, quantity: Quantity, place: Place, before: Sequence[Mention], told: bool
    ) -> tuple[int, bool, bool]:
        """The subject of a figure that has none in its own clause: "light in weight, only 4.2 kg"."""
        folded, head = self.text.folded, self.subject.head
        assert head is not None
        previous = self.layout.found[number - 1].quote_end if number else 0
        begin = max(place.sentence[0], place.clause[0] - WINDOW, previous)
        if _PRONOUN.search(folded, *place.before) and not any(each.measures for each in before):
            return UNSURE, False, False
        if begin >= place.clause[0] or any(not each.general for each in before):
            return UNSURE, False, told or any(not each.general for each in before)
        earlier = _shifted(mentions(folded[begin : place.clause[0]]), begin)
        measured = [each for each in earlier if each.measures]
        at = _last(earlier, head)
        if at is None or (measured and measured[-1].start > at.start):
            return UNSURE, False, told or bool(measured)
        level = self._with_others(at, earlier, before, place)
        return min(level, TOLERATED), self.subject.reaches, True

    def _withstood(self, quantity: Quantity, place: Place) -> tuple[int, bool, bool] | None:
        """A figure that is withstood is one of resistance: 耐300℃, operates at up to 180 °C."""
        head = self.subject.head
        if head is None or not (head.rows & _WITHSTOOD_ROWS):
            return None
        lead = self.text.folded[max(place.before[0], quantity.quote_start - 60) : quantity.quote_start]
        if not _WITHSTANDS.search(lead) and not (
            quantity.unit.is_temperature and _WORKS_AT.match(self.text.folded, quantity.quote_end)
        ):
            return None
        if quantity.unit.is_temperature != bool(head.rows & subjects.TEMPERATURE_ROWS):
            return None
        level = TOLERATED if not self._missing((), (), place) else LIKELY
        return level, True, True

    def _with_others(
        self,
        at: Mention,
        before: Sequence[Mention],
        after: Sequence[Mention],
        place: Place,
        *,
        follows: bool = False,
    ) -> int:
        """How sure a figure is whose subject's head stands at a mention."""
        beside = _beside(self.text.folded, at, after if follows else before, follows=follows)
        extras = [each for each in beside if not _is_of(each, self.subject)]
        parts = (self.subject.is_whole or self.subject.adds_up) and any(map(subjects.is_part, extras))
        if parts or any(map(subjects.is_modifier, extras)) or any(each.measures for each in extras[:1]):
            return LIKELY
        missing = self._missing(before, after, place)
        if any(each.measures or subjects.is_modifier(each) for each in missing):
            return LIKELY
        if missing:
            elsewhere = all(subjects.same(each, self.text.words, self.text.folded) for each in missing)
            others = [each for each in before if not each.general and not _is_of(each, self.subject)]
            return TOLERATED if elsewhere and not extras and not others else LIKELY
        return TOLERATED if extras else EXACT

    def _missing(self, before: Sequence[Mention], after: Sequence[Mention], place: Place) -> list[Mention]:
        """The words of the name that do not stand beside the figure."""
        folded = self.text.folded
        beside = (*before, *after)
        span = folded[max(place.clause[0], place.before[0]) : place.before[1]]
        return [each for each in self.subject.others if not subjects.same(each, beside, span)]


_BUT = re.compile(r"\bbut\b|而是")
_PRONOUN = re.compile(r"\b(?:it|they)\b|[其它]", re.IGNORECASE)
_TURNED = re.compile("[\u202a-\u202e\u2066-\u2069]")  # signs that change the direction of writing
_RESPECTIVELY = re.compile(r"分别|\brespectively\b|依次")
_SAVING = re.compile(expression("saving"), re.IGNORECASE)
_CUT = re.compile(expression("cut"))
_CONNECTED = re.compile(expression("connected"))
_WITHSTANDS = re.compile(expression("withstands"), re.IGNORECASE)
_WORKS_AT = re.compile(expression("works_at"))
_WITHSTOOD_ROWS = subjects.WITHSTOOD_ROWS


def _shifted(found: Sequence[Mention], by: int) -> list[Mention]:
    return [Mention(m.start + by, m.end + by, m.text, m.rows, m.stems, m.general) for m in found]


def _cut(text: str, start: int, stop: int) -> int:
    """The end of what belongs to a figure behind it."""
    found = _CUT.search(text, start, stop)
    if found and found.start() == start and found.group() == " in":
        found = _CUT.search(text, start + 1, stop)
    return found.start() if found else stop


def _last(found: Sequence[Mention], head: Mention) -> Mention | None:
    return next((each for each in reversed(found) if subjects.meets(_bare(head), _bare(each))), None)


@lru_cache(maxsize=20_000)
def _bare(mention: Mention) -> Mention:
    """Without its place, so that what was met once is known."""
    return Mention(0, 0, mention.text, mention.rows, mention.stems, mention.general)


def _is_of(mention: Mention, subject: Subject) -> bool:
    """Whether the name holds the word."""
    bare = _bare(mention)
    return any(
        subjects.meets(_bare(each), bare)
        for each in (*subject.others, *((subject.head,) if subject.head else ()))
    )


def _beside(text: str, at: Mention, found: Sequence[Mention], *, follows: bool) -> list[Mention]:
    """The words that make a name beside its head: those before it without a gap, and those up to the
    figure.
    """
    extras: list[Mention] = []
    start = at.start
    for each in reversed([each for each in found if each.end <= at.start]):
        if len(extras) == 3 or not _JOINED.fullmatch(text[each.end : start]):
            break
        if each.general and not follows and each.is_chinese:
            break
        if not each.general:
            extras.append(each)
        start = each.start
    if not follows:
        extras += [each for each in found if each.start >= at.end and not each.general]
    return extras


_JOINED = re.compile(r"[ -]?(?:的|之)?")
