"""What an action refuses: one family of exceptions, which pages and the API show through one handler each."""

from http import HTTPStatus
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """An action was not done, and nothing was written. Raise a subclass of Conflict, Forbidden or Invalid.

    `code` is for programs and stays the same; `sentence` is for people, translatable, and may be filled from
    `params`; `field` names what it is about, empty for the whole; `obj` is the row as it is now, or None.
    `str(error)` is for logs: `detail` where there is one, else the sentence.
    """

    status = HTTPStatus.CONFLICT
    code = "refused"
    field = ""
    message: str | Promise = ""

    def __init__(
        self,
        obj: Any = None,
        message: str | Promise = "",
        *,
        field: str = "",
        params: dict[str, Any] | None = None,
        detail: str = "",
    ) -> None:
        super().__init__(obj, message)
        self.obj = obj
        self.message = message or self.message
        self.field = field or self.field
        self.params = params or {}
        self.detail = detail

    @property
    def sentence(self) -> str:
        """In the language that is active when it is read."""
        return str(self.message % self.params) if self.params else str(self.message)

    @property
    def reasons(self) -> list[dict[str, str]]:
        """Code, field and sentence of each reason, for the API."""
        return [{"code": self.code, "field": self.field, "detail": self.sentence}]

    def __str__(self) -> str:
        return self.detail or self.sentence


class Conflict(Refused):
    """What is stored now stands against it: somebody was faster, or a state does not lead there."""


class AlreadyDecided(Conflict):
    """Somebody decided about `obj` before; the audit says who and when."""

    code = "already_decided"
    message = _("Somebody decided this meanwhile.")


class Forbidden(Refused):
    """This actor may not do it with this row."""

    status = HTTPStatus.FORBIDDEN
    code = "forbidden"


class Invalid(Refused):
    """What was sent is not acceptable."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    code = "invalid"
