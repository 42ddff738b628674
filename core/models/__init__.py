from core.models.audit import AuditEvent
from core.models.heartbeat import Heartbeat
from core.models.work import LeaseLost, Work, WorkQuerySet, WorkState

__all__ = ["AuditEvent", "Heartbeat", "LeaseLost", "Work", "WorkQuerySet", "WorkState"]
