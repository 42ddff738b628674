from django.apps import AppConfig

from config.celery import app
from config.ops.schedule import schedule


class OpsConfig(AppConfig):
    """What serves only running the site: it may know every app, and nobody imports it."""

    name = "config.ops"
    label = "ops"

    def ready(self) -> None:
        app.conf.beat_schedule = schedule()  # core is ready before: the apps have registered
