"""Reads over several models of the catalogue."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q

from accounts.actor import Actor
from catalog.enums import Scheme
from catalog.fields import FIELDS
from catalog.fields.value_types import entries_of
from catalog.models import Listing, Patent, TaxonomyCode
from core.models import AuditEvent

MOST_CODES = 100  # of one field that are looked up; no field may hold as many


def known_codes(*contents: Mapping[str, Any]) -> frozenset[str]:
    """Those of the "scheme:code" keys in these contents that are in the classifications."""
    wanted = {
        key
        for content in contents
        if isinstance(content, Mapping)
        for name in FIELDS.names("holds_codes")
        for key in _keys_in(content.get(name))
    }
    if not wanted:
        return frozenset()
    return frozenset(code.key for code in TaxonomyCode.objects.filter(_any_of(wanted)))


def _keys_in(value: Any) -> list[str]:
    """Entries that can be keys at all: a database is not asked for anything else."""
    keys = [value] if isinstance(value, str) else value
    if not isinstance(keys, list | tuple):
        return []
    return [
        key
        for key in keys[:MOST_CODES]
        if isinstance(key, str)
        and key.isascii()
        and key.isprintable()
        and key.partition(":")[0] in Scheme.values
    ]


def _any_of(keys: Iterable[str]) -> Q:
    """The rows of "scheme:code" keys, one condition for each scheme."""
    schemes: dict[str, list[str]] = {}
    for key in sorted(keys):
        scheme, _colon, code = key.partition(":")
        schemes.setdefault(scheme, []).append(code)
    asked = Q(pk__in=[])
    for scheme, codes in schemes.items():
        asked |= Q(scheme=scheme, code__in=codes)
    return asked


def titles_of(keys: Iterable[str]) -> dict[str, str]:
    """ "F16C Bearings" for each known "ipc:F16C"; an unknown key is its own code."""
    keys = set(keys)
    known = {code.key: str(code) for code in TaxonomyCode.objects.filter(_any_of(keys))} if keys else {}
    return {key: known.get(key, key.partition(":")[2] or key) for key in keys}


def codes_of(listing: Listing) -> list[str]:
    """The "scheme:code" keys that a listing carries, in the order of its fields."""
    values = map(listing.value_of, FIELDS.names("holds_codes"))
    return [code for value in values for code in entries_of(value)]


def in_order(public_ids: Iterable[str]) -> list[Listing]:
    """The published listings of a page of hits, in its order, each with its organisation."""
    wanted = list(public_ids)
    rows = Listing.objects.published().filter(public_id__in=wanted).select_related("organisation")
    found = {row.public_id: row for row in rows}
    return [found[public_id] for public_id in wanted if public_id in found]


def listings_with(patent: Patent, actor: Actor) -> list[Listing]:
    """Listings of anybody that bundle a patent of this number, as far as the actor may know that they do."""
    rows = Listing.objects.visible_to(actor).filter(
        patent_links__patent__publication_number=patent.publication_number
    )
    if not actor.is_reviewer:
        rows = rows.filter(Q(anonymous=False) | Q(organisation__in=actor.organisation_ids))
    return list(rows.select_related("organisation").order_by("-published_at", "-pk"))


def awaiting_moderation(actor: Actor) -> Any:
    """Submitted listings a reviewer may decide about, the longest waiting first."""
    return (
        Listing.objects.submitted()
        .exclude(organisation__in=actor.organisation_ids)
        .select_related("organisation")
        .order_by("submitted_at", "pk")
    )


def moments_of(listing: Listing) -> list[AuditEvent]:
    """What the audit tells about a listing, newest first."""
    return list(
        AuditEvent.objects.filter(object_type="catalog.listing", object_id=listing.public_id).order_by(
            "-at", "-pk"
        )
    )
