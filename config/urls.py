"""The routes of the site: what the apps have registered, and what belongs to none of them."""

from django.conf import settings
from django.urls import include, path
from django.views.generic import RedirectView

from config import health
from core import registries

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("account/", include("allauth.account.urls")),
    path("api/", include("config.api_urls")),
    path(
        "favicon.ico",
        RedirectView.as_view(
            url=f"/{settings.STATIC_URL.lstrip('/')}img/favicon.svg", http_method_names=["get", "head"]
        ),
        name="favicon",
    ),
    *(path(routes.prefix, include(routes.urlconf)) for routes in registries.page_routes),
]

handler400 = "pages.views.bad_request"
handler403 = "pages.views.forbidden"
handler404 = "pages.views.not_found"
handler500 = "pages.views.server_error"
