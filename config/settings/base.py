"""What all settings share. Nothing here is secret and nothing here is unsafe by default."""

from pathlib import Path

from csp.constants import NONE, SELF

from core import env

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = Path(env.text("TENON_VAR", BASE_DIR / "var"))

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.forms",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_htmx",
    "csp",
    "django_cotton.apps.SimpleAppConfig",  # the settings below say what its default configuration would guess
    "core",
    "accounts",
    "catalog",
    "matching",
    "notifications",
    "pages",
    "config.ops",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.ActorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "core.refusals.RefusalMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
COTTON_DIR = "components"  # of templates/: <c-notice> is templates/components/notice.html
COTTON_ISOLATE_BY_DEFAULT = True  # a component sees its attributes and what every page has, nothing else
TEMPLATE_LOADERS = [
    "django_cotton.cotton_loader.Loader",  # reads <c-...> in templates; first, so that it reads all of ours
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [("django.template.loaders.cached.Loader", TEMPLATE_LOADERS)],
            "builtins": ["django_cotton.templatetags.cotton"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "pages.context_processors.site",
            ],
        },
    }
]

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- language and time -------------------------------------------------------------------
LANGUAGE_CODE = env.text("TENON_LANGUAGE", "en")
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
FORMAT_MODULE_PATH = ["config.formats"]
USE_TZ = True
TIME_ZONE = env.text("TENON_TIME_ZONE", "Asia/Shanghai")

# --- people ------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "notifications.adapter.AccountAdapter"  # mails become secret letters
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.signup.SignupForm"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60  # codes travel by letter: three minutes are too few
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# --- the site's own face -----------------------------------------------------------------
SITE_NAME = env.text("TENON_SITE_NAME", "Tenon")
SITE_URL = env.text("TENON_SITE_URL", "http://127.0.0.1:8000")  # how letters address pages
SITE_OPERATOR = env.text("TENON_OPERATOR", "")
SITE_ICP_NUMBER = env.text("TENON_ICP_NUMBER", "")
SITE_CONTACT_EMAIL = env.text("TENON_CONTACT_EMAIL", "")
EMBEDDED = False
PORT = env.whole("PORT", 8000)  # of `manage.py up`

# --- static files ------------------------------------------------------------------------
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "config.staticfiles.BundlingFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
STATIC_BUILD = VAR_DIR / "static-build"  # the bundled style sheet before it is collected
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.staticfiles.CompressedHashedStorage"},
}
MEDIA_ROOT = VAR_DIR / "media"

# --- browser security --------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400

# --- work --------------------------------------------------------------------------------
CELERY_BROKER_URL = "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS: dict = {}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 900
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE
NUDGE_ENABLED = True
NUDGE_TRANSPORT_OPTIONS: dict = {}
SWEEP_SECONDS = env.number("TENON_SWEEP_SECONDS", 15)
LEASE_SECONDS = env.number("TENON_LEASE_SECONDS", 0)  # 0: each kind of work has its own
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")

# --- matching ----------------------------------------------------------------------------
INDEX_DIR = Path(env.text("TENON_INDEX_DIR", VAR_DIR / "index"))  # of this host
STORAGES["indexes"] = env.storage("TENON_INDEX_STORE", INDEX_DIR)  # of all hosts; the same folder: no copies
CANDIDATES_PER_LISTING = env.whole("TENON_CANDIDATES_PER_LISTING", 10)
PENDING_PER_NEED = env.whole("TENON_PENDING_PER_NEED", 5)
PENDING_PER_OFFER = env.whole("TENON_PENDING_PER_OFFER", 3)
PROPOSAL_FLOOR: float | None = env.number("TENON_PROPOSAL_FLOOR", -1)  # negative: the engine's own default
DECISIONS_PER_DAY = env.whole("TENON_DECISIONS_PER_DAY", 40)  # until the site has its own figures
# A part of a full run: the engine's work of about half a second, and no more listings than one transaction
# may hold.
MATCH_SHARD_POSTINGS = env.whole("TENON_MATCH_SHARD_POSTINGS", 300_000_000)
MATCH_SHARD_SIZE = env.whole("TENON_MATCH_SHARD_SIZE", 1_000)
KERNEL_DIR = Path(env.text("TENON_KERNEL_DIR", VAR_DIR / "kernels"))  # what numba compiled
KERNELS_FROM = env.whole("TENON_KERNELS_FROM", 1_000)  # documents from which compiled loops pay
STAND_IN_LIMIT = env.whole(
    "TENON_STAND_IN_LIMIT", 2_000
)  # listings indexed on the spot while no generation is there
REBUILD_SHARE = env.number("TENON_REBUILD_SHARE", 0.1)  # of the documents changed: time for a new generation

# --- letters -----------------------------------------------------------------------------
DEFAULT_FROM_EMAIL = env.text("TENON_FROM_EMAIL", "Tenon <noreply@localhost>")
LETTER_BUNDLE_SECONDS = env.whole("TENON_LETTER_BUNDLE_SECONDS", 15 * 60)
EMAIL_TIMEOUT = 20
EMAIL_FILE_PATH = VAR_DIR / "mail"  # embedded mode only

# --- API ---------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "EXCEPTION_HANDLER": "core.api.handle",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_RATES": {"anon": "120/min", "user": "600/min"},
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Tenon",
    "DESCRIPTION": "Technology needs and offers, and the proposals between them.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"plain_refusal": {"()": "core.logs.PlainRefusal"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["plain_refusal"]}
    },
    "root": {"handlers": ["console"], "level": env.text("TENON_LOG_LEVEL", "INFO")},
    "loggers": {"httpx": {"level": "WARNING"}},
}

METRICS_TOKEN = env.text("TENON_METRICS_TOKEN", "")  # a scraper's bearer token; operators read without it
