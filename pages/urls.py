from django.urls import path

from pages import views

urlpatterns = [
    path("", views.home, name="home"),
    path("pages/<slug:slug>/", views.page, name="page"),
    path("language/", views.set_language, name="set_language"),
]
