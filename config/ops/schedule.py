"""What the scheduler sends, as the apps have registered it."""

from typing import Any

from core import registries


def schedule() -> dict[str, dict[str, Any]]:
    """The value of Celery's setting beat_schedule."""
    return {
        beat.name: {
            "task": beat.task,
            "schedule": beat.seconds,
            "options": {} if beat.expires is None else {"expires": beat.expires},
        }
        for beat in registries.beats
    }
