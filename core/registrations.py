from core import once, states
from core.models import AuditEvent, IdempotencyKey, WorkState
from core.registries import Beat, PersonalData, beats, personal_data

states.register("work", WorkState)
beats.add(
    Beat("heartbeat", "core.tasks.beat_heartbeat", 20.0),
    Beat("erase", "core.tasks.erase_due", 60.0),
)
personal_data.add(
    PersonalData(
        AuditEvent, people=("person_id",), named_by="public_id", says=("verb", "object_label", "person_label")
    ),
    PersonalData(
        IdempotencyKey, people=("person",), says=("object_type", "object_id", "at"), erase_due=once.sweep
    ),
)
