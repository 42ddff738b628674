from django.apps import AppConfig


class PagesConfig(AppConfig):
    """Pages that belong to no single app, and what every page has: it may know every app."""

    name = "pages"
