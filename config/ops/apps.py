from django.apps import AppConfig


class OpsConfig(AppConfig):
    """What serves only running the site: it may know every app, and nobody imports it."""

    name = "config.ops"
    label = "ops"
