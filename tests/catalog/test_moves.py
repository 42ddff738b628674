from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import CharField, CheckConstraint, Value
from django.utils import timezone

from accounts.actor import actor_of
from accounts.enums import Verification
from catalog.actions import content, expiry, moderation, moves
from catalog.enums import ListingState
from catalog.errors import ContentErrors, IllegalMove, NotVerified, OwnOrganisation, Stale
from catalog.fields import FIELDS
from catalog.fields.value_types import Text
from catalog.models import Listing
from catalog.models.constraints import LISTS
from catalog.signals import listings_left, listings_published, listings_resumed
from core.models import AuditEvent
from tests.factories.accounts import MembershipFactory, OrganisationFactory, UserFactory
from tests.factories.catalog import ListingFactory

pytestmark = pytest.mark.django_db
S = ListingState


def in_state(state, **fields):
    listing = ListingFactory(published=True, **fields)
    Listing.objects.filter(pk=listing.pk).update(state=state)
    listing.refresh_from_db()
    return listing


def owner_of(listing):
    return actor_of(MembershipFactory(organisation=listing.organisation).user)


@pytest.fixture
def heard():
    found = []

    def came(sender, listings, **kwargs):
        found.append(("published", [listing.pk for listing in listings]))

    def went(sender, listings, **kwargs):
        found.append(("left", [listing.pk for listing in listings]))

    def resumed(sender, listings, **kwargs):
        found.append(("resumed", [listing.pk for listing in listings]))

    listings_published.connect(came)
    listings_resumed.connect(resumed)
    listings_left.connect(went)
    yield found
    listings_resumed.disconnect(resumed)
    listings_published.disconnect(came)
    listings_left.disconnect(went)


OWNERS = {
    "submit": (moves.submit, {S.DRAFT, S.RETURNED}, S.SUBMITTED),
    "withdraw": (
        moves.withdraw,
        {S.DRAFT, S.SUBMITTED, S.RETURNED, S.PUBLISHED, S.ON_HOLD, S.EXPIRED},
        S.WITHDRAWN,
    ),
    "hold": (moves.hold, {S.PUBLISHED}, S.ON_HOLD),
    "resume": (moves.resume, {S.ON_HOLD}, S.PUBLISHED),
    "fulfil": (moves.fulfil, {S.PUBLISHED, S.ON_HOLD}, S.FULFILLED),
    "reopen": (moves.reopen, {S.WITHDRAWN}, S.DRAFT),
    "extend": (moves.extend, {S.PUBLISHED, S.EXPIRED}, S.PUBLISHED),
}
STAFFS = {"publish": S.PUBLISHED, "return_for_changes": S.RETURNED, "reject": S.REJECTED}


@pytest.mark.parametrize("state", ListingState.values)
@pytest.mark.parametrize("name", OWNERS)
def test_move_of_the_owner_leads_on_from_its_states_and_from_no_other(name, state):
    action, sources, target = OWNERS[name]
    listing = in_state(state)
    by = owner_of(listing)
    if state in sources:
        assert action(listing=listing, by=by).state == target
    else:
        with pytest.raises(IllegalMove):
            action(listing=listing, by=by)
        assert Listing.objects.get().state == state
        assert AuditEvent.objects.count() == 0


@pytest.mark.parametrize("state", sorted(set(ListingState.values) - {"submitted"}))
@pytest.mark.parametrize("name", STAFFS)
def test_decision_of_a_reviewer_about_anything_not_submitted_is_an_illegal_move(name, state, reviewer):
    listing = in_state(state)
    with pytest.raises(IllegalMove):
        getattr(moderation, name)(listing=listing, by=reviewer, revision=1, note="why")
    assert Listing.objects.get().state == state


@pytest.mark.parametrize("name", STAFFS)
def test_decision_of_a_reviewer_moves_the_listing_and_is_in_the_audit(name, reviewer):
    listing = in_state("submitted")
    decided = getattr(moderation, name)(listing=listing, by=reviewer, revision=1, note="well seen")
    event = AuditEvent.objects.get()
    assert (decided.state, decided.reviewed_by, decided.review_note) == (
        STAFFS[name],
        reviewer.person,
        "well seen",
    )
    assert (event.data["came_from"], event.data["revision"], event.person_id) == (
        "submitted",
        1,
        reviewer.person.public_id,
    )


