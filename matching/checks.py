from typing import Any

from django.core import checks

from catalog import ports


@checks.register
def a_ranker_is_installed(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    if ports.installed():
        return []
    return [
        checks.Error(
            "No ranker is installed, so nothing can be searched.",
            hint="MatchingConfig.ready() installs matching.index.TfidfRanker into catalog.ports.",
            id="matching.E001",
        )
    ]
