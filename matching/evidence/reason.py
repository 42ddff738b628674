"""One sentence beside the text: what speaks for a pair, against it, or must be asked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import pgettext

Verdict = Literal["for", "against", "ask"]
AGREES: Mapping[str, str] = {"for": "same", "against": "different", "ask": ""}


@dataclass(frozen=True, slots=True)
class Reason:
    """`about` names the fact that is compared; the sentence holds the values of both sides."""

    about: str
    verdict: Verdict
    lead: str
    sentence: str

    @property
    def speaks(self) -> str:
        return self.verdict

    def as_item(self) -> dict[str, Any]:
        """What the component that prints reasons wants."""
        return {"speaks": self.verdict, "lead": self.lead, "text": self.sentence}

    def as_line(self) -> dict[str, Any]:
        """The same for staff, who read many: the sentence alone."""
        return {"speaks": self.verdict, "lead": "", "text": self.sentence}


def listed(words: Iterable[Any]) -> str:
    """Words one after another, as the reader's language separates them."""
    return pgettext("between the entries of a list", ", ").join(str(word) for word in words)
