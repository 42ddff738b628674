from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules

from core import lookups


class CoreConfig(AppConfig):
    name = "core"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        lookups.register()
        autodiscover_modules("registrations")  # of every app, in the order of INSTALLED_APPS
