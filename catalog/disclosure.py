"""The face a listing shows: the one way by which owner, place, patents and references reach a reader.

An anonymous listing hides its organisation, persons, patents (numbers, applicants, inventors), file names,
own reference, source and the region below its country, until contacts are opened.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.actor import VISITOR, Actor
from accounts.models import Organisation
from catalog.models import Listing
from catalog.permissions import can_see_owner
from core import countries


@dataclass(frozen=True, slots=True)
class Face:
    hidden: bool
    owner: Organisation | None  # None when hidden
    owner_name: str
    place: str
    country: str  # code, shown in any case
    region: str
    shows_patents: bool
    patent_count: int
    own_reference: str
    source: str


def public_face(listing: Listing, actor: Actor = VISITOR, opened: bool = False) -> Face:
    """What `actor` sees of the owner. `opened`: both sides of a proposal agreed to know each other."""
    organisation = listing.organisation
    country = listing.country or organisation.country
    if opened or can_see_owner(actor, listing):
        region = listing.region or (organisation.region if country == organisation.country else "")
        return Face(
            hidden=False,
            owner=organisation,
            owner_name=organisation.name,
            place=_place(country, region),
            country=country,
            region=region,
            shows_patents=True,
            patent_count=listing.patent_count,
            own_reference=listing.own_reference,
            source=listing.source,
        )
    return Face(
        hidden=True,
        owner=None,
        owner_name=hidden_name(organisation),
        place=_place(country, ""),
        country=country,
        region="",
        shows_patents=False,
        patent_count=listing.patent_count,
        own_reference="",
        source="",
    )


def hidden_name(organisation: Organisation) -> str:
    """Kind and size instead of the name: "Name hidden: enterprise, 50–249 staff"."""
    kind = organisation.get_kind_display()
    if organisation.size:
        return _("Name hidden: %(kind)s, %(size)s") % {
            "kind": kind,
            "size": organisation.get_size_display(),
        }
    return _("Name hidden: %(kind)s") % {"kind": kind}


def _place(country: str, region: str) -> str:
    name = countries.name_of(country)
    if not region:
        return name
    return _("%(region)s, %(country)s") % {"region": region, "country": name}
