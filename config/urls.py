from django.conf import settings
from django.urls import include, path
from django.views.generic import RedirectView

from config import health, pages

urlpatterns = [
    path("", pages.home, name="home"),
    path("pages/<slug:slug>/", pages.page, name="page"),
    path("language/", pages.set_language, name="set_language"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("account/", include("allauth.account.urls")),
    path("", include("accounts.urls")),
    path("", include("catalog.urls")),
    path("", include("matching.urls")),
    path("", include("notifications.urls")),
    path("staff/work/", include("config.ops.urls")),
    path("api/", include("config.api_urls")),
    path(
        "favicon.ico",
        RedirectView.as_view(
            url=f"/{settings.STATIC_URL.lstrip('/')}img/favicon.svg", http_method_names=["get", "head"]
        ),
        name="favicon",
    ),
]

handler400 = "config.pages.bad_request"
handler403 = "config.pages.forbidden"
handler404 = "config.pages.not_found"
handler500 = "config.pages.server_error"
