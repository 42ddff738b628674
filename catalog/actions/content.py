"""Writing the content of a listing: create and edit, with one version per change."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.models import Organisation
from catalog.actions.patents import bundle, numbers_of
from catalog.content import Content, as_json, clean
from catalog.enums import EDITABLE, ListingState
from catalog.errors import ContentErrors, IllegalMove, NotReady, Stale
from catalog.fields import FIELDS, ContentError, Level
from catalog.kinds import used
from catalog.models import Listing, ListingVersion
from catalog.queries import known_codes
from catalog.signals import listings_changed
from core import audit

MUST_STAY_COMPLETE = frozenset({ListingState.SUBMITTED, ListingState.PUBLISHED, ListingState.ON_HOLD})


@transaction.atomic
def create(
    *,
    kind: str,
    organisation: Organisation,
    by: Actor,
    content: Mapping[str, Any],
    level: Level = Level.SAVE,
    **more: Any,
) -> Listing:
    """A draft of the organisation, complete up to `level`. `more` sets what is no content: is_demo,
    source_record.
    """
    accepted = clean(kind, content, level=level, owner=organisation, codes=known_codes(content))
    patents = accepted.patents
    listing = Listing(
        kind=kind,
        organisation=organisation,
        created_by=by.person,
        patent_count=len(patents),
        **accepted.columns,
        **more,
    )
    check_own_reference(listing)
    try:
        with transaction.atomic():
            listing.save(force_insert=True)
    except IntegrityError:
        check_own_reference(listing)  # somebody else was faster
        raise
    if patents:
        bundle(listing=listing, entries=patents, is_demo=listing.is_demo)
    named = sorted(name for name in accepted.on_listing if name in content)
    _write_version(listing, by, named, accepted.patent_numbers)
    audit.record("listing.created", listing, by=by, kind=str(kind))
    return listing


@transaction.atomic
def edit(
    *,
    listing: Listing,
    by: Actor,
    content: Mapping[str, Any],
    revision: int,
    announce: bool = True,
    **more: Any,
) -> Listing:
    """Change the fields named in `content`, unless somebody changed the listing since `revision`.

    Nothing is written when nothing changes. What is submitted, published or on hold stays complete.
    A bulk action announces once by itself (announce=False).
    """
    locked = Listing.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=listing.pk)
    if locked.revision != revision:
        raise Stale(locked)
    if locked.state not in EDITABLE:
        raise IllegalMove(locked, "edit")
    before = _stored(locked)
    level = Level.PUBLISH if locked.state in MUST_STAY_COMPLETE else Level.SAVE
    accepted = _judge_change(locked, before, content, level)
    changed = [
        name
        for name in accepted.on_listing
        if name in content and (accepted.values[name] != before[name] or name in locked.unreadable)
    ]
    if "patents" in content and before["patents"] != accepted.patent_numbers:
        changed.append("patents")
        locked.patent_count = len(accepted.patents)
    if not changed:
        return locked
    columns = {
        locked.set_value(name, accepted.values[name]) for name in changed if FIELDS[name].is_on_listing
    }
    if "own_reference" in changed:
        check_own_reference(locked)
    if "deadline" in changed and locked.state in MUST_STAY_COMPLETE:
        check_deadline(locked)
    if "patents" in changed:
        bundle(listing=locked, entries=accepted.patents)
    _save(locked, columns, revision, more)
    _write_version(locked, by, sorted(changed), numbers_of(locked))
    audit.record("listing.edited", locked, by=by, revision=locked.revision, changed=sorted(changed))
    if locked.is_published and announce:
        listings_changed.send(sender=Listing, listings=[locked], by=by, changed=sorted(changed))
    return locked


def check(listing: Listing, level: Level = Level.PUBLISH) -> Content:
    """The stored content, judged anew before a move that leads to readers; NotReady when it is not
    acceptable.
    """
    if listing.unreadable:
        message = _("What is stored here cannot be read. Enter it again.")
        raise NotReady(
            (ContentError("unreadable", message, field=name) for name in listing.unreadable), listing
        )
    try:
        return _judge(listing, _stored(listing), level)
    except ContentErrors as wrong:
        raise NotReady(wrong.errors, listing) from None


def check_deadline(listing: Listing) -> None:
    """What is handed in asks for something to come."""
    if listing.deadline and listing.deadline < timezone.localdate():
        past = ContentError("deadline_passed", _("The deadline has passed."), field="deadline")
        raise NotReady([past], listing)


def check_own_reference(listing: Listing) -> None:
    """An organisation gives a reference to one listing of a kind."""
    reference = listing.own_reference
    others = Listing.objects.filter(organisation=listing.organisation_id, kind=listing.kind)
    if reference and others.filter(own_reference=reference).exclude(pk=listing.pk).exists():
        raise ContentErrors([reference_taken()], listing)


def reference_taken() -> ContentError:
    return ContentError(
        "reference_taken", _("Another listing of yours has this reference."), field="own_reference"
    )


def content_of(listing: Listing, patents: list[str]) -> dict[str, Any]:
    """The whole content as JSON can hold it, for a version; of its patents the numbers."""
    return as_json(listing.values() | {"patents": patents})


def _stored(listing: Listing) -> dict[str, Any]:
    """The content as it stands in the database, in the form that `clean` takes."""
    names = used(listing.kind)
    stored = {name: value for name, value in listing.values().items() if name in names}
    return stored | ({"patents": numbers_of(listing)} if "patents" in names else {})


def _judge_change(
    listing: Listing, before: Mapping[str, Any], content: Mapping[str, Any], level: Level
) -> Content:
    """The content as it would stand. What was stored before a rule came stops only who touches it."""
    whole = {**before, **content}
    try:
        return _judge(listing, whole, level)
    except ContentErrors as wrong:
        old = {(field, code) for field, code in _errors_of(listing, before, level) if field not in content}
        if not wrong.codes <= old:
            raise
        passed_over = {field for field, _code in old}
        return _judge(listing, {name: each for name, each in whole.items() if name not in passed_over}, level)


def _errors_of(listing: Listing, data: Mapping[str, Any], level: Level) -> set[tuple[str, str]]:
    try:
        _judge(listing, data, level)
    except ContentErrors as wrong:
        return wrong.codes
    return set()


def _judge(listing: Listing, data: Mapping[str, Any], level: Level) -> Content:
    try:
        return clean(listing.kind, data, level=level, owner=listing.organisation, codes=known_codes(data))
    except ContentErrors as wrong:
        raise ContentErrors(wrong.errors, listing) from None


def _save(listing: Listing, columns: Iterable[str], revision: int, more: Mapping[str, Any]) -> None:
    values = {name: getattr(listing, name) for name in sorted(columns)} | dict(more)
    try:
        with transaction.atomic():
            written = Listing.objects.filter(pk=listing.pk, revision=revision).update(
                **values,
                patent_count=listing.patent_count,
                revision=revision + 1,
                changed_at=timezone.now(),
            )
    except IntegrityError:
        check_own_reference(listing)  # somebody else took it meanwhile
        raise
    if not written:
        raise Stale(listing)
    listing.refresh_from_db()


def _write_version(listing: Listing, by: Actor, changed: list[str], patents: list[str]) -> None:
    ListingVersion.objects.create(
        listing=listing,
        revision=listing.revision,
        by=by.person,
        content=content_of(listing, patents),
        changed=changed,
    )
