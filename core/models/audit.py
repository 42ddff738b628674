from django.db import models
from django.utils import timezone

from core.actors import ActorKind


class AuditEvent(models.Model):
    """Who did what to which object. Append only; labels instead of foreign keys."""

    at = models.DateTimeField(default=timezone.now, db_index=True)
    verb = models.CharField(max_length=60, db_index=True)
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=64)
    object_label = models.CharField(max_length=200, blank=True)
    actor_kind = models.CharField(max_length=10, choices=ActorKind, default=ActorKind.SYSTEM)
    person_id = models.CharField(max_length=16, blank=True)
    person_label = models.CharField(max_length=200, blank=True)  # or the name of a service account
    organisation_id = models.CharField(max_length=16, blank=True)
    data = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(name="audit_of_object", fields=["object_type", "object_id", "-at"])]

    def __str__(self) -> str:
        return f"{self.verb} {self.object_type} {self.object_id}"
