"""What a listing carries beside its text: facets that readers choose by, and signals of the score."""

from typing import Any

from accounts.enums import OrganisationKind
from catalog.enums import TRL_OF_STAGE, PartnerType, Stage
from catalog.fields import FIELDS
from catalog.fields.value_types import entries_of
from catalog.models import Listing

STAGES = list(Stage)  # in the order of development
PARTNER_OF_KIND = {
    OrganisationKind.UNIVERSITY: PartnerType.UNIVERSITY,
    OrganisationKind.RESEARCH_INSTITUTE: PartnerType.RD_INSTITUTION,
}
Level = tuple[str, int | None]  # stage of development and TRL; each may be missing


def country_of(listing: Listing) -> str:
    return listing.country or listing.organisation.country


def partner_type(listing: Listing) -> str:
    """What the owner is in the words of the listings' list;
    empty when the size of an enterprise is unknown."""
    organisation = listing.organisation
    if organisation.kind in PARTNER_OF_KIND:
        return PARTNER_OF_KIND[OrganisationKind(organisation.kind)]
    if organisation.kind == OrganisationKind.ENTERPRISE:
        return organisation.size
    return PartnerType.OTHER


def level_of(listing: Listing) -> Level:
    return listing.stage_of_development, listing.trl


def facets(listing: Listing) -> dict[str, tuple[str, ...]]:
    """The values of catalog.ports.facets(); empty ones are left out. A listing without a country has that
    of its owner; one that hides its owner has no region.
    """
    values: dict[str, Any] = {"kind": listing.kind}
    for name, field in FIELDS.facets().items():
        is_hidden = listing.anonymous and field.names_owner
        values[name] = None if is_hidden else listing.value_of(field.name)
    values["country"] = country_of(listing)
    tidy = {
        name: tuple(dict.fromkeys(str(entry) for entry in entries_of(value) if entry))
        for name, value in values.items()
    }
    return {name: entries for name, entries in tidy.items() if entries}


def signals(listing: Listing) -> tuple[str, ...]:
    """What counts a little when both sides have it, as "kind=value".

    An offer has every stage up to its own, so that it meets each need that asks for no more.
    """
    found = [f"ipc={part}" for code in listing.technology_codes for part in _ipc(code)]
    found += [f"industry={code}" for code in listing.industry_codes]
    found += [f"partnership={kind}" for kind in listing.partnership_types]
    found += [f"stage={stage}" for stage in _stages(listing)]
    found += [f"country={country}" for country in [country_of(listing)] if country]
    return tuple(dict.fromkeys(found))


def _ipc(code: str) -> list[str]:
    """Section, class and subclass: H, H01, H01M."""
    scheme, _colon, bare = code.partition(":")
    return [bare[:size] for size in (1, 3, 4) if len(bare) >= size] if scheme == "ipc" else []


def _stages(listing: Listing) -> list[Stage]:
    stage, trl = level_of(listing)
    if stage:
        own = Stage(stage)
    elif trl:
        own = next(stage for stage, (_least, most) in TRL_OF_STAGE.items() if trl <= most)
    else:
        return []
    return [own] if listing.kind_spec.asks else STAGES[: STAGES.index(own) + 1]
