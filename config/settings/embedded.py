"""`make run`: everything in one folder, bound to this machine, no server needed."""

import os
import secrets

from config.settings import database
from config.settings.base import *  # noqa: F403 -- settings build on each other
from config.settings.base import PORT, VAR_DIR
from core import env

VAR_DIR.mkdir(parents=True, exist_ok=True)


def _secret_key() -> str:
    """Made once, readable by this user only."""
    path = VAR_DIR / "secret-key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text()
    key = secrets.token_urlsafe(50)
    with os.fdopen(descriptor, "w") as file:
        file.write(key)
    return key


EMBEDDED = True
DEBUG = False
SECRET_KEY = _secret_key()
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
DATABASES = {"default": database.from_url(f"sqlite://{VAR_DIR / 'tenon.sqlite3'}")}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}

SITE_URL = env.text("TENON_SITE_URL", f"http://127.0.0.1:{PORT}")
CSRF_TRUSTED_ORIGINS = [SITE_URL]

BROKER_DIR = VAR_DIR / "broker"
for _folder in ("queue", "control"):
    (BROKER_DIR / _folder).mkdir(parents=True, exist_ok=True)
CELERY_BROKER_URL = "filesystem://localhost/"
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "data_folder_in": str(BROKER_DIR / "queue"),
    "data_folder_out": str(BROKER_DIR / "queue"),
    "control_folder": str(BROKER_DIR / "control"),
    "polling_interval": 0.2,
}
CELERY_WORKER_CONCURRENCY = 1

EMAIL_BACKEND = "notifications.mail.EmbeddedMailBackend"
LETTER_BUNDLE_SECONDS = env.whole("TENON_LETTER_BUNDLE_SECONDS", 40)  # check notifications.W001
SITE_OPERATOR = env.text("TENON_OPERATOR", "Demonstration office")
SITE_CONTACT_EMAIL = env.text("TENON_CONTACT_EMAIL", "office@tenon.example")
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "config.staticfiles.HashedStorage"},
}
