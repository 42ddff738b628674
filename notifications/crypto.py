"""Bodies of secret letters are encrypted while they wait; the key is derived from SECRET_KEY."""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.encoding import force_bytes

LABEL = b"tenon.notifications.secret-letter.1"


class Unreadable(Exception):
    """The body was written under a key that this site no longer has."""


def _fernet(secret: str | bytes) -> Fernet:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=LABEL).derive(force_bytes(secret))
    return Fernet(base64.urlsafe_b64encode(key))


def _ring() -> MultiFernet:
    return MultiFernet([_fernet(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def encrypt(text: str) -> str:
    return _ring().encrypt(text.encode()).decode()


def decrypt(token: str) -> str:
    try:
        return _ring().decrypt(token.encode()).decode()
    except InvalidToken:
        raise Unreadable("The body cannot be read: SECRET_KEY has changed.") from None
