"""Small field types that every app may use."""

import secrets

from django.db import models

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # without 0 o 1 i l: people read these addresses aloud
LENGTH = 12  # 31^12 = 2^59: not guessable, still short in an address


def new_public_id() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


class PublicIdField(models.CharField):
    """The name of a row in every public address: random, unique, never the key."""

    def __init__(self, **kwargs):
        options = {"max_length": 16, "unique": True, "editable": False, "default": new_public_id}
        super().__init__(**{**options, **kwargs})
