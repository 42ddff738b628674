"""Where a figure stands: its sentence and clause, and whether it is a condition, a plan, another's or
denied.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from matching.engine.quantities.reader import Quantity
from matching.engine.quantities.tables import EASY, HANDLED, NO, OTHER, OWN, PLAN, THAN, expression

_SENTENCE_END = re.compile(expression("sentence_end"))
_ABBREVIATION = re.compile(expression("abbreviation"), re.IGNORECASE)
_CLAUSE_END = re.compile(expression("clause_end"))
REACH = 160  # characters around a figure in which words tell what it is
_AT = re.compile(expression("at"), re.IGNORECASE)
_RATED = re.compile(expression("rated"), re.IGNORECASE)
_UNDER = re.compile(expression("under"), re.IGNORECASE)
_LOADED = re.compile(expression("loaded"), re.IGNORECASE)
_AFTER = re.compile(expression("after"), re.IGNORECASE)
_BELOW_ZH = re.compile(expression("below_zh"))
_OF_TEST = re.compile(expression("of_test"), re.IGNORECASE)
_IN_ZH = re.compile(expression("in_zh"))


@dataclass(frozen=True, slots=True)
class Place:
    """The span of the sentence and of the clause of a figure, and what is said around it."""

    sentence: tuple[int, int]
    clause: tuple[int, int]
    before: tuple[int, int]  # of the clause, after the figure before
    after: tuple[int, int]  # of the clause, before the next figure


class Layout:
    """Sentences and clauses of a folded text."""

    def __init__(self, text: str, found: Sequence[Quantity]) -> None:
        self.text = text
        self.sentences = _starts(text, _SENTENCE_END, found)
        self.clauses = sorted({*self.sentences, *_starts(text, _CLAUSE_END, found)})
        self.found = found
        self._ends = [each.quote_end for each in found]

    def place(self, number: int) -> Place:
        """Where the figure of this number stands."""
        quantity = self.found[number]
        sentence = _around(self.sentences, quantity.start, len(self.text))
        clause = _around(self.clauses, quantity.start, len(self.text))
        clause = clause[0], max(clause[1], quantity.quote_end)
        before = max(clause[0], self._before(number, clause[0]))
        following = self.found[number + 1].quote_start if number + 1 < len(self.found) else len(self.text)
        return Place(
            sentence, clause, (min(before, quantity.quote_start), quantity.quote_start),
            (quantity.quote_end, max(quantity.quote_end, min(clause[1], following))),
        )  # fmt: skip

    def _before(self, number: int, begin: int) -> int:
        """The end of the figure before, passing over figures of conditions: life at 180 °C is 2,000 h."""
        while number:
            earlier = self.found[number - 1]
            lead = self.text[max(begin, earlier.quote_start - 24) : earlier.quote_start]
            if earlier.start < begin or not _CONDITION_LEAD.search(lead):
                return earlier.quote_end
            number -= 1
        return 0


_CONDITION_LEAD = re.compile(expression("condition_lead"), re.IGNORECASE)


def _starts(text: str, ends: re.Pattern[str], found: Sequence[Quantity]) -> list[int]:
    spans = [(each.quote_start, each.quote_end) for each in found]
    begins = [begin for begin, _end in spans]
    starts = [0]
    for match in ends.finditer(text):
        inside = bisect_right(begins, match.start()) - 1
        if inside >= 0 and match.start() < spans[inside][1]:
            continue
        if match.group() == "." and _ABBREVIATION.search(text[max(0, match.start() - 6) : match.start()]):
            continue
        starts.append(match.end())
    return starts


def _around(starts: Sequence[int], place: int, length: int) -> tuple[int, int]:
    number = bisect_right(starts, place)
    return starts[number - 1], starts[number] if number < len(starts) else length


def is_condition(text: str, quantity: Quantity, place: Place) -> bool:
    """Whether the figure says when another one holds: at 180 °C, 180℃下."""
    before = text[max(0, place.before[0], quantity.quote_start - 40) : quantity.start]
    lead = text[max(0, place.before[0], quantity.quote_start - 40) : quantity.quote_start]
    for window in (before, lead):
        if (found := _AT.search(window)) and not _RATED.search(window):
            word = found.group().strip().lower()
            if word.startswith("in ") and not _OF_TEST.match(text, quantity.end):
                continue
            return True
    if _OVER.match(text, quantity.quote_start) and not text[slice(*place.before)].strip() and place.before[0]:
        return True
    if _UNDER.search(before) and _LOADED.match(text, quantity.end):
        return True
    if _BELOW_ZH.match(text, quantity.quote_end) or _BELOW_ZH.match(text, quantity.end):
        return True
    return bool(_IN_ZH.search(lead)) and quantity.unit.is_temperature


def is_after(text: str, quantity: Quantity, place: Place) -> bool:
    """Whether the figure is a time or number after which something is so."""
    return bool(_AFTER.search(text[max(place.before[0], quantity.quote_start - 30) : quantity.quote_start]))


def doubts(text: str, quantity: Quantity, place: Place) -> frozenset[str]:
    """Why the figure may be none of the offer: other, plan, easy, no, handled."""
    found = set()
    lead = text[max(place.clause[0], quantity.quote_start - REACH) : quantity.quote_start]
    stop = min(place.after[1], place.after[0] + REACH)
    ends = _TAIL_END.search(text, place.after[0], stop)
    tail = text[place.after[0] : ends.start() if ends else stop]
    earlier = text[max(place.sentence[0], place.clause[0] - REACH) : place.clause[0]]
    if quantity.change != "to" and _is_others(lead, tail, earlier):
        found.add("other")
    following = text[place.clause[1] : min(place.sentence[1], place.clause[1] + 24)]
    if _OURS_INSTEAD.match(following) and OWN.search(lead) is None and OWN.search(earlier) is None:
        found.add("other")  # ceramics withstand 350 °C, but our polymer only 260 °C
    if (
        PLAN.search(lead) is not None
        or PLAN.search(tail) is not None
        or (PLAN.search(earlier) is not None and OWN.search(lead) is None)
    ):
        found.add("plan")
    if EASY.search(lead) is not None or EASY.search(tail) is not None:
        found.add("easy")
    if HANDLED.search(lead) is not None or _OF_A_THING.match(text, quantity.quote_end):
        found.add("handled")
    if quantity.before is None and _FROM.search(lead):
        found.add("other")
    own = text[max(place.before[0], quantity.quote_start - REACH) : quantity.quote_start]
    if NO.search(own) is not None or (place.before[0] == place.clause[0] and _ENDS_IN_NO.search(earlier)):
        found.add("no")
    if text[quantity.quote_end : quantity.quote_end + 1] in ("?", "？"):
        found.add("no")
    return frozenset(found)


_FROM = re.compile(r"(?:\bfrom|由|从)(?: about| around|原来的?|约)? ?$", re.IGNORECASE)
_OF_A_THING = re.compile(r"的(?=[\u4e00-\u9fff])")
_OVER = re.compile(r"(?:over|across|along|within|for|up to)\b")
_TAIL_END = re.compile(expression("tail_end"))
_BEGIN = re.compile(
    r"[\s\"“(（]*(?:(?:the|a|an|and|for|in|with|of|most|many|all|today's) |而|但|与|对于?)*", re.IGNORECASE
)
_OURS_INSTEAD = re.compile(
    r" ?(?:(?:but|whereas|while|yet) (?:our|ours|we|the new)\b|[而但](?:我们|我司|我方|本|新))", re.IGNORECASE
)
_RELATIVE = re.compile(r" ?(?:which|that|who|whose|where|whereby)\b", re.IGNORECASE)
_ENDS_IN_NO = re.compile(r"(?:\bnot|不是|并非)[,，: ]{0,2}$")


def _is_others(lead: str, tail: str, earlier: str) -> bool:
    if OTHER.search(lead) is not None or THAN.search(lead) is not None:
        return True
    if _RELATIVE.match(lead) and (OTHER.search(earlier) is not None or THAN.search(earlier) is not None):
        return True  # unlike ceramics, which withstand 350 °C
    cue, comparing = OTHER.search(tail), THAN.search(tail)
    if cue is not None and (comparing is None or cue < comparing):
        return True
    if OTHER.search(earlier) == _begin_of(earlier) and THAN.search(earlier) is None:
        return OWN.search(lead) is None
    return False


def _begin_of(text: str) -> int:
    found = _BEGIN.match(text)
    return found.end() if found else 0
