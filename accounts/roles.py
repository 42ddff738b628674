"""The nine roles and what each staff role may do."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Permission(StrEnum):
    REVIEW = "review"  # listings before publication, proposals, organisations
    BROKER = "broker"  # cases
    OPERATE = "operate"  # work rows, letters, runs, site texts


class StaffRole(models.TextChoices):
    REVIEWER = "reviewer", _("reviewer")
    BROKER = "broker", _("broker")
    OPERATOR = "operator", _("operator")


GRANTS = {
    StaffRole.REVIEWER: frozenset({Permission.REVIEW}),
    StaffRole.BROKER: frozenset({Permission.BROKER}),
    StaffRole.OPERATOR: frozenset({Permission.OPERATE}),
}


class MemberRole(models.TextChoices):
    OWNER = "owner", _("owner")
    EDITOR = "editor", _("editor")
    VIEWER = "viewer", _("viewer")


MAY_EDIT = frozenset({MemberRole.OWNER, MemberRole.EDITOR})
