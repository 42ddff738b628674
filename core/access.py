"""What every view asks before it acts."""

from django.core.exceptions import PermissionDenied


def demand(allowed: bool, sentence: str = "") -> None:
    """Raise PermissionDenied (a 403 page that prints the sentence) unless allowed."""
    if not allowed:
        raise PermissionDenied(sentence)
