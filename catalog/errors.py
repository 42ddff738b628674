"""What an action of the catalogue refuses, and why. Views turn these into sentences and status 409 or 403."""

from collections.abc import Iterable
from typing import Any

from catalog.fields import ContentError


class CatalogError(Exception):
    """Carries the listing as it is in the database now; None when there is none yet."""

    def __init__(self, listing: Any, detail: str = ""):
        super().__init__(f"{listing.public_id if listing else '-'}: {detail or type(self).__name__}")
        self.listing = listing


class ContentErrors(CatalogError):
    """The content is not acceptable; `errors` names every reason with its field."""

    def __init__(self, errors: Iterable[ContentError], listing: Any = None):
        self.errors = tuple(errors)
        super().__init__(listing, "; ".join(f"{error.field}: {error.code}" for error in self.errors))

    @property
    def codes(self) -> set[tuple[str, str]]:
        """(field, code) of each reason."""
        return {(error.field, error.code) for error in self.errors}


class IllegalMove(CatalogError):
    """The listing is in a state from which this move does not lead."""

    def __init__(self, listing: Any, target: str):
        super().__init__(listing, f"{listing.state} does not lead to {target}")
        self.target = target


class Stale(CatalogError):
    """Somebody changed the listing after it was read; nothing was written."""


class NotVerified(CatalogError):
    """The organisation is not verified: it may draft and submit, publishing waits."""


class OwnOrganisation(CatalogError):
    """Nobody moderates a listing of their own organisation."""
