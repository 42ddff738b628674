"""Liveness, readiness and metrics."""

import hmac

from celery import current_app
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import Count
from django.http import Http404, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from accounts.request import Request
from core import work
from core.models import Heartbeat
from matching.models import IndexGeneration


@require_safe
def healthz(request: Request) -> HttpResponse:
    """The process answers. Nothing else is asked."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def readyz(request: Request) -> HttpResponse:
    """200 when all parts are there, else 503; says which part is missing."""
    parts = {"database": _database(), "broker": _broker()}
    if parts["database"] == "ok":
        parts["scheduler"] = _scheduler()
        parts["index"] = _index()
    ready = all(answer == "ok" for answer in parts.values())
    return JsonResponse({"ready": ready, **parts}, status=200 if ready else 503)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        return type(error).__name__
    return "ok"


def _broker() -> str:
    try:
        with current_app.connection_for_write() as broker:
            broker.transport_options = {**broker.transport_options, **settings.NUDGE_TRANSPORT_OPTIONS}
            broker.ensure_connection(max_retries=1, timeout=1, reraise_as_library_errors=False)
    except Exception as error:  # noqa: BLE001 -- each transport has errors of its own; all mean "not ready"
        return type(error).__name__
    return "ok"


def _scheduler() -> str:
    age = Heartbeat.age("scheduler")
    if age is None:
        return "no heartbeat yet"
    return "ok" if age < Heartbeat.OLDEST else f"last heartbeat {age:.0f} s ago"


def _index() -> str:
    return "ok" if IndexGeneration.objects.current() else "no generation yet"


@require_safe
def metrics(request: Request) -> HttpResponse:
    if not _may_read_metrics(request):
        raise Http404
    return HttpResponse(generate_latest(REGISTRY), content_type=CONTENT_TYPE_LATEST)


def _may_read_metrics(request: Request) -> bool:
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if settings.METRICS_TOKEN and hmac.compare_digest(given.encode(), settings.METRICS_TOKEN.encode()):
        return True
    return request.actor.is_operator


class WorkCollector(Collector):
    """Work rows by kind and state, asked of the database when somebody reads the metrics."""

    def describe(self):
        return []

    def collect(self):
        family = GaugeMetricFamily(
            "tenon_work_rows", "Work rows by kind and state.", labels=["kind", "state"]
        )
        for model in work.kinds():
            states = model._default_manager.order_by().values_list("state").annotate(n=Count("pk"))
            for state, n in states:
                family.add_metric([model._meta.label_lower, state], n)
        age = Heartbeat.age("scheduler")
        beat = GaugeMetricFamily("tenon_scheduler_heartbeat_age_seconds", "Age of the scheduler's heartbeat.")
        beat.add_metric([], -1 if age is None else age)
        yield family
        yield beat


REGISTRY.register(WorkCollector())
