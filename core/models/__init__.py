from core.models.audit import AuditEvent
from core.models.heartbeat import Heartbeat
from core.models.idempotency import IdempotencyKey
from core.models.work import LeaseLost, Work, WorkQuerySet, WorkState

__all__ = ["AuditEvent", "Heartbeat", "IdempotencyKey", "LeaseLost", "Work", "WorkQuerySet", "WorkState"]
