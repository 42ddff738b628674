"""Who acts, as far as core knows: accounts says the rest (accounts/actor.py)."""

from typing import Any, Protocol

from django.db import models
from django.utils.translation import gettext_lazy as _


class ActorKind(models.TextChoices):
    VISITOR = "visitor", _("visitor")
    PERSON = "person", _("person")
    SYSTEM = "system", _("the system")  # schedules, workers and commands
    SERVICE = "service", _("service account")  # other software, by a token


class Acting(Protocol):
    """What an audit event keeps of an actor, and what core asks of one."""

    @property
    def kind(self) -> ActorKind: ...

    @property
    def person(self) -> Any: ...

    @property
    def organisation(self) -> Any: ...

    @property
    def label(self) -> str: ...

    def may(self, permission: Any) -> bool: ...
