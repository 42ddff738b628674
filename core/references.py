"""A row named by its kind and its public id, as audit events and idempotency keys keep it."""

from typing import Any

from django.apps import apps
from django.db import models


def reference_of(row: models.Model) -> tuple[str, str]:
    """("catalog.listing", public id); the key of a row that has no public id."""
    model = row._meta.concrete_model or type(row)  # a proxy is the same row
    return model._meta.label_lower, str(getattr(row, "public_id", row.pk))


def row_of(object_type: str, object_id: str) -> Any:
    """The row with this reference; None when it is gone."""
    model = apps.get_model(object_type)
    names = {field.name for field in model._meta.concrete_fields}
    return model._base_manager.filter(**{"public_id" if "public_id" in names else "pk": object_id}).first()
