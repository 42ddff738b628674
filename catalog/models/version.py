from django.db import models
from django.utils import timezone

from accounts.models import User
from catalog.models.listing import Listing


class ListingVersion(models.Model):
    """The content of a listing after one edit, written by the action in its transaction."""

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="versions")
    revision = models.PositiveIntegerField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    content = models.JSONField()
    changed = models.JSONField(default=list)

    class Meta:
        ordering = ["-revision"]
        constraints = [
            models.UniqueConstraint(fields=["listing", "revision"], name="version_once_per_revision")
        ]

    def __str__(self) -> str:
        return f"{self.listing_id} revision {self.revision}"
