"""Every regular expression of the production code takes at most 50 ms for 100,000 characters made to slow
it down.

A timed test depends on the machine, so four things keep this one steady. Time is the processor's time of
this process, the best of several runs. A pattern that takes longer is not guilty when its time grows with the
length of the text, as that of a linear one does on a slow machine: twice the text then takes twice the
time, where a quadratic pattern takes four times as long, and usually a hundred times the limit. What seems
slow is timed again, up to four times, because a shared machine charges a process for time it did not have;
a pattern that is not linear is as slow each time. And a search that has no end is stopped and counts as
guilty.
"""

import re
from collections import deque
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from tests.hostile import clock, texts
from tests.hostile.patterns import calls_in, every_call, every_pattern, imports_from_re

LIMIT = 0.05  # seconds for texts.SIZE characters
ATTEMPTS = 4  # timings of what seems slow
SLOW_MACHINE = 5 * LIMIT  # what grows in step with its text may take this long
# Patterns that hold local names: (source of the call, which test runs them over long texts).
BUILT_WHEN_CALLED = {
    "re.compile(pattern)": "here: the engine keeps what a list of rules compiles in a name of its module",
    "re.compile(f'([{re.escape(marks)}]{{{MARKS_KEPT}}})[{re.escape(marks)}]+')": (
        "here: core.nfkc builds it without arguments"
    ),
    "re.compile(f'{_any(words)}{_FILL[script]}[ :]{{0,2}}$', re.IGNORECASE)": "here: kept in names",
    "re.compile(words, re.IGNORECASE)": "here: kept in a name of the module",
    "re.compile(f\"(?:{'|'.join(found)})(?![a-z])\")": "here: kept by objects",
    "re.compile('|'.join(sorted(_WORDS[kind, 'zh'], key=len, reverse=True)))": "here: kept by objects",
    "re.search(f'(?<![a-z0-9]){letters}(?![a-z0-9])', text.plain)": "test_functions: the owner's name",
}


def too_slow(pattern: re.Pattern[str], before: str, unit: str, last: str) -> Iterator[str]:
    """The ways to search that are not linear."""
    for name, search in (("finditer", _scan), ("fullmatch", re.Pattern.fullmatch)):
        if not _linear(partial(search, pattern), before, unit, last):
            yield name


def _scan(pattern: re.Pattern[str], text: str) -> None:
    deque(pattern.finditer(text), maxlen=0)


def _linear(search: Callable[[str], object], before: str, unit: str, last: str) -> bool:
    whole = partial(search, texts.filled(unit, before, last))
    if clock.seconds(whole) <= LIMIT:
        return True
    half = partial(search, texts.filled(unit, before, last, texts.SIZE // 2))
    for _attempt in range(ATTEMPTS):
        taken = clock.seconds(whole, times=2)
        if taken <= LIMIT or (taken <= SLOW_MACHINE and taken <= 3 * clock.seconds(half, times=3)):
            return True
        if taken == clock.LONGEST:
            return False
    return False


def test_every_pattern_is_linear():
    guilty = [
        (found.places, how, before[:20], unit[:20])
        for found in every_pattern()
        for before, unit, last in texts.against(found.pattern)
        for how in too_slow(found.pattern, before, unit, last)
    ]
    assert guilty == []


def test_every_call_of_re_is_evaluated_or_known():
    assert {call.source for call in every_call() if call.pattern is None} == set(BUILT_WHEN_CALLED)
    assert imports_from_re() == []


def test_patterns_of_names_containers_closures_and_calls_are_found():
    places = {place for found in every_pattern() for place in found.places}
    assert {
        "catalog.diagnosis.PIECES",  # a name of a module
        "core.nfkc._surplus_marks",  # what a builder returns
        "matching.urls:10",  # a route
    } <= places
    assert len(places) > 80


def test_a_call_with_a_pattern_of_local_names_is_told_apart():
    source = "import re\ndef f(x):\n    re.sub(r'a+$', '', x)\n    return re.search(x, 'a', flags=re.I)\n"
    assert [(call.source, call.pattern) for call in calls_in(source, "nowhere")] == [
        ("re.sub('a+$', '', x)", re.compile("a+$")),
        ("re.search(x, 'a', flags=re.I)", None),
    ]


@pytest.mark.parametrize(
    "pattern",
    [
        r"[-+]?(?:\d{1,3}(?:[, ]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?) ?kg",  # groups, read from each on
        r"\s+$",
        r"(?:[\s,]+(?:co|ltd))+$",
        r"\[[^\]]*\]",
        r"[a-z]+-\d",
        r"\([^)]*\bold\b[^)]*\)",
        r"^(?:(?:to be|to|be) )+(?=\S)",  # two to the power of its words
        r"<.*?>",
        r"(\w+\s?)+:",
    ],
)
def test_a_pattern_that_is_not_linear_is_found(pattern, monkeypatch):
    monkeypatch.setattr(clock, "LONGEST", SLOW_MACHINE + LIMIT)  # it is slow by then
    compiled = re.compile(pattern)
    assert any(how for text in texts.against(compiled) for how in too_slow(compiled, *text))
