"""Celery carries nudges; the rows of the database are the queue (docs/architecture.md)."""

import os

from celery import Celery
from celery.signals import worker_init, worker_process_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.embedded")

app = Celery("tenon")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
@worker_process_init.connect
def let_compile(**_options: object) -> None:
    from matching.index import kernel_warmup  # noqa: PLC0415 -- the apps are ready by now

    kernel_warmup.let_compile()
