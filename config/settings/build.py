"""While an image is built: no secret, no database; only for collecting static files."""

import tempfile
from pathlib import Path

from config.settings.base import *  # noqa: F403 -- settings build on each other
from config.settings.base import BASE_DIR
from core import env

SECRET_KEY = "only-while-building"  # noqa: S105 -- never serves a request
STATIC_BUILD = Path(tempfile.mkdtemp())
STATIC_ROOT = Path(env.text("TENON_STATIC", BASE_DIR / "staticfiles"))
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
