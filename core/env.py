"""Settings from the environment, read once; a missing or wrong one fails at start with a sentence."""

import json
import os
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

_MISSING = object()


def text(name: str, default: object = _MISSING) -> str:
    """The variable's value, or the content of the file that NAME_FILE names (secrets from files)."""
    path = os.environ.get(f"{name}_FILE")
    if path:
        return Path(path).read_text().strip()
    value = os.environ.get(name, default)
    if value is _MISSING:
        raise ImproperlyConfigured(
            f"The setting {name} is missing. "
            "Set it in the environment (docs/operations.md lists all settings)."
        )
    return str(value)


def flag(name: str, default: bool) -> bool:
    value = os.environ.get(name, "")
    if value == "":
        return default
    if value.lower() in {"1", "true", "yes", "on"}:
        return True
    if value.lower() in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name}={value!r} is neither yes nor no. Write 1 or 0.")


def number(name: str, default: float) -> float:
    value = os.environ.get(name, "")
    if value == "":
        return default
    try:
        return float(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name}={value!r} is not a number.") from None


def whole(name: str, default: int) -> int:
    value = number(name, default)
    if value != int(value):
        raise ImproperlyConfigured(f"{name}={value!r} is not a whole number.")
    return int(value)


def words(name: str, default: str = "") -> list[str]:
    """A list separated by commas."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def storage(name: str, default: Path) -> dict[str, Any]:
    """An entry of STORAGES: the path of a folder, or the entry itself as JSON ({"BACKEND": ..., "OPTIONS":
    ...})."""
    value = text(name, default).strip() or str(default)
    if not value.startswith("{"):
        return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": value}}
    try:
        entry = json.loads(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name}={value!r} is neither the path of a folder nor JSON.") from None
    if not isinstance(entry.get("BACKEND"), str):
        raise ImproperlyConfigured(f'{name} names no "BACKEND".')
    return entry
