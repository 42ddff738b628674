from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.enums import MembershipState, OrganisationKind, OrganisationSize, Verification
from accounts.models.user import User
from accounts.roles import MemberRole
from core import countries
from core.fields import PublicIdField

# Addresses that anybody can have: they say nothing about where a person works.
SHARED_DOMAINS = frozenset(
    [
        "126.com",
        "139.com",
        "163.com",
        "189.cn",
        "aliyun.com",
        "foxmail.com",
        "gmail.com",
        "gmx.com",
        "gmx.de",
        "googlemail.com",
        "hotmail.com",
        "icloud.com",
        "live.com",
        "mail.ru",
        "outlook.com",
        "proton.me",
        "protonmail.com",
        "qq.com",
        "sina.cn",
        "sina.com",
        "sohu.com",
        "vip.163.com",
        "vip.qq.com",
        "web.de",
        "yahoo.com",
        "yandex.ru",
        "yeah.net",
    ]
)


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def verified(self) -> Self:
        return self.filter(verification=Verification.VERIFIED)

    def awaiting_verification(self) -> Self:
        return self.filter(verification=Verification.WAITING)

    def joinable(self) -> Self:
        """Those one may ask to join: whoever types the name of an unverified one is sent there, too."""
        return self.exclude(verification=Verification.REFUSED)

    def visible_to(self, actor: Actor) -> Self:
        """Verified ones for everybody, one's own in any state, those one asked to join, all for staff."""
        if actor.is_staff:
            return self.all()
        seen = Q(verification=Verification.VERIFIED) | Q(pk__in=actor.organisation_ids)
        if actor.is_authenticated:
            asked = Membership.objects.asked().filter(user=actor.person)
            seen |= Q(pk__in=asked.values("organisation"))
        return self.filter(seen)

    def named_like(self, words: str) -> Self:
        """Every word stands in one of the names."""
        found = self
        for word in words.split():
            found = found.filter(
                Q(name_en__icontains=word) | Q(name_zh__icontains=word) | Q(short_name__icontains=word)
            )
        return found

    def without_owner(self) -> Self:
        owners = Membership.objects.owners().filter(organisation=OuterRef("pk"))
        return self.filter(~Exists(owners))


class Organisation(models.Model):
    public_id = PublicIdField()
    kind = models.CharField(_("kind"), max_length=20, choices=OrganisationKind)
    name_zh = models.CharField(_("name in Chinese"), max_length=200, blank=True)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    short_name = models.CharField(_("short name"), max_length=60, blank=True)
    size = models.CharField(_("size"), max_length=10, choices=OrganisationSize, blank=True)
    country = models.CharField(_("country"), max_length=2)
    region = models.CharField(_("region"), max_length=80, blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    registration_code = models.CharField(_("registration code"), max_length=40, blank=True)
    domain = models.CharField(_("e-mail domain"), max_length=120, blank=True)
    website = models.URLField(_("website"), max_length=200, blank=True)
    verification = models.CharField(max_length=10, choices=Verification, default=Verification.WAITING)
    verification_note = models.TextField(blank=True)
    verification_at = models.DateTimeField(default=timezone.now)  # since when it is in this state
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["name_en", "name_zh", "pk"]
        constraints = [
            models.CheckConstraint(
                name="organisation_has_a_name",
                condition=~Q(name_zh="") | ~Q(name_en=""),
                violation_error_message=_("Write the name in Chinese or in English."),
            ),
            models.CheckConstraint(
                name="organisation_verified_iff_verification_date",
                condition=Q(verification="verified", verified_at__isnull=False)
                | (~Q(verification="verified") & Q(verified_at=None)),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("accounts:organisation", args=[self.public_id])

    @property
    def name(self) -> str:
        """The name in the reader's language, else in the other one."""
        if (get_language() or "").startswith("zh"):
            return self.name_zh or self.name_en
        return self.name_en or self.name_zh

    @property
    def is_verified(self) -> bool:
        return self.verification == Verification.VERIFIED

    @property
    def country_name(self) -> str:
        return countries.name_of(self.country)

    @property
    def place(self) -> str:
        return " ".join(part for part in (self.region, self.city) if part) or self.country_name

    def has_owner(self) -> bool:
        return self.memberships.owners().exists()


class MembershipQuerySet(models.QuerySet["Membership"]):
    def active(self) -> Self:
        return self.filter(state=MembershipState.ACTIVE)

    def asked(self) -> Self:
        return self.filter(state=MembershipState.ASKED)

    def owners(self) -> Self:
        return self.active().filter(role=MemberRole.OWNER)

    def visible_to(self, actor: Actor) -> Self:
        """One's own, those of one's organisations, all for staff."""
        if actor.is_staff:
            return self.all()
        if not actor.is_authenticated:
            return self.none()
        return self.filter(Q(user=actor.person) | Q(organisation__in=actor.organisation_ids))

    def for_staff_to_decide(self) -> Self:
        """Requests that no owner can answer."""
        return self.asked().filter(organisation__in=Organisation.objects.without_owner())


class Membership(models.Model):
    """A person in an organisation: asked, active, refused or ended."""

    public_id = PublicIdField()
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=10, choices=MemberRole, default=MemberRole.VIEWER)
    state = models.CharField(max_length=10, choices=MembershipState, default=MembershipState.ASKED)
    asked_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "organisation"], name="membership_once_per_person"),
            models.CheckConstraint(
                name="membership_decided_iff_decision_date",
                condition=Q(state="asked", decided_at=None)
                | (~Q(state="asked") & Q(decided_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.organisation}: {self.role}"

    @property
    def domain_matches(self) -> bool:
        """The address ends in the organisation's domain: shown to whoever decides, never enough."""
        domain = self.organisation.domain.lower().removeprefix("www.")
        return bool(domain) and domain not in SHARED_DOMAINS and self.user.email_domain == domain
