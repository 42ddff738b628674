"""What an app announces to higher apps, inside the transaction of the action (docs/architecture.md)."""

from typing import Any

from django.dispatch import Signal


class Announcement(Signal):
    """A signal that says what it carries: a list of rows, who did it (`by`), and what else is named.

    It is always sent with a list, so that an action on many rows announces once. Sending anything else than
    what is named is a mistake of the action: TypeError.
    """

    def __init__(self, rows: str, *more: str) -> None:
        super().__init__()
        self.rows = rows
        self.arguments = frozenset({rows, "by", *more})

    def send(self, sender: Any, **named: Any) -> list[tuple[Any, Any]]:
        if named.keys() != self.arguments:
            raise TypeError(f"announced with {sorted(named)} instead of {sorted(self.arguments)}")
        return super().send(sender, **named)
