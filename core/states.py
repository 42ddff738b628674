"""How a state looks on pages. An enum of states declares it member by member; an app registers which enums a
kind of object has its states from."""

from dataclasses import dataclass
from typing import Self

import structlog
from django.db import models

from core.registries import Registry, Words

log = structlog.get_logger(__name__)

FAMILIES = ("neutral", "wait", "live", "good", "stop", "ended")


@dataclass(frozen=True, slots=True)
class Look:
    """The badge of a state: its family of colours, an icon of the sprite, and its word on its own."""

    family: str
    icon: str
    word: Words


UNKNOWN = Look("neutral", "dot", "")


class StateChoices(models.TextChoices):
    """States as `NAME = value, look, label`: `look.word` stands on a badge, the label inside a sentence."""

    look: Look

    def __new__(cls, value: str, look: Look = UNKNOWN) -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.look = look
        return member


@dataclass(frozen=True, slots=True)
class StatesOf:
    """Every state that objects of a kind are shown in."""

    kind: str
    looks: dict[str, Look]


states: Registry[StatesOf] = Registry(lambda entry: entry.kind)


def register(kind: str, *enums: type[StateChoices]) -> None:
    states.add(StatesOf(kind, {state.value: state.look for enum in enums for state in enum}))


def look_of(kind: str, state: str) -> Look:
    """The look of a state. What nobody declared is logged and shown as a neutral badge; a test fails."""
    found = states.get(str(kind))
    look = found.looks.get(str(state)) if found else None
    return missing(str(kind), str(state)) if look is None else look


def missing(kind: str, state: str) -> Look:
    log.error("states.unknown", kind=kind, state=state)
    return UNKNOWN
