"""What an action of the catalogue refuses, and why. Views turn these into sentences and status 409 or 403."""

from collections.abc import Sequence
from typing import Any


class CatalogError(Exception):
    """Carries the listing as it is in the database now."""

    def __init__(self, listing: Any, detail: str = ""):
        super().__init__(f"{listing.public_id if listing else '-'}: {detail or type(self).__name__}")
        self.listing = listing


class IllegalMove(CatalogError):
    """The listing is in a state from which this move does not lead."""

    def __init__(self, listing: Any, target: str):
        super().__init__(listing, f"{listing.state} does not lead to {target}")
        self.target = target


class Stale(CatalogError):
    """Somebody changed the listing after it was read; nothing was written."""


class NotComplete(CatalogError):
    """The publish level of the matrix is not met; `missing` holds the demands."""

    def __init__(self, listing: Any, missing: Sequence[tuple[str, ...]]):
        super().__init__(listing, f"missing: {missing}")
        self.missing = list(missing)


class DeadlinePassed(CatalogError):
    """Handed in with a deadline in the past."""


class OwnerNamed(CatalogError):
    """An anonymous listing names its owner; `found` holds (field, name)."""

    def __init__(self, listing: Any, found: Sequence[tuple[str, str]]):
        super().__init__(listing, f"owner named in {sorted({field for field, _name in found})}")
        self.found = list(found)


class NotVerified(CatalogError):
    """The organisation is not verified: it may draft and submit, publishing waits."""


class OwnOrganisation(CatalogError):
    """Nobody moderates a listing of their own organisation."""
