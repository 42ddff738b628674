"""What an action of the catalogue refuses, with the sentence for people."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.fields import ContentError, label_of, words_for
from core.errors import Conflict, Forbidden, Invalid, Refused


class CatalogError(Refused):
    """`obj` is the listing as it is in the database now; None when there is none yet."""


class ContentErrors(CatalogError, Invalid):
    """The content is not acceptable; `errors` names every reason with its field."""

    code = "content"

    def __init__(self, errors: Iterable[ContentError], listing: Any = None):
        self.errors = tuple(errors)
        detail = "; ".join(f"{error.field}: {error.code}" for error in self.errors)
        super().__init__(listing, detail=detail)

    @property
    def codes(self) -> set[tuple[str, str]]:
        """(field, code) of each reason."""
        return {(error.field, error.code) for error in self.errors}

    @property
    def sentence(self) -> str:
        """What is missing in one sentence; else every reason with the label of its field."""
        if all(error.code in {"required", "one_of_required"} for error in self.errors):
            demands = (error.alternatives or (error.field,) for error in self.errors)
            return _("Before others see it, fill in: %(fields)s.") % {
                "fields": "; ".join(map(words_for, demands))
            }
        return " ".join(
            _("%(label)s: %(message)s") % {"label": label_of(error.field), "message": error.sentence}
            for error in self.errors
        )

    @property
    def reasons(self) -> list[dict[str, str]]:
        return [{"code": error.code, "field": error.field, "detail": error.sentence} for error in self.errors]


class NotReady(ContentErrors):
    """What is stored is not acceptable for this move."""

    status = HTTPStatus.CONFLICT
    code = "not_ready"


class IllegalMove(CatalogError, Conflict):
    """The listing is in a state from which this move does not lead."""

    code = "illegal_move"

    def __init__(self, listing: Any, target: str):
        super().__init__(listing, detail=f"{listing.public_id}: {listing.state} does not lead to {target}")
        self.target = target

    @property
    def sentence(self) -> str:
        return _("This cannot be done now: the listing is %(state)s.") % {
            "state": self.obj.get_state_display()
        }


class Stale(CatalogError, Conflict):
    """Somebody changed the listing after it was read; nothing was written."""

    code = "stale"
    message = gettext_lazy(
        "This listing was changed meanwhile. Nothing was written; read it again and decide then."
    )


class NotVerified(CatalogError, Conflict):
    """The organisation is not verified: it may draft and submit, publishing waits."""

    code = "not_verified"
    message = gettext_lazy("The organisation is not verified yet. Publishing waits for that.")


class OwnOrganisation(CatalogError, Forbidden):
    """Nobody moderates a listing of their own organisation."""

    code = "own_organisation"
    message = gettext_lazy("Your organisation takes part; a colleague decides.")