@pytest.mark.parametrize("name", STAFFS)
def test_decision_about_another_revision_is_stale(name, reviewer):
    listing = in_state("submitted")
    Listing.objects.filter(pk=listing.pk).update(revision=2)
    with pytest.raises(Stale):
        getattr(moderation, name)(listing=listing, by=reviewer, revision=1, note="why")
    assert Listing.objects.get().state == "submitted"


@pytest.mark.parametrize("name", STAFFS)
def test_decision_about_ones_own_organisation_is_refused(name):
    listing = in_state("submitted")
    colleague = UserFactory(staff="reviewer")
    MembershipFactory(user=colleague, organisation=listing.organisation, role="viewer")
    with pytest.raises(OwnOrganisation):
        getattr(moderation, name)(listing=listing, by=actor_of(colleague), revision=1, note="why")
    assert Listing.objects.get().state == "submitted"


@pytest.mark.parametrize("name", ["return_for_changes", "reject"])
def test_refusal_without_a_note_is_no_decision(name, reviewer):
    listing = in_state("submitted")
    with pytest.raises(ValueError, match="A note says why"):
        getattr(moderation, name)(listing=listing, by=reviewer, revision=1, note="  ")


def test_publish_dates_the_listing_for_a_year_and_announces_it_once(reviewer, heard):
    listing = ListingFactory(submitted=True)
    published = moderation.publish(listing=listing, by=reviewer, revision=1)
    assert published.valid_until == timezone.localdate() + timedelta(days=365)
    assert heard == [("published", [listing.pk])]


@pytest.mark.parametrize("verification", [Verification.WAITING, Verification.REFUSED])
def test_publish_for_an_unverified_organisation_waits(reviewer, verification):
    listing = ListingFactory(submitted=True, organisation=OrganisationFactory(verification=verification))
    with pytest.raises(NotVerified):
        moderation.publish(listing=listing, by=reviewer, revision=1)
    assert Listing.objects.get().state == "submitted"


def test_submit_of_an_unverified_organisation_is_accepted():
    listing = ListingFactory(organisation=OrganisationFactory(verification=Verification.WAITING))
    assert moves.submit(listing=listing, by=owner_of(listing)).state == "submitted"


def test_submit_below_the_publish_level_names_what_is_missing():
    listing = ListingFactory(technical_specification="", partnership_types=[])
    with pytest.raises(ContentErrors) as refused:
        moves.submit(listing=listing, by=owner_of(listing))
    assert refused.value.codes == {("partnership_types", "required"), ("indicators", "one_of_required")}


@pytest.mark.parametrize(
    ("action", "state", "expected"),
    [
        (moves.hold, "published", "left"),
        (moves.withdraw, "published", "left"),
        (moves.fulfil, "published", "left"),
        (moves.resume, "on_hold", "resumed"),
        (moves.extend, "expired", "resumed"),
    ],
)
def test_move_across_publication_is_announced(action, state, expected, heard):
    listing = in_state(state)
    action(listing=listing, by=owner_of(listing))
    assert heard == [(expected, [listing.pk])]


@pytest.mark.parametrize("state", ["draft", "on_hold"])
def test_withdrawal_of_what_was_not_published_is_not_announced(state, heard):
    listing = in_state(state)
    moves.withdraw(listing=listing, by=owner_of(listing))
    assert heard == []


def test_extension_is_granted_once(published_need):
    by = owner_of(published_need)
    first = moves.extend(listing=published_need, by=by)
    assert first.valid_until == timezone.localdate() + timedelta(days=730)
    with pytest.raises(IllegalMove):
        moves.extend(listing=published_need, by=by)


def test_resume_after_verification_was_lost_waits():
    listing = in_state("on_hold", organisation=OrganisationFactory(verification=Verification.REFUSED))
    with pytest.raises(NotVerified):
        moves.resume(listing=listing, by=owner_of(listing))


def test_expiry_takes_what_is_past_its_day_and_announces_once(heard):
    yesterday = timezone.localdate() - timedelta(days=1)
    old = [ListingFactory(published=True, valid_until=yesterday) for _ in range(2)]
    held = in_state("on_hold", valid_until=yesterday)
    ListingFactory(published=True, valid_until=timezone.localdate())
    assert expiry.expire_due() == 3
    assert heard == [("left", [old[0].pk, old[1].pk])]
    held.refresh_from_db()
    assert held.state == "expired"
    assert expiry.expire_due() == 0


