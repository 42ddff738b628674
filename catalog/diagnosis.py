"""What a listing still lacks, and whether an anonymous one gives its owner away."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any
from urllib.parse import urlsplit

import opencc

from accounts.models import Organisation
from catalog.fields import FIELDS, Level, words_for
from catalog.kinds import missing
from core.nfkc import nfkc

LEGAL_FORMS = re.compile(
    r"(?<![\s,])(?:[\s,]++(?:co\.?|ltd\.?|limited|inc\.?|llc|gmbh|ag|kg|s\.?a\.?|s\.?r\.?l\.?|b\.?v\.?|oy|ab|plc|corp\.?)){1,4}$"
    r"|(?:股份)?有限(?:责任)?公司$"
)
PIECES = re.compile(r"[^\W_]+")
SHORTEST = 2  # characters of a name worth looking for
LONG = 4  # from here on a name is told from chance when spaces or sentences part it


@dataclass(frozen=True, slots=True)
class Clearness:
    """What is empty for publication and for an EEN profile, as labels; a demand of several fields is one."""

    to_publish: tuple[str, ...]
    to_een: tuple[str, ...]

    @property
    def een_ready(self) -> bool:
        return not self.to_publish and not self.to_een


def of(kind: str, values: Mapping[str, Any]) -> Clearness:
    publish = missing(kind, Level.PUBLISH, values)
    een = [demand for demand in missing(kind, Level.EEN, values) if demand not in publish]
    return Clearness(tuple(map(words_for, publish)), tuple(map(words_for, een)))


def owner_named_in(organisation: Organisation, values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(field, name) of every public text in which the owner's name, short name, domain or code stands.

    Of names within one another the longest is told.
    """
    names = _names(organisation)
    found = []
    for field in FIELDS.names("is_public_text"):
        text = _Text(_plain(_flatten(values.get(field))))
        here = [name for name in names if _stands_in(name, text)]
        found += [
            (field, name) for name in here if not any(name != other and name in other for other in here)
        ]
    return found


def _names(organisation: Organisation) -> list[str]:
    host = (urlsplit(organisation.website).hostname or "").removeprefix("www.")
    given = [organisation.name_en, organisation.name_zh, organisation.short_name]
    given += [organisation.domain, host, organisation.registration_code]
    plain = {_plain(name) for name in given}
    plain |= {LEGAL_FORMS.sub("", name) for name in plain}
    return sorted(name for name in plain if len(name) >= SHORTEST)


def _plain(text: str) -> str:
    """One writing for comparison: width, case, invisible characters and runs of space do not hide a name."""
    text = nfkc(text).casefold()
    text = "".join(character for character in text if unicodedata.category(character) != "Cf")
    return _converter().convert(" ".join(text.split()))


@cache
def _converter() -> opencc.OpenCC:
    """Traditional characters in simplified ones."""
    return opencc.OpenCC("t2s")


def _flatten(value: Any) -> str:
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return "\n".join(_flatten(each) for each in value)
    return str(value or "")


class _Text:
    """A text in which names are looked for; `letters` are those and the digits, `close` is all but the
    blanks.
    """

    def __init__(self, plain: str) -> None:
        self.plain = plain

    @cached_property
    def close(self) -> str:
        return self.plain.replace(" ", "")

    @cached_property
    def letters(self) -> str:
        return "".join(PIECES.findall(self.plain))


def _stands_in(name: str, text: _Text) -> bool:
    """As it is or with other punctuation and spaces between its letters; Latin names as whole words."""
    bare = "".join(PIECES.findall(name))
    if not name.isascii():
        return name.replace(" ", "") in text.close or (len(bare) >= LONG and bare in text.letters)
    if bare not in text.letters:  # nothing to look for between other signs
        return False
    between = r"[\W_]*" if len(bare) >= LONG else r"[^\w\s]*"
    letters = between.join(bare) or re.escape(name)
    return re.search(rf"(?<![a-z0-9]){letters}(?![a-z0-9])", text.plain) is not None
