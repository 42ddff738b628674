"""Lines of CC-CEDICT to headwords with short glosses; explanations, names and old senses are left out.

Format of a line: https://cc-cedict.org/wiki/format:syntax
"""

import re
from collections.abc import Iterable, Iterator

MAX_GLOSS_WORDS = 5  # words; longer glosses are explanations
MAX_GLOSSES = 8  # of one headword
_LINE = re.compile(r"^(\S+) (\S+) \[([^\]]*)\] /(.*)/\s*$")
_HAN = re.compile("[\u3400-\u9fff]")
_NOT_A_GLOSS = re.compile(
    r"^(?:CL:|surname |(?:old |erroneous |archaic )?variant of|see |also written|also called|also pr|"
    r"Taiwan pr|used in |used as |used before |used after |used to |particle |abbr\. |equivalent to |"
    r"same as |one of the |lit\. |fig\. |"
    r"suffix |prefix |classifier |interjection|onom\.)"
)
_IN_BRACKETS = re.compile(r"\([^)]*+\)?+")  # to the end of the line where none closes
_NOT_NOW = re.compile(
    r"\b(?:archaic|literary|dialect|slang|old|idiom|proverb|vulgar|Buddhism|name|coll\.|onom\.|Internet|neologism|"
    r"classical|honorific|derog|euphem|interj)\b"
)
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}")
_OPENING = re.compile(r"^(?:(?:to be|to|a|an|the|be|of|any) )++(?=\S)")
_FILLER = re.compile(r"\b(?:sth|sb|one's|oneself|etc|esp|i\.e|e\.g)\b\.?|\.\.\.|…")
_BLANKS = re.compile(r"\s+")


def parse_cedict(lines: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    """(simplified headword, glosses in the dictionary's order) for each line that is left."""
    for line in lines:
        found = _LINE.match(line)
        if line.startswith("#") or found is None:
            continue
        _traditional, headword, sounds, senses = found.groups()
        if not _HAN.search(headword):
            continue
        glosses = list(dict.fromkeys(_glosses(senses)))
        if sounds[:1].isupper():  # a name: glosses of one word only
            glosses = [gloss for gloss in glosses if gloss.count(" ") == 0]
        if glosses:
            yield headword, glosses[:MAX_GLOSSES]


def _is_not_now(sense: str) -> bool:
    """Whether brackets that are closed call the sense old, of a dialect and the like."""
    return any(
        aside[-1] == ")" and _NOT_NOW.search(aside) is not None for aside in _IN_BRACKETS.findall(sense)
    )


def _glosses(senses: str) -> Iterator[str]:
    for sense in senses.split("/"):
        if _NOT_A_GLOSS.match(sense) or _is_not_now(sense):
            continue
        for gloss in _ASIDE.sub(" ", _ASIDE.sub(" ", sense)).split(";"):
            gloss = _BLANKS.sub(" ", _FILLER.sub(" ", gloss)).strip(" ,.!?:-\"'")
            if _NOT_A_GLOSS.match(gloss):
                continue
            gloss = _OPENING.sub("", gloss).strip(" ,.!?:-\"'")
            words = gloss.count(" ") + 1
            if len(gloss) > 1 and words <= MAX_GLOSS_WORDS and not _HAN.search(gloss) and "|" not in gloss:
                yield gloss
