from datetime import timedelta
from typing import Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.models import Organisation, User
from accounts.roles import Permission
from catalog.enums import (
    DATED,
    Currency,
    ExportControl,
    IprStatus,
    ListingLanguage,
    ListingState,
    Stage,
)
from catalog.fields import FIELDS, further, unreadable_in
from catalog.kinds import LONGEST_NAME, KindSpec, kind_choices, kind_spec
from catalog.models.constraints import content_constraints
from core.fields import PublicIdField

VALIDITY = timedelta(days=365)


class ListingQuerySet(models.QuerySet["Listing"]):
    def published(self) -> Self:
        return self.filter(state=ListingState.PUBLISHED)

    def submitted(self) -> Self:
        return self.filter(state=ListingState.SUBMITTED)

    def of(self, actor: Actor) -> Self:
        """Listings of the organisations the actor belongs to."""
        return self.filter(organisation__in=actor.organisation_ids)

    def visible_to(self, actor: Actor) -> Self:
        """Published ones for everybody, one's own in any state, all that were handed in for reviewers."""
        seen = Q(state=ListingState.PUBLISHED) | Q(organisation__in=actor.organisation_ids)
        if actor.may(Permission.REVIEW):
            seen |= ~Q(state=ListingState.DRAFT)
        return self.filter(seen)


class Listing(models.Model):
    """What an organisation posts, such as a need or an offer. What its kind asks for is in catalog.kinds."""

    public_id = PublicIdField()
    kind = models.CharField(max_length=LONGEST_NAME, choices=kind_choices)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="listings")
    created_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    revision = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(default=timezone.now)

    state = models.CharField(max_length=10, choices=ListingState, default=ListingState.DRAFT)
    state_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    valid_until = models.DateField(_("open until"), null=True, blank=True)
    extended = models.BooleanField(default=False)
    reviewed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    review_note = models.TextField(_("note of the reviewer"), blank=True)

    title = models.CharField(max_length=FIELDS["title"].limit)
    summary = models.TextField(blank=True)
    description = models.TextField(blank=True)
    advantages_and_innovation = models.TextField(blank=True)
    technical_specification = models.TextField(blank=True)
    indicators = models.JSONField(default=list, blank=True)
    stage_of_development = models.CharField(max_length=20, choices=Stage, blank=True)
    trl = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(9)],
    )
    ipr_status = models.CharField(max_length=10, choices=IprStatus, blank=True)
    ipr_notes = models.TextField(blank=True)
    partnership_types = models.JSONField(default=list, blank=True)
    expected_partner_role = models.TextField(blank=True)
    partner_types = models.JSONField(default=list, blank=True)
    technology_codes = models.JSONField(default=list, blank=True)
    industry_codes = models.JSONField(default=list, blank=True)
    market_keywords = models.JSONField(default=list, blank=True)
    keywords = models.JSONField(default=list, blank=True)
    sdg_goals = models.JSONField(default=list, blank=True)
    countries = models.JSONField(default=list, blank=True)
    country = models.CharField(max_length=2, blank=True)
    region = models.CharField(max_length=80, blank=True)
    language = models.CharField(max_length=10, choices=ListingLanguage)
    title_other = models.CharField(max_length=256, blank=True)
    summary_other = models.TextField(blank=True)
    budget_min = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    budget_max = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, choices=Currency, blank=True)
    deadline = models.DateField(null=True, blank=True)
    must_match = models.JSONField(default=list, blank=True)
    anonymous = models.BooleanField(default=False)
    confidential = models.TextField(blank=True)
    own_reference = models.CharField(max_length=80, blank=True)
    source = models.CharField(max_length=200, blank=True)
    source_date = models.DateField(null=True, blank=True)
    source_record = models.JSONField(default=dict, blank=True)
    export_control = models.CharField(max_length=20, choices=ExportControl, default=ExportControl.UNKNOWN)
    rights_declared_at = models.DateTimeField(null=True, blank=True)
    further = models.JSONField(default=dict, blank=True)  # fields without a column: catalog.fields.further
    patents = models.ManyToManyField(
        "catalog.Patent", through="catalog.ListingPatent", related_name="listings"
    )
    patent_count = models.PositiveIntegerField(default=0)
    is_demo = models.BooleanField(default=False)

    # fields of which the stored value is none that they can hold; they are read as a fallback, mostly empty
    unreadable: tuple[str, ...] = ()

    objects = ListingQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at", "-pk"]
        constraints = [
            *content_constraints(),
            models.CheckConstraint(
                name="listing_published_has_its_dates",
                condition=~Q(state__in=[str(state) for state in DATED])
                | Q(published_at__isnull=False, valid_until__isnull=False),
            ),
            models.CheckConstraint(
                name="listing_submitted_has_its_date",
                condition=~Q(state__in=["submitted", "returned", "rejected"]) | Q(submitted_at__isnull=False),
            ),
            models.UniqueConstraint(
                name="listing_own_reference_once_per_organisation_and_kind",
                fields=["organisation", "kind", "own_reference"],
                condition=~Q(own_reference=""),
                violation_error_message=_("Another listing of yours has this reference."),
            ),
        ]
        indexes = [
            models.Index(name="listing_by_state", fields=["state", "kind", "-published_at"]),
            models.Index(name="listing_of_organisation", fields=["organisation", "state"]),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("catalog:detail", args=[self.public_id])

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> Self:
        """One row with a value that no field can hold does not stop a page or the matcher: see
        `unreadable`.
        """
        listing = super().from_db(*args, **kwargs)
        found = unreadable_in(listing.__dict__)
        if found:
            listing.unreadable = tuple(found)
            for name in found:
                if FIELDS[name].is_column:
                    setattr(listing, name, FIELDS[name].fallback)
        return listing

    @property
    def kind_spec(self) -> KindSpec:
        return kind_spec(self.kind)

    @property
    def is_published(self) -> bool:
        return self.state == ListingState.PUBLISHED

    def value_of(self, name: str) -> Any:
        """The value of a field that the row holds, wherever it is stored."""
        field = FIELDS[name]
        if field.is_column:
            return getattr(self, name)
        return field.fallback if name in self.unreadable else further.get(self.further, field)

    def set_value(self, name: str, value: Any) -> str:
        """Set a field that the row holds; returns the column in which it stands."""
        self.unreadable = tuple(each for each in self.unreadable if each != name)
        if FIELDS[name].is_column:
            setattr(self, name, value)
            return name
        self.further = further.put(self.further, FIELDS[name], value)
        return further.COLUMN

    def values(self) -> dict[str, Any]:
        """The content, for levels, versions and comparison; of patents only how many there are."""
        found = {name: getattr(self, name) for name in FIELDS.names("is_column")}
        found |= {name: self.value_of(name) for name in FIELDS.names("is_on_listing") if name not in found}
        return found | {"patents": self.patent_count}
