"""Texts that make a regular expression slow, if anything does: usual ones, and those its own parts
suggest.

A search is slow when two repeats can share the same characters and what follows them fails: every way to
share is tried, at every place of the text. So each class that a pattern repeats is repeated here in
characters that many of its parts take, alone and in turns, behind what leads to it, with a last character
that fits nothing.
"""

import re
from collections.abc import Iterable, Iterator
from re import _compiler, _constants, _parser  # type: ignore[attr-defined]
from typing import Any

SIZE = 100_000  # characters
LASTS = ("\x00", " ")  # of which one fits next to no pattern
REPEATS = (_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT)
GROUPS = (_constants.SUBPATTERN, _constants.ATOMIC_GROUP, _constants.ASSERT)
ALPHABET = [
    *map(chr, range(0x20, 0x7F)), *"\n\r\t\x0b\x85\xa0\u2009\u202f\u3000\u2028",
    *"中万年千至不，。；！？、“”（）", *"éßµμΩ×–—−°½²⁻³‰≥",
    "\u0301", "\u200b", "\ufeff", "가", "\uac01", "\u1161", "😀",
    "\ue000", "𠀀", "十",
]  # fmt: skip
USUAL = (
    "1", "12 ", "123 456,", "1,234 ", "0.", "12-34", "1x", "1×10^", "-", " ", "\n", " \n", ",", ".",
    "; ", "a", "a ", "Ab1", "a-", "a@", "a.", "_", "中", "中 ", "1万", "不超过", "有限公司",
    "(", "()", "(a", "[", "{", "<a ", "\"",
    "\\", "/", "e\u0301", "\u0301\u0323", "\u200b", "😀", "1 ½", "²", "\ue000", "\x00",
)  # fmt: skip
MOST_SHARED = 3  # characters taken of one class: those that most parts of the pattern take too
LONGEST_UNIT = 200
MOST_OWN = 16  # texts that the parts of one pattern suggest; of more every second, third and so on is taken


TABLE = "".join(f"{100 + n * 37 % 900} " for n in range(400))  # of three-digit figures
MIXED = "Cycle time 12 s, 至少 3.5 kV; 滚动 bearing (ISO 9001) ≤ 10⁻⁵ mbar·l/s.\n"


def against(pattern: re.Pattern[str]) -> Iterator[tuple[str, str, str]]:
    """(before, unit, last) of every text for a pattern; `filled` makes the text."""
    own = sorted(suggested(pattern))
    for before, unit in own[:: -(-len(own) // MOST_OWN) or 1]:
        yield from ((before, unit, last) for last in LASTS)
    yield from (("", unit, LASTS[0]) for unit in (*USUAL, TABLE, MIXED))


def filled(unit: str, before: str = "", last: str = LASTS[0], size: int = SIZE) -> str:
    """`before`, then the unit as often as it fits, then a character that fits nothing."""
    return before + unit * max(1, (size - len(before)) // len(unit)) + last


def suggested(pattern: re.Pattern[str]) -> set[tuple[str, str]]:
    """(before, unit): what to repeat and what leads to it, from the parts of the pattern."""
    tree = _parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE)
    shared = _Shared(tree)
    found = {("", _example(tree, shared)), ("", _example(tree, shared)[:-1])}
    for before, parts in _sequences(tree, "", shared):
        units = [_units(part, shared) for part in parts]
        lead = before
        for number, (operation, argument) in enumerate(parts):
            if operation in REPEATS and argument[1] > 1:
                following = next((each for each in units[number + 1 :] if each), [""])
                for unit in units[number]:
                    found |= {("", unit), (lead, unit), ("", lead + unit)}
                    found |= {("", unit + other) for other in following}
            lead += _example_of((operation, argument), shared)
        if any(operation in REPEATS for operation, _argument in parts):
            found.add(("", lead))
    return {(before[:LONGEST_UNIT], unit[:LONGEST_UNIT]) for before, unit in found if unit}


def _sequences(tree: Any, before: str, shared: "_Shared") -> Iterator[tuple[str, list[Any]]]:
    """Each sequence of parts at any depth, and an example of what stands before it."""
    parts = list(tree)
    yield before, parts
    for part in parts:
        for inner in _inner(part):
            yield from _sequences(inner, before, shared)
        before += _example_of(part, shared)


def _inner(part: Any) -> list[Any]:
    operation, argument = part
    if operation in REPEATS:
        return [argument[2]]
    if operation is _constants.BRANCH:
        return list(argument[1])
    if operation in GROUPS:
        return [argument if operation is _constants.ATOMIC_GROUP else argument[-1]]
    return []


def _units(part: Any, shared: "_Shared") -> list[str]:
    """Examples of one turn of a part, in several of its characters."""
    operation, argument = part
    if operation in REPEATS:
        inner = list(argument[2])
        if len(inner) == 1:
            return _units(inner[0], shared)
        return list(dict.fromkeys(_example(inner, shared, choice) for choice in range(MOST_SHARED)))
    if operation is _constants.BRANCH:
        return list(
            dict.fromkeys(unit for branch in argument[1] for unit in [_example(branch, shared)] if unit)
        )
    if operation is _constants.SUBPATTERN and len(argument[-1]) == 1:
        return _units(argument[-1][0], shared)
    if shared.is_class(part):
        return shared.characters(part)
    example = _example_of(part, shared)
    return [example] if example else []


def _example(parts: Iterable[Any], shared: "_Shared", choice: int = 0) -> str:
    return "".join(_example_of(part, shared, choice) for part in parts)


def _example_of(part: Any, shared: "_Shared", choice: int = 0) -> str:
    """A short text that the part takes; nothing for what only looks around."""
    operation, argument = part
    if shared.is_class(part):
        characters = shared.characters(part)
        return characters[choice % len(characters)] if characters else ""
    if operation in REPEATS:
        return _example(argument[2], shared, choice) * min(max(argument[0], 1), 4)
    if operation is _constants.BRANCH:
        return _example(argument[1][choice % len(argument[1])], shared, choice)
    if operation is _constants.SUBPATTERN:
        return _example(argument[-1], shared, choice)
    return _example(argument, shared, choice) if operation is _constants.ATOMIC_GROUP else ""


class _Shared:
    """The characters of the alphabet that each class of a pattern takes, the most shared ones first."""

    CLASSES = (_constants.IN, _constants.LITERAL, _constants.NOT_LITERAL, _constants.ANY)

    def __init__(self, tree: Any) -> None:
        self._state = tree.state
        self._taken: dict[str, list[str]] = {}
        self._parts = list(self._classes(tree))
        literals = [chr(argument) for operation, argument in self._parts if operation is _constants.LITERAL]
        self._alphabet = list(dict.fromkeys([*literals, *ALPHABET]))
        counts = dict.fromkeys(self._alphabet, 0)
        for part in self._parts:
            for character in self._all(part):
                counts[character] += 1
        self._counts = counts

    def is_class(self, part: Any) -> bool:
        return part[0] in self.CLASSES

    def characters(self, part: Any) -> list[str]:
        taken = self._all(part)
        return sorted(taken, key=lambda character: -self._counts[character])[:MOST_SHARED]

    def _all(self, part: Any) -> list[str]:
        key = repr(part)
        if key not in self._taken:
            single = _compiler.compile(_parser.SubPattern(self._state, [part]), 0)
            self._taken[key] = [each for each in self._alphabet if single.fullmatch(each)]
        return self._taken[key]

    def _classes(self, tree: Any) -> Iterator[Any]:
        for part in tree:
            if self.is_class(part):
                yield part
            for inner in _inner(part):
                yield from self._classes(inner)
