from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    name = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        receivers = import_module("accounts.receivers")
        post_migrate.connect(receivers.load_legal_texts, sender=self)
