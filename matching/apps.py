from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "matching"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from catalog import ports  # noqa: PLC0415 -- models exist from here on
        from matching import checks, receivers  # noqa: F401, PLC0415 -- registered by being imported
        from matching.index import TfidfRanker  # noqa: PLC0415 -- models exist from here on

        ports.install(TfidfRanker())
