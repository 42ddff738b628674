"""What findings change: candidates, then pending proposals, then new proposals.

Inside a transaction, in the turn of PROPOSING. A listing that changed or left since it was matched is left
out: its own request matches it.
"""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from django.conf import settings
from django.db.models import F
from django.utils import timezone

from core.models import WorkState
from core.nudge import nudge
from matching.engine import MISSING
from matching.enums import Side
from matching.models import Candidate, IndexChange, MatchRequest
from matching.pipeline import pending, promotion, reading, writing
from matching.pipeline.difference import FOUND, Kept, Rows, as_found, difference, sides
from matching.pipeline.match import Findings, ListingFindings, partners_of

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Written:
    """The lists of candidates of these listings as they are stored now."""

    listings: frozenset[int]
    found: Rows
    kept: Kept


def apply_shard(findings: Findings) -> tuple[Kept, int]:
    """Of a part of a run. Returns rows of candidates and the number of new proposals."""
    written = _write(findings)
    if findings.kind == Side.NEED:  # every pending proposal has a need: once in a run is enough
        pending.review(
            index=findings.index, kind=findings.kind, listings=written.listings, found=written.found
        )
    made = promotion.promote(kind=findings.kind, found=written.found)
    _mark_done(written.listings)
    return written.kept, len(made)


def apply_listing(findings: ListingFindings) -> tuple[Kept, int]:
    """Of a single listing: its own list and the lists of its partners, its proposals, new proposals."""
    own = findings.own
    written, theirs = _write(own), _write(findings.partners)
    _ask_partners_met_meanwhile(findings, written.listings)
    found = np.concatenate([written.found, _ranked_by_partners_only(own.kind, written, theirs.found)])
    pending.review(index=own.index, kind=own.kind, listings=written.listings, found=found)
    made = promotion.promote(kind=own.kind, found=found)
    return Kept(*map(sum, zip(written.kept, theirs.kept, strict=True))), len(made)


def _write(findings: Findings) -> Written:
    if not findings.rows:
        return Written(frozenset(), np.zeros(0, dtype=FOUND), Kept())
    rows = reading.published([row.key for row in findings.rows])
    same = rows["revision"] == np.array([row.revision for row in findings.rows], dtype=np.int64)
    listings = frozenset(rows["pk"][same].tolist())
    stored = writing.stored(kind=findings.kind, listings=listings)
    newest = IndexChange.objects.newest()
    found = _table(findings, rows, same, newest)
    if len(stored) and newest != findings.last_change:
        found = _with_newcomers(findings, found, stored)
    kept = writing.write(kind=findings.kind, changes=difference(found, stored))
    return Written(listings, found, kept)


def _table(findings: Findings, rows: Rows, same: Mask, newest: int) -> Rows:
    """What the listings that are still the same found, as FOUND, without partners that have left meanwhile.

    Partners were looked up before the turn of PROPOSING, which others wait for; only when anything was
    published, changed or left since, they are looked up again.
    """
    mine, other = sides(findings.kind)
    best, partners = findings.best, findings.partners.rows
    if newest != findings.partners.upto:
        partners = partners_of(findings.index, best).rows
    table = np.zeros(len(best.ids), dtype=FOUND)
    table[mine], table[f"{mine}_revision"] = rows["pk"][best.queries], rows["revision"][best.queries]
    table[other], table[f"{other}_revision"] = partners["pk"], partners["revision"]
    table["rank"], table["score"], table["strength"] = best.ranks, best.scores, best.strengths
    return table[same[best.queries] & (table[other] > 0)]


def _with_newcomers(findings: Findings, found: Rows, stored: Rows) -> Rows:
    """Partners that came after the index was opened and were matched since keep a place by their score."""
    mine, other = sides(findings.kind)
    late = as_found(stored[np.isin(stored[other], _newcomers(findings))])
    if not len(late):
        return found
    late = late[np.lexsort((late[other], -late["score"]))]
    lists = [found[~np.isin(found[mine], late[mine])]]
    for listing in np.unique(late[mine]):
        best = found[found[mine] == listing]
        for row in late[late[mine] == listing]:
            lower = np.flatnonzero(best["score"] < row["score"])
            best = np.insert(best, lower[0] if len(lower) else len(best), row)
        best = best[: settings.CANDIDATES_PER_LISTING]
        best["rank"] = np.arange(1, len(best) + 1)
        lists.append(best)
    return np.concatenate(lists)


def _newcomers(findings: Findings) -> list[int]:
    """Published listings that the index does not know because they came after it."""
    changes = IndexChange.objects.since(findings.last_change).filter(removed=False)
    keys = sorted(set(changes.values_list("key", flat=True)))
    if not keys:
        return []
    unknown = [
        key
        for key, number in zip(keys, findings.index.ids_of(keys).tolist(), strict=True)
        if number == MISSING
    ]
    return [pk for pk in reading.published(unknown)["pk"].tolist() if pk] if unknown else []


def _ask_partners_met_meanwhile(findings: ListingFindings, listings: Collection[int]) -> None:
    """Partners that ranked the listing while it was matched may have read its old text: match them again."""
    own = findings.own
    mine, theirs = sides(own.kind)
    known = [row.pk for row in findings.partners.rows]
    met = Candidate.objects.filter(**{f"{mine}__in": listings}).exclude(**{f"{theirs}__in": known})
    partners = [getattr(row, theirs) for row in met.select_related(theirs)]
    numbers = own.index.ids_of([partner.public_id for partner in partners]).tolist()
    again = [one for one, number in zip(partners, numbers, strict=True) if number != MISSING]
    if again:
        MatchRequest.objects.ask(again)
        nudge("matching.tasks.match_due")


def _ranked_by_partners_only(kind: str, own: Written, theirs: Rows) -> Rows:
    """Pairs of the listing that only its partners rank, the strongest first, ranked behind all others."""
    mine, other = sides(kind)
    ours = np.isin(theirs[mine], list(own.listings))
    pairs = theirs[ours & ~np.isin(theirs[other], own.found[other])]
    pairs["rank"] = settings.CANDIDATES_PER_LISTING + 1
    return pairs[np.argsort(-pairs["strength"], kind="stable")]


def _mark_done(listings: Collection[int]) -> None:
    """A run has just matched these: requests for the same revisions have nothing left to do."""
    rows = MatchRequest.objects.filter(
        listing__among=listings, listing__revision=F("revision"), state=WorkState.WAITING
    )
    rows.update(state=WorkState.DONE, finished_at=timezone.now(), last_error="")
