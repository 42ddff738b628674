from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CatalogConfig(AppConfig):
    name = "catalog"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        receivers = import_module("catalog.receivers")
        post_migrate.connect(receivers.load_classifications, sender=self)
