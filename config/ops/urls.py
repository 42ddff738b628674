from django.urls import path

from config.ops import views

app_name = "ops"
urlpatterns = [
    path("", views.overview, name="work"),
    path("<str:kind>/", views.rows, name="work_rows"),
    path("<str:kind>/again/", views.try_again, name="try_again"),
    path("<str:kind>/cancel/", views.cancel, name="cancel"),
]
