"""The audit trail: one call in every action, inside its transaction."""

from collections.abc import Iterable
from typing import Any

from django.db import models

from core.actors import Acting
from core.models import AuditEvent
from core.references import reference_of


def record(verb: str, obj: Any, *, by: Acting, **data: Any) -> AuditEvent:
    """Write one audit event.

    Rows keep labels, not foreign keys, so that history never blocks a deletion. Secrets and
    confidential texts do not belong into `data`.
    """
    event = _event(verb, obj, by, data)
    event.save(force_insert=True)
    return event


def record_many(verb: str, objects: Iterable[tuple[Any, dict[str, Any]]], *, by: Acting) -> None:
    """The same for many objects, each with its data, in a few statements."""
    events = [_event(verb, obj, by, data) for obj, data in objects]
    AuditEvent.objects.bulk_create(events, batch_size=500)


def _event(verb: str, obj: Any, by: Acting, data: dict[str, Any]) -> AuditEvent:
    object_type, object_id = reference_of(obj)
    return AuditEvent(
        verb=verb,
        actor_kind=by.kind,
        object_type=object_type,
        object_id=object_id,
        object_label=str(obj)[:200],
        person_id=getattr(by.person, "public_id", ""),
        person_label=by.label[:200],
        organisation_id=getattr(by.organisation, "public_id", ""),
        data=data,
    )


def last_word_on(row: models.Model) -> AuditEvent | None:
    """Who did something to this row last, and when: what a person who came too late is told."""
    object_type, object_id = reference_of(row)
    found = AuditEvent.objects.filter(object_type=object_type, object_id=object_id)
    return found.exclude(person_label="").first()
