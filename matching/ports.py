"""What matching asks of higher apps, which register their answers when they start."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.utils.functional import Promise

if TYPE_CHECKING:
    from matching.models import Proposal

UndoGuard = Callable[["Proposal"], str | Promise]  # a sentence against it, or nothing

undo_guards: list[UndoGuard] = []


def guards_undo(guard: UndoGuard) -> UndoGuard:
    """Register a guard: what it says keeps a decision from being taken back.

    It is asked inside the transaction of the undo. What it found must hold until that transaction ends, so a
    guard locks the rows that it reads.
    """
    undo_guards.append(guard)
    return guard


def objection_to_undo(proposal: "Proposal") -> str | Promise:
    """The first sentence that stands against taking the decision back; empty when nothing does."""
    return next((sentence for guard in undo_guards if (sentence := guard(proposal))), "")
