"""Settings that make a promise of the pages untrue."""

from typing import Any

from django.conf import settings
from django.core import checks

from matching.models.proposal import UNDO


@checks.register
def letters_wait_longer_than_a_decision_can_be_undone(
    app_configs: Any, **kwargs: Any
) -> list[checks.CheckMessage]:
    undo = int(UNDO.total_seconds())
    if undo < settings.LETTER_BUNDLE_SECONDS:
        return []
    return [
        checks.Warning(
            f"Letters about approvals leave after {settings.LETTER_BUNDLE_SECONDS} s, and a decision can be "
            f"taken back for {undo} s. Once its letter has left, a decision stands although the page offers "
            "to take it back.",
            hint=f"Set TENON_LETTER_BUNDLE_SECONDS to more than {undo}.",
            id="notifications.W001",
        )
    ]
