from django.conf import settings
from django.db import models
from django.utils import timezone


class IdempotencyKey(models.Model):
    """What one sending of a person made, so that the same sending again makes nothing more (core/once.py)."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)  # SHA-256 of the content, hexadecimal
    object_type = models.CharField(max_length=60, blank=True)
    object_id = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="idempotency_key_once_per_person", fields=["person", "key"])
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.object_type} {self.object_id}"
