from typing import ClassVar

from django.db import models
from django.utils import timezone


class Heartbeat(models.Model):
    """When a part of the machinery (the scheduler, a worker) last showed itself."""

    OLDEST: ClassVar[float] = (
        90.0  # seconds after which the part counts as silent; the scheduler beats every 20
    )

    name = models.CharField(max_length=60, unique=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name

    @classmethod
    def beat(cls, name: str) -> None:
        cls.objects.update_or_create(name=name, defaults={"at": timezone.now()})

    @classmethod
    def age(cls, name: str) -> float | None:
        """Seconds since the last beat, or None when there was none."""
        row = cls.objects.filter(name=name).first()
        return (timezone.now() - row.at).total_seconds() if row else None
