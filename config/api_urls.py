"""The API: what the apps have registered, its schema and its documentation."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from core import registries

urlpatterns = [
    *(path(f"v1/{routes.prefix}", include(routes.urlconf)) for routes in registries.api_routes),
    path("v1/schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="api-schema"), name="api-docs"),
]
