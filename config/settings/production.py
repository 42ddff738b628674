"""Production: everything from the environment; refuses to start when something is missing or unsafe."""

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from config.settings import database
from config.settings.base import *  # noqa: F403 -- settings build on each other
from config.settings.base import BASE_DIR
from core import env

DEBUG = False
SECRET_KEY = env.text("SECRET_KEY")
if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 10:
    raise ImproperlyConfigured(
        "SECRET_KEY is too weak. Make one: python -c 'import secrets; print(secrets.token_urlsafe(50))'"
    )

SITE_URL = env.text("TENON_SITE_URL").rstrip("/")
if not SITE_URL.startswith("https://") and not env.flag("TENON_PLAIN_HTTP", False):
    raise ImproperlyConfigured(
        f"TENON_SITE_URL is {SITE_URL!r}; it must begin with https://. "
        "For a trial without TLS set TENON_PLAIN_HTTP=1."
    )
ALLOWED_HOSTS = env.words("TENON_HOSTS") or [SITE_URL.split("://", 1)[1].split("/")[0].split(":")[0]]
if "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("TENON_HOSTS must name the hosts of the site, not *.")
CSRF_TRUSTED_ORIGINS = [SITE_URL]

DATABASES = {"default": database.from_url(env.text("DATABASE_URL"))}
if DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql":
    raise ImproperlyConfigured(
        "Production needs PostgreSQL: DATABASE_URL=postgres://user:password@host:5432/name"
    )
DATABASES["default"]["OPTIONS"] = {"options": "-c lock_timeout=3000 -c statement_timeout=60000"}

REDIS_URL = env.text("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 0.7},
    }
}
CELERY_BROKER_URL = env.text("CELERY_BROKER_URL", REDIS_URL)
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,  # above the hard time limit of a task
    "unacked_restore_interval": 10,
    "socket_keepalive": True,
    "health_check_interval": 25,
}
NUDGE_TRANSPORT_OPTIONS = {
    "socket_connect_timeout": 0.5,
    "socket_timeout": 0.5,  # a frozen Redis must not hold a page longer than this
    "retry_on_timeout": False,
    "max_retries": 0,
}

# The image brings its static files along (Dockerfile).
STATIC_ROOT = Path(env.text("TENON_STATIC", BASE_DIR / "staticfiles"))

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = env.text("TENON_SMTP_HOST")
EMAIL_PORT = env.whole("TENON_SMTP_PORT", 587)
EMAIL_HOST_USER = env.text("TENON_SMTP_USER", "")
EMAIL_HOST_PASSWORD = env.text("TENON_SMTP_PASSWORD", "")
EMAIL_USE_TLS = env.flag("TENON_SMTP_STARTTLS", True)
DEFAULT_FROM_EMAIL = env.text("TENON_FROM_EMAIL")

_secure = SITE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _secure
SESSION_COOKIE_NAME = "__Host-tenon" if _secure else "tenon"
SECURE_HSTS_SECONDS = 31_536_000 if _secure else 0
SECURE_SSL_REDIRECT = _secure and env.flag("TENON_SSL_REDIRECT", True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
if env.flag("TENON_BEHIND_PROXY", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
