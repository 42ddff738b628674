from typing import ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.roles import GRANTS, Permission, StaffRole
from core.fields import PublicIdField


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields) -> "User":
        if not email:
            raise ValueError("A user needs an e-mail address.")
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A person who logs in by e-mail. Belongs to organisations by membership, to staff by assignment."""

    public_id = PublicIdField()
    email = models.EmailField(_("e-mail address"), max_length=254, unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    language = models.CharField(
        _("language of letters"), max_length=10, choices=settings.LANGUAGES, default="en"
    )
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    terms_due = models.BooleanField(default=False)  # newer terms wait for this person's acceptance
    date_joined = models.DateTimeField(default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_unique_in_any_case")]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def email_domain(self) -> str:
        return self.email.rpartition("@")[2].lower()

    def permissions(self) -> frozenset[Permission]:
        if not hasattr(self, "_permissions"):
            roles = self.staff_assignments.values_list("role", flat=True)
            self._permissions = frozenset().union(*(GRANTS[StaffRole(role)] for role in roles))
        return self._permissions


class StaffAssignment(models.Model):
    """A person works for the site in this role."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="staff_assignments")
    role = models.CharField(max_length=10, choices=StaffRole)
    granted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "role"], name="staff_role_once_per_person")]

    def __str__(self) -> str:
        return f"{self.user}: {self.role}"
