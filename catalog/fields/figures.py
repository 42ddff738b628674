"""Types whose values are numbers, dates, moments, or yes and no."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from catalog.fields.errors import refuse
from catalog.fields.value_types import NO_CODES, Plain, is_empty

HIGHEST_AMOUNT = Decimal(10) ** 12
DIGITS = 40  # of a number somebody writes; more is no number of anything


@dataclass(frozen=True, slots=True)
class Whole(Plain):
    """int from `lowest` to `highest`, or None."""

    lowest: int
    highest: int
    empty: ClassVar[None] = None

    def clean(self, value: Any, codes: Collection[str] = NO_CODES) -> int | None:
        if is_empty(value):
            return None
        if isinstance(value, str) and value.isdecimal() and len(value) <= DIGITS:
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int) or not self.lowest <= value <= self.highest:
            raise refuse(
                "not_in_range",
                _("Write a whole number from %(lowest)d to %(highest)d."),
                lowest=self.lowest,
                highest=self.highest,
            )
        return value

    def can_hold(self, stored: Any) -> bool:
        return stored is None or (type(stored) is int and self.lowest <= stored <= self.highest)


@dataclass(frozen=True, slots=True)
class Amount:
    """Decimal with two places, from 0 to 999,999,999,999.99, or None."""

    empty: ClassVar[None] = None

    def clean(self, value: Any, codes: Collection[str] = NO_CODES) -> Decimal | None:
        if is_empty(value):
            return None
        number = _decimal(value)
        if number is None or not number.is_finite():
            raise refuse("no_amount", _("Write the amount in digits, for example 1200000."))
        if not 0 <= number < HIGHEST_AMOUNT:
            raise refuse(
                "not_in_range", _("An amount from 0 to %(highest)s belongs here."), highest=HIGHEST_AMOUNT - 1
            )
        if number != number.quantize(Decimal("0.01")):
            raise refuse("decimals", _("An amount has two decimal places at most."))
        return number.quantize(Decimal("0.01"))

    def can_hold(self, stored: Any) -> bool:
        return stored is None or isinstance(stored, Decimal)

    def from_json(self, stored: Any) -> Any:
        return stored if (number := _decimal(stored)) is None else number


def _decimal(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return None
    try:
        text = str(value).strip()
    except ValueError:  # an int of more digits than Python writes
        return None
    if len(text) > DIGITS:
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


@dataclass(frozen=True, slots=True)
class Day:
    """datetime.date, also from "YYYY-MM-DD", or None."""

    empty: ClassVar[None] = None

    def clean(self, value: Any, codes: Collection[str] = NO_CODES) -> date | None:
        if is_empty(value):
            return None
        if isinstance(value, str) and len(value) == len("2027-03-31"):
            try:
                value = date.fromisoformat(value)
            except ValueError:
                value = None
        if not isinstance(value, date) or isinstance(value, datetime):
            raise refuse("no_date", _("Write a date like 2027-03-31."))
        return value

    def can_hold(self, stored: Any) -> bool:
        return stored is None or isinstance(stored, date)

    def from_json(self, stored: Any) -> Any:
        return _parsed(date.fromisoformat, stored)


@dataclass(frozen=True, slots=True)
class Moment:
    """datetime with a time zone, of the years 1900 to 2199, or None."""

    empty: ClassVar[None] = None

    def clean(self, value: Any, codes: Collection[str] = NO_CODES) -> datetime | None:
        if is_empty(value):
            return None
        if not isinstance(value, datetime) or value.tzinfo is None or not 1900 <= value.year <= 2199:
            raise refuse("no_moment", _("A date and time with its time zone belongs here."))
        return value

    def can_hold(self, stored: Any) -> bool:
        return stored is None or isinstance(stored, datetime)

    def from_json(self, stored: Any) -> Any:
        return _parsed(datetime.fromisoformat, stored)


def _parsed(parse: Callable[[str], Any], stored: Any) -> Any:
    """What a text says, or the text when it does not say it."""
    try:
        return parse(stored) if isinstance(stored, str) else stored
    except ValueError:
        return stored


@dataclass(frozen=True, slots=True)
class Flag(Plain):
    """bool."""

    empty: ClassVar[bool] = False

    def clean(self, value: Any, codes: Collection[str] = NO_CODES) -> bool:
        if is_empty(value):
            return False
        if not isinstance(value, bool):
            raise refuse("no_flag", _("Yes or no belongs here."))
        return value

    def can_hold(self, stored: Any) -> bool:
        return isinstance(stored, bool)
