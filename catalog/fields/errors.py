"""Why a value is refused: code, field, sentence."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class ContentError:
    """One reason. `message` is translatable; it is written in the language that is active when it is read."""

    code: str  # stable, for programs: "too_long", "unknown_choice"
    message: Any = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    field: str = ""  # name of the field; empty for the listing as a whole
    path: tuple[int | str, ...] = ()  # inside a field of rows: number of the row from 0, name of the cell
    alternatives: tuple[str, ...] = ()  # fields of which one must be filled, `field` the first of them

    @property
    def sentence(self) -> str:
        return str(self.message % self.params) if self.params else str(self.message)

    def at(self, field: str, *path: int | str) -> "ContentError":
        """The same reason at a field, or deeper inside one."""
        return replace(self, field=field or self.field, path=(*path, *self.path))


class Unacceptable(Exception):
    """Raised by a field type: everything that is wrong with one value."""

    def __init__(self, errors: Iterable[ContentError]):
        self.errors = tuple(errors)
        super().__init__("; ".join(error.code for error in self.errors))


def refuse(code: str, message: Any, **params: Any) -> Unacceptable:
    return Unacceptable([ContentError(code, message, params)])
