"""Celery carries nudges; the rows of the database are the queue (docs/architecture.md)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.embedded")

app = Celery("tenon")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