def test_archive_takes_what_expired_two_years_ago():
    listing = in_state("expired")
    Listing.objects.filter(pk=listing.pk).update(state_at=timezone.now() - timedelta(days=731))
    in_state("expired")
    assert expiry.archive_due() == 1
    listing.refresh_from_db()
    assert listing.state == "archived"


BROKEN_ROWS = [
    ("listing_further_is_an_object", {"further": ["a"]}),
    ("listing_published_meets_the_publish_level", {"description": ""}),
    ("listing_published_has_its_dates", {"valid_until": None}),
    ("listing_submitted_has_its_date", {"state": "returned", "submitted_at": None}),
    ("listing_has_a_title", {"title": "", "state": "draft"}),
    ("listing_has_a_kind", {"kind": "", "state": "draft"}),
    ("listing_state_is_known", {"state": "sold"}),
    *[
        ("listing_choices_are_known", {name: "klingon"})
        for name in ("language", "stage_of_development", "ipr_status", "export_control")
    ],
    ("listing_choices_are_known", {"currency": "JPY"}),
    ("listing_choices_are_known", {"language": "", "state": "draft"}),
    *[
        ("listing_texts_keep_their_limits", {name: "x" * (field.limit + 1)})
        for name, field in FIELDS.items()
        if isinstance(field.type, Text) and not field.type.one_line
    ],
    *[("listing_lists_are_lists", {name: {"a": 1}}) for name in LISTS],
    ("listing_lists_keep_their_limits", {"keywords": [str(n) for n in range(21)]}),
    ("listing_trl_belongs_to_the_stage", {"trl": 10}),
    ("listing_trl_belongs_to_the_stage", {"trl": 1, "stage_of_development": "on_market"}),
    ("listing_dates_are_dates", {"deadline": Value("2027-02-30", output_field=CharField())}),
    ("listing_dates_are_dates", {"source_date": Value("soon", output_field=CharField())}),
    (
        "listing_amounts_are_numbers",
        {"budget_min": Value("much", output_field=CharField()), "currency": "EUR"},
    ),
    ("listing_amounts_are_not_negative", {"budget_min": -1, "currency": "EUR"}),
    ("listing_amounts_have_a_currency", {"budget_max": 1}),
    ("listing_budget_range_in_order", {"budget_min": 2, "budget_max": 1, "currency": "EUR"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "fields"),
    BROKEN_ROWS,
    ids=[f"{n} {name} {'-'.join(f)}" for n, (name, f) in enumerate(BROKEN_ROWS)],
)
def test_constraint_of_the_table_holds_by_its_name(published_need, name, fields):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Listing.objects.filter(pk=published_need.pk).update(**fields)


def test_every_constraint_of_the_table_is_tried_by_a_row_that_breaks_it():
    tried = {name for name, _fields in BROKEN_ROWS}
    assert {each.name for each in Listing._meta.constraints if isinstance(each, CheckConstraint)} == tried


# --- what is looked at again at each door to publication ----------------------------------------


def publish(*, listing, by):
    return moderation.publish(listing=listing, by=actor_of(UserFactory(staff="reviewer")), revision=1)


DOORS = [
    (moves.submit, "draft"),
    (publish, "submitted"),
    (moves.resume, "on_hold"),
    (moves.extend, "expired"),
]
doors = pytest.mark.parametrize(("action", "state"), DOORS, ids=[state for _action, state in DOORS])


@doors
def test_listing_that_hides_its_owner_and_names_it_stops_at_each_door(action, state):
    """The organisation may have taken the name after the text was written."""
    listing = in_state(state, anonymous=True, description="A bearing as Umbrawell Turbines make it.")
    listing.organisation.name_en = "Umbrawell Turbines"
    listing.organisation.save()
    with pytest.raises(ContentErrors, match="owner_named"):
        action(listing=listing, by=owner_of(listing))
    assert Listing.objects.get().state == state


@doors
def test_listing_below_the_publish_level_stops_at_each_door(action, state):
    listing = ListingFactory(state="draft", technical_specification="", partnership_types=[])
    now = timezone.now()
    Listing.objects.filter(pk=listing.pk).update(
        state=state, submitted_at=now, published_at=now, valid_until=timezone.localdate()
    )
    with pytest.raises(ContentErrors, match="required"):
        action(listing=listing, by=owner_of(listing))
    assert Listing.objects.get().state == state


def test_extension_of_an_expired_listing_after_verification_was_lost_waits():
    listing = in_state("expired", organisation=OrganisationFactory(verification=Verification.REFUSED))
    with pytest.raises(NotVerified):
        moves.extend(listing=listing, by=owner_of(listing))


def test_need_is_handed_in_on_the_day_of_its_deadline():
    listing = ListingFactory(deadline=timezone.localdate())
    assert moves.submit(listing=listing, by=owner_of(listing)).state == "submitted"


def test_need_is_not_handed_in_after_its_deadline():
    listing = ListingFactory(deadline=timezone.localdate() - timedelta(days=1))
    with pytest.raises(ContentErrors, match="deadline: deadline_passed"):
        moves.submit(listing=listing, by=owner_of(listing))
    assert Listing.objects.get().state == "draft"


def test_submission_after_a_return_starts_without_the_note(reviewer):
    listing = in_state("submitted")
    returned = moderation.return_for_changes(listing=listing, by=reviewer, revision=1, note="Say how long.")
    assert moves.submit(listing=returned, by=owner_of(listing)).review_note == ""


# --- dates --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("left", "until"), [(-40, 365), (0, 365), (100, 465)])
def test_extension_of_a_published_listing_counts_from_its_last_day_or_from_today(left, until):
    """The sweep that expires it may not have come by yet."""
    today = timezone.localdate()
    listing = ListingFactory(published=True, valid_until=today + timedelta(days=left))
    extended = moves.extend(listing=listing, by=owner_of(listing))
    assert (extended.valid_until, extended.extended) == (today + timedelta(days=until), True)


def test_extension_of_an_expired_listing_counts_from_today_and_is_granted_once():
    today = timezone.localdate()
    listing = in_state("expired", valid_until=today - timedelta(days=40))
    extended = moves.extend(listing=listing, by=owner_of(listing))
    assert extended.valid_until == today + timedelta(days=365)
    with pytest.raises(IllegalMove):
        moves.extend(listing=extended, by=owner_of(listing))


def test_move_is_dated():
    listing = ListingFactory(published=True, state_at=timezone.now() - timedelta(days=9))
    held = moves.hold(listing=listing, by=owner_of(listing))
    assert timezone.now() - held.state_at < timedelta(minutes=1)


def test_edit_is_dated(member):
    then = timezone.now() - timedelta(days=9)
    listing = ListingFactory(published=True, organisation=member.organisation, changed_at=then)
    edited = content.edit(listing=listing, by=member, content={"title": "Dry bearing"}, revision=1)
    assert timezone.now() - edited.changed_at < timedelta(minutes=1)


def test_listing_published_anew_has_the_date_of_that_day(reviewer):
    listing = in_state("submitted", published_at=timezone.now() - timedelta(days=90))
    published = moderation.publish(listing=listing, by=reviewer, revision=1)
    assert timezone.now() - published.published_at < timedelta(minutes=1)


@pytest.mark.parametrize("action", [moves.withdraw, moves.fulfil])
def test_end_of_a_listing_on_hold_is_not_announced(action, heard):
    listing = in_state("on_hold")
    action(listing=listing, by=owner_of(listing))
    assert heard == []


def test_archive_leaves_what_expired_less_than_two_years_ago():
    listing = in_state("expired")
    Listing.objects.filter(pk=listing.pk).update(state_at=timezone.now() - timedelta(days=729))
    assert expiry.archive_due() == 0


def test_expired_and_archived_listings_are_dated_and_in_the_audit():
    listing = in_state("on_hold", valid_until=timezone.localdate() - timedelta(days=1))
    Listing.objects.filter(pk=listing.pk).update(state_at=timezone.now() - timedelta(days=9))
    expiry.expire_due()
    listing.refresh_from_db()
    event = AuditEvent.objects.get()
    assert timezone.now() - listing.state_at < timedelta(minutes=1)
    assert (event.verb, event.data) == ("listing.expired", {"came_from": "on_hold", "state": "expired"})


def test_expired_listings_are_announced_as_expired():
    told = []

    def hear(sender, listings, **kwargs):
        told.extend((listing.pk, listing.state) for listing in listings)

    listing = ListingFactory(published=True, valid_until=timezone.localdate() - timedelta(days=1))
    listings_left.connect(hear)
    expiry.expire_due()
    listings_left.disconnect(hear)
    assert told == [(listing.pk, "expired")]
