"""Reads over several models of the catalogue."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from catalog.models import Listing, Patent, TaxonomyCode
from core.models import AuditEvent


def titles_of(keys: Iterable[str]) -> dict[str, str]:
    """ "F16C Bearings" for each known "ipc:F16C"; an unknown key is its own code."""
    keys = set(keys)
    asked = Q(pk__in=[])
    for scheme in {key.partition(":")[0] for key in keys}:
        codes = [key.partition(":")[2] for key in keys if key.startswith(f"{scheme}:")]
        asked |= Q(scheme=scheme, code__in=codes)
    known = {code.key: str(code) for code in TaxonomyCode.objects.filter(asked)} if keys else {}
    return {key: known.get(key, key.partition(":")[2] or key) for key in keys}


def in_order(public_ids: Iterable[str]) -> list[Listing]:
    """The published listings of a page of hits, in its order, each with its organisation."""
    wanted = list(public_ids)
    rows = Listing.objects.published().filter(public_id__in=wanted).select_related("organisation")
    found = {row.public_id: row for row in rows}
    return [found[public_id] for public_id in wanted if public_id in found]


def offers_with(patent: Patent, actor: Any) -> list[Listing]:
    """Offers of anybody that bundle a patent of this number, as far as the actor may know that they do."""
    rows = Listing.objects.visible_to(actor).filter(
        patent_links__patent__publication_number=patent.publication_number
    )
    if not actor.is_reviewer:
        rows = rows.filter(Q(anonymous=False) | Q(organisation__in=actor.organisation_ids))
    return list(rows.select_related("organisation").order_by("-published_at", "-pk"))


def awaiting_moderation(actor: Any) -> Any:
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
