"""Bulk intake: rows of a file become listings, in one transaction and with one announcement.

A row is known again by its own reference (else by its content), so a second import of the same file
changes nothing, and nothing that people wrote on the site since then is overwritten by an unchanged row.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from django.db import transaction
from django.utils import timezone

from accounts.actor import SYSTEM, Actor
from accounts.models import Organisation
from catalog.actions import content as contents
from catalog.actions.bulk import NewListing, announce, create_many, last_change
from catalog.actions.states import move
from catalog.content import Content, clean
from catalog.enums import ListingState
from catalog.errors import CatalogError, ContentErrors, IllegalMove, NotVerified
from catalog.fields import Level
from catalog.importing.mapping import ParsedRow, Problem, digest_of
from catalog.models import Listing
from catalog.models.listing import VALIDITY
from catalog.queries import known_codes
from core import audit

AT_ONCE = 200
DIGEST = "sha256"  # key of source_record


@dataclass
class Summary:
    rows: int = 0
    published: int = 0
    drafts: int = 0
    draft_reasons: Counter = field(default_factory=Counter)
    updated: int = 0
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)
    written: bool = False

    @property
    def bad(self) -> int:
        return len({problem.row for problem in self.problems})


@dataclass
class Intake:
    """One import under way: what every row needs to know."""

    kind: str
    organisation: Organisation
    by: Actor
    publish: bool
    is_demo: bool = False
    summary: Summary = field(default_factory=Summary)
    seen: dict[str, int] = field(default_factory=dict)  # own reference -> row
    rows: dict[str, int] = field(default_factory=dict)  # digest of a row without a reference -> row
    published: list[int] = field(default_factory=list)
    changed: dict[int, set[str]] = field(default_factory=dict)


def import_rows(
    *,
    rows: Iterable[ParsedRow],
    kind: str,
    organisation: Organisation,
    by: Actor = SYSTEM,
    publish: bool = False,
    skip_bad: bool = False,
    dry_run: bool = False,
) -> Summary:
    """Create, update and publish. Without `skip_bad` one bad row means that nothing is written."""
    if publish and not organisation.is_verified:
        raise NotVerified(detail="the organisation is not verified: import without publishing, or verify it")
    intake = Intake(kind=str(kind), organisation=organisation, by=by, publish=publish)
    with transaction.atomic():
        iterator = iter(rows)
        while batch := list(islice(iterator, AT_ONCE)):
            _take_batch(intake, batch)
        summary = intake.summary
        summary.written = not dry_run and (skip_bad or not summary.problems)
        if not summary.written:
            transaction.set_rollback(True)
            return summary
        audit.record(
            "listings.imported", organisation, by=by, kind=intake.kind, rows=summary.rows,
            published=summary.published, drafts=summary.drafts, updated=summary.updated,
        )  # fmt: skip
        announce(published=intake.published, changed=intake.changed, by=by)
    return summary


def _take_batch(intake: Intake, batch: list[ParsedRow]) -> None:
    known = _known(intake, batch)
    codes = known_codes(*(row.content for row in batch))
    fresh: list[NewListing] = []
    for row in batch:
        intake.summary.rows += 1
        digest = digest_of(row)
        there = known.get(row.content.get("own_reference") or digest)
        accepted = _judge(intake, row, codes) if there is None else None
        if row.problems or _repeats(intake, row):
            intake.summary.problems += row.problems
        elif _is_duplicate(intake, row, digest):
            continue
        elif there is not None:
            _reimport(intake, there, row, digest)
        elif accepted is not None:
            fresh.append(_new(intake, row, accepted, digest))
    for listing in create_many(fresh, by=intake.by):
        if listing.is_published:
            intake.published.append(listing.pk)


def _judge(intake: Intake, row: ParsedRow, codes: Collection[str]) -> Content | None:
    """The content of a new row; or None, and its problems are on the row."""
    if row.problems and not row.columns:  # nothing of it could be read
        return None
    try:
        return clean(intake.kind, row.content, owner=intake.organisation, codes=codes)
    except ContentErrors as wrong:
        row.refuse(wrong.errors)
        return None


def _known(intake: Intake, batch: list[ParsedRow]) -> dict[str, Listing]:
    """Listings that earlier imports made of these rows, by own reference or digest."""
    own = Listing.objects.filter(organisation=intake.organisation, kind=intake.kind)
    references = [ref for row in batch if (ref := row.content.get("own_reference"))]
    digests = [digest_of(row) for row in batch if not row.problems and not row.content.get("own_reference")]
    found = {listing.own_reference: listing for listing in own.filter(own_reference__in=references)}
    if digests:
        same = own.filter(**{f"source_record__{DIGEST}__in": digests})
        found |= {listing.source_record[DIGEST]: listing for listing in same}
    return found


def _repeats(intake: Intake, row: ParsedRow) -> bool:
    """The same reference twice in one file is a mistake of the file."""
    reference = row.content.get("own_reference")
    if not reference:
        return False
    first = intake.seen.setdefault(reference, row.number)
    if first != row.number:
        reason = f"the reference {reference} stands in row {first} already"
        row.problems.append(Problem(row.number, "own_reference", reason))
    return first != row.number


def _is_duplicate(intake: Intake, row: ParsedRow, digest: str) -> bool:
    """The same row twice in one file, without a reference, is one listing."""
    if row.content.get("own_reference"):
        return False
    first = intake.rows.setdefault(digest, row.number)
    if first != row.number:
        intake.summary.unchanged += 1
    return first != row.number


def _new(intake: Intake, row: ParsedRow, content: Content, digest: str) -> NewListing:
    lacking = _missing_to_publish(content)
    publishes = intake.publish and not lacking
    if publishes:
        intake.summary.published += 1
    else:
        intake.summary.drafts += 1
        intake.summary.draft_reasons.update(" or ".join(demand) for demand in lacking)
    return NewListing(
        kind=intake.kind,
        organisation=intake.organisation,
        content=content.values,
        state=ListingState.PUBLISHED if publishes else ListingState.DRAFT,
        more={
            "created_by": getattr(intake.by, "person", None),
            "source_record": {**row.record, DIGEST: digest},
        },
    )


def _reimport(intake: Intake, listing: Listing, row: ParsedRow, digest: str) -> None:
    """A row that was imported before: unchanged, or an edit; a complete draft may be published now."""
    record = {**row.record, DIGEST: digest}
    try:
        with transaction.atomic():
            if listing.source_record.get(DIGEST) == digest:
                edited = listing
            else:
                edited = contents.edit(
                    listing=listing, by=intake.by, content=row.content, revision=listing.revision,
                    announce=False, source_record=record,
                )  # fmt: skip
            moved = _publish_draft(intake, edited)
    except CatalogError as error:
        _add_problems(intake, row, error)
        return
    if edited.revision != listing.revision:
        intake.summary.updated += 1
        if edited.is_published and not moved:
            intake.changed[edited.pk] = last_change(edited)
    elif not moved:
        intake.summary.unchanged += 1


def _publish_draft(intake: Intake, listing: Listing) -> bool:
    if not intake.publish or listing.state != ListingState.DRAFT:
        return False
    if _missing_to_publish(contents.check(listing, Level.SAVE)):
        return False
    now = timezone.now()
    move(listing, ListingState.SUBMITTED, verb="listing.submitted", by=intake.by, submitted_at=now)
    move(
        listing, ListingState.PUBLISHED, verb="listing.published", by=intake.by, published_at=now,
        valid_until=timezone.localdate(now) + VALIDITY,
    )  # fmt: skip
    intake.published.append(listing.pk)
    intake.summary.published += 1
    return True


def _missing_to_publish(content: Content) -> list[tuple[str, ...]]:
    """What keeps a row from being published."""
    deadline = content.values.get("deadline")
    passed = deadline is not None and deadline < timezone.localdate()
    lacking = content.is_short_of(Level.PUBLISH)
    return [*lacking, ("a deadline that has not passed",)] if passed else lacking


def _add_problems(intake: Intake, row: ParsedRow, error: CatalogError) -> None:
    """What an action refused, as problems of the row."""
    if isinstance(error, ContentErrors):
        intake.summary.problems += row.refuse(error.errors)
        return
    reason = (
        f"the listing is {error.obj.state} and cannot be changed"
        if isinstance(error, IllegalMove)
        else str(error)
    )
    intake.summary.problems.append(Problem(row.number, "", reason))


def all_problems(summary: Summary) -> Iterator[str]:
    for problem in summary.problems:
        where = f"row {problem.row}" + (f", column {problem.column}" if problem.column else "")
        yield f"{where}: {problem.reason}"
