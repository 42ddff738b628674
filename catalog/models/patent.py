from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.models import Organisation
from accounts.roles import Permission
from catalog.models.listing import Listing
from core.fields import PublicIdField


class PatentQuerySet(models.QuerySet["Patent"]):
    def visible_to(self, actor: Actor) -> Self:
        """Patents of listings the actor sees; one that only anonymous ones bundle is not there for
        strangers."""
        listings = Listing.objects.visible_to(actor)
        if not actor.may(Permission.REVIEW):
            listings = listings.filter(Q(anonymous=False) | Q(organisation__in=actor.organisation_ids))
        return self.filter(listing_links__listing__in=listings).distinct()


class Patent(models.Model):
    """What one organisation says about a patent; several listings of that organisation may share the row.

    Two organisations with one number have a row each: what the one wrote never opens through the other.
    """

    public_id = PublicIdField()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="patents")
    publication_number = models.CharField(_("publication number"), max_length=40)
    title = models.CharField(_("title"), max_length=500)
    abstract = models.TextField(blank=True)
    applicants = models.JSONField(default=list, blank=True)
    inventors = models.JSONField(default=list, blank=True)
    ipc = models.JSONField(default=list, blank=True)
    language = models.CharField(max_length=10, blank=True)
    published_on = models.DateField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    is_demo = models.BooleanField(default=False)

    objects = PatentQuerySet.as_manager()

    class Meta:
        ordering = ["publication_number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "publication_number"], name="patent_once_per_organisation"
            )
        ]

    def __str__(self) -> str:
        return self.publication_number

    def get_absolute_url(self) -> str:
        return reverse("catalog:patent", args=[self.public_id])


class ListingPatent(models.Model):
    listing = models.ForeignKey("catalog.Listing", on_delete=models.CASCADE, related_name="patent_links")
    patent = models.ForeignKey(Patent, on_delete=models.PROTECT, related_name="listing_links")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["listing", "patent"], name="patent_once_per_listing")]

    def __str__(self) -> str:
        return f"{self.listing_id}: {self.patent_id}"
