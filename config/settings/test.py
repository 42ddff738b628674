"""Unit tests: SQLite in memory or the database that DATABASE_URL names, no broker, fast hashing."""

import os
import tempfile
from pathlib import Path

from config.settings import database
from config.settings.base import *  # noqa: F403 -- settings build on each other

SECRET_KEY = "only-for-tests"  # noqa: S105 -- guards nothing
DEBUG = False
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
_scratch = Path(os.environ.get("TENON_TEST_SCRATCH") or tempfile.mkdtemp(prefix="tenon-test-"))
VAR_DIR = _scratch
INDEX_DIR = VAR_DIR / "index"
STATIC_BUILD = VAR_DIR / "static-build"
MEDIA_ROOT = VAR_DIR / "media"
DATABASES = {"default": database.from_url(os.environ.get("DATABASE_URL") or "sqlite://:memory:")}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
NUDGE_ENABLED = False
LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
ACCOUNT_RATE_LIMITS = False
