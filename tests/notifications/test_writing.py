"""Who gets which letter: one row per person and piece of news, bundles, decisions taken back."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import signals as accounts
from accounts.actions import organisations
from accounts.actor import SYSTEM, actor_of
from accounts.models import Membership, Organisation
from accounts.roles import Permission
from catalog import signals as catalog
from catalog.actions import moves
from catalog.models import Listing
from core.models import AuditEvent, WorkState
from matching import signals as matching
from matching.actions import review
from matching.actions.errors import NotOpen
from matching.models import Proposal
from notifications import checks, queries, receivers
from notifications.actions import News, deliver, has_left, take_out, write
from notifications.enums import LetterKind
from notifications.letters import compose
from notifications.models import Letter, LetterItem
from tests.factories.accounts import MembershipFactory, OrganisationFactory, UserFactory
from tests.factories.catalog import ListingFactory

pytestmark = pytest.mark.django_db


def told(kind):
    return sorted(Letter.objects.filter(kind=kind).values_list("address", flat=True))


def approve(proposal):
    matching.proposals_approved.send(sender=Proposal, proposals=[proposal], by=SYSTEM)


def items_of(letter):
    return letter.items.count()


def test_submission_is_confirmed_to_those_who_act_and_announced_to_other_reviewers(house):
    owner = house()
    editor = MembershipFactory(organisation=owner.organisation, role="editor")
    MembershipFactory(organisation=owner.organisation, role="viewer")
    MembershipFactory(organisation=owner.organisation, state="ended", role="editor")
    MembershipFactory(organisation=owner.organisation, state="asked", role="editor")
    MembershipFactory(organisation=owner.organisation, role="editor", user__is_active=False)
    reviewer = UserFactory(staff="reviewer")
    UserFactory(staff="operator")
    colleague = UserFactory(staff="reviewer")
    MembershipFactory(organisation=owner.organisation, user=colleague, role="viewer")
    listing = ListingFactory(submitted=True, organisation=owner.organisation)
    catalog.listings_submitted.send(sender=Listing, listings=[listing], by=SYSTEM)
    assert told("listing_submitted") == sorted([owner.user.email, editor.user.email])
    assert told("listing_to_review") == [reviewer.email]


def test_same_announcement_twice_writes_one_letter(house):
    listing = ListingFactory(published=True, organisation=house().organisation)
    for _ in range(2):
        catalog.listings_published.send(sender=Listing, listings=[listing], by=SYSTEM)
    assert (Letter.objects.count(), LetterItem.objects.count()) == (1, 1)


def test_listing_published_again_after_a_pause_is_told_again(house):
    listing = ListingFactory(published=True, organisation=house().organisation)
    catalog.listings_published.send(sender=Listing, listings=[listing], by=SYSTEM)
    listing.state_at += timedelta(days=3)
    catalog.listings_published.send(sender=Listing, listings=[listing], by=SYSTEM)
    assert Letter.objects.count() == 2


def test_import_of_many_listings_is_one_letter_per_person(house):
    first, second = house(), house()
    listings = [
        *ListingFactory.create_batch(30, published=True, organisation=first.organisation),
        *ListingFactory.create_batch(2, published=True, organisation=second.organisation),
    ]
    catalog.listings_published.send(sender=Listing, listings=listings, by=SYSTEM)
    by_address = {letter.address: items_of(letter) for letter in Letter.objects.all()}
    assert by_address == {first.user.email: 30, second.user.email: 2}


def test_bulk_announcement_asks_no_more_queries_for_more_listings(house, django_assert_num_queries):
    organisation = house().organisation
    counts = []
    for n in (1, 30):
        listings = ListingFactory.create_batch(n, published=True, organisation=organisation)
        with django_assert_num_queries(8) as captured:
            receivers.tell_that_it_is_published(listings)
        counts.append(len(captured))
    assert counts == [8, 8]


def test_approvals_within_the_bundling_time_travel_together(pair, settings):
    settings.LETTER_BUNDLE_SECONDS = 900
    now = timezone.now()
    with time_machine.travel(now, tick=False) as clock:
        first = pair()
        approve(first)
        clock.shift(600)
        second = pair()
        Listing.objects.filter(pk=second.need_id).update(organisation=first.need.organisation)
        approve(Proposal.objects.get(pk=second.pk))
        [letter] = Letter.objects.filter(recipient__memberships__organisation=first.need.organisation)
        assert (items_of(letter), letter.due_at) == (2, now + timedelta(seconds=900))
        assert Letter.objects.claim(5) == []
        clock.shift(301)
        assert letter in Letter.objects.claim(5)


def test_approval_after_the_letter_left_starts_another(pair, settings):
    settings.LETTER_BUNDLE_SECONDS = 0
    first = pair()
    approve(first)
    for row in Letter.objects.claim(5):
        assert row.attempts == 1
    second = pair()
    Listing.objects.filter(pk=second.need_id).update(organisation=first.need.organisation)
    approve(Proposal.objects.get(pk=second.pk))
    rows = Letter.objects.filter(recipient__memberships__organisation=first.need.organisation).order_by("pk")
    assert [(row.state, row.gathering, items_of(row)) for row in rows] == [
        ("leased", False, 1),
        ("waiting", True, 1),
    ]


def test_letter_that_was_tried_takes_no_more_news(pair):
    proposal = pair()
    approve(proposal)
    Letter.objects.update(due_at=timezone.now())
    for row in Letter.objects.claim(5):
        row.try_later("mail server away")
    assert write(
        kind=LetterKind.PROPOSALS,
        recipient=proposal.need.organisation.memberships.get().user,
        news=[News("other:1", {"proposal": "other", "side": "need"})],
    ) not in list(Letter.objects.filter(attempts=1))


def test_two_gathering_letters_for_one_person_are_refused_by_the_database():
    user = UserFactory()
    write(kind=LetterKind.PROPOSALS, recipient=user, news=[News("a:1", {})])
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.create(
            kind="proposals",
            recipient=user,
            address="x@y.example",
            language="en",
            dedupe_key="k",
            gathering=True,
        )


def test_writer_who_loses_the_race_joins_the_winner_s_letter(monkeypatch):
    """Between looking and making, somebody else makes the gathering letter: the constraint decides."""
    user = UserFactory()
    real, raced = Letter.objects.bulk_create, []

    def slower(rows, **kwargs):
        if not raced:
            raced.append(True)
            write(kind=LetterKind.PROPOSALS, recipient=user, news=[News("first:1", {})])
        return real(rows, **kwargs)

    monkeypatch.setattr(Letter.objects, "bulk_create", slower)
    write(kind=LetterKind.PROPOSALS, recipient=user, news=[News("second:1", {})])
    [letter] = Letter.objects.all()
    assert sorted(letter.items.values_list("dedupe_key", flat=True)) == [
        f"proposals:first:1:{user.public_id}",
        f"proposals:second:1:{user.public_id}",
    ]


def test_decision_taken_back_takes_its_proposal_out_of_the_letter(pair):
    first, second = pair(), pair()
    Listing.objects.filter(pk=second.need_id).update(organisation=first.need.organisation)
    approve(first)
    approve(Proposal.objects.get(pk=second.pk))
    matching.proposals_reopened.send(sender=Proposal, proposals=[first], by=SYSTEM)
    states = {letter.address: (letter.state, items_of(letter)) for letter in Letter.objects.all()}
    address = {p.pk: p.offer.organisation.memberships.get().user.email for p in (first, second)}
    assert states == {
        first.need.organisation.memberships.get().user.email: (WorkState.WAITING, 1),
        address[first.pk]: (WorkState.CANCELLED, 0),
        address[second.pk]: (WorkState.WAITING, 1),
    }


def test_approval_after_a_decision_was_taken_back_is_told(pair):
    proposal = pair()
    approve(proposal)
    matching.proposals_reopened.send(sender=Proposal, proposals=[proposal], by=SYSTEM)
    proposal.decided_at += timedelta(seconds=5)
    approve(proposal)
    open_letters = Letter.objects.filter(state=WorkState.WAITING)
    assert [items_of(letter) for letter in open_letters] == [1, 1]


def test_decision_taken_back_does_not_touch_a_letter_on_its_way():
    user = UserFactory()
    letter = write(kind=LetterKind.PROPOSALS, recipient=user, news=[News("p:1", {})])
    Letter.objects.update(due_at=timezone.now())
    Letter.objects.claim(1)
    assert take_out(kind=LetterKind.PROPOSALS, key="p") == 0
    assert items_of(letter) == 1


def test_proposal_closed_before_delivery_cancels_the_letter(pair, mailoutbox):
    proposal = pair()
    approve(proposal)
    Proposal.objects.update(state="closed", closing="lapsed", closed_at=timezone.now(), decline_kind="")
    Letter.objects.update(due_at=timezone.now())
    for row in Letter.objects.claim(5):
        deliver(letter=row)
    assert {letter.state for letter in Letter.objects.all()} == {WorkState.CANCELLED}
    assert mailoutbox == []


def test_opened_contacts_are_told_at_once_to_both_sides(pair):
    proposal = pair(contacts_opened_at=timezone.now())
    matching.contacts_opened.send(sender=Proposal, proposals=[proposal], by=SYSTEM)
    assert [(row.gathering, row.due_at <= timezone.now()) for row in Letter.objects.all()] == [
        (False, True)
    ] * 2


def test_organisation_waiting_for_verification_is_told_to_reviewers():
    reviewer = UserFactory(staff="reviewer")
    UserFactory(staff="operator")
    organisation = OrganisationFactory(verification="waiting")
    accounts.organisations_asked.send(sender=Organisation, organisations=[organisation], by=SYSTEM)
    assert told("organisation_to_verify") == [reviewer.email]


@pytest.mark.parametrize(
    ("signal", "kind"),
    [
        (accounts.organisations_verified, "organisation_verified"),
        (accounts.organisations_refused, "organisation_refused"),
    ],
)
def test_verification_is_told_to_those_who_act_for_the_organisation(house, signal, kind):
    membership = house()
    signal.send(sender=Organisation, organisations=[membership.organisation], by=SYSTEM)
    assert told(kind) == [membership.user.email]


def test_request_to_join_is_told_to_the_owners(house):
    owner = house()
    MembershipFactory(organisation=owner.organisation, role="editor")
    asked = MembershipFactory(organisation=owner.organisation, state="asked", role="viewer")
    accounts.memberships_asked.send(sender=Membership, memberships=[asked], by=SYSTEM)
    assert told("membership_asked") == [owner.user.email]


def test_request_to_join_an_organisation_without_owner_is_told_to_reviewers():
    reviewer = UserFactory(staff="reviewer")
    asked = MembershipFactory(state="asked", role="viewer")
    accounts.memberships_asked.send(sender=Membership, memberships=[asked], by=SYSTEM)
    assert told("membership_asked") == [reviewer.email]


def test_decision_about_joining_is_told_to_who_asked():
    membership = MembershipFactory(role="viewer")
    accounts.memberships_decided.send(sender=Membership, memberships=[membership], by=SYSTEM)
    assert told("membership_decided") == [membership.user.email]


def test_import_beyond_the_parameters_of_one_query_is_told_in_one_letter(house, monkeypatch):
    monkeypatch.setattr("notifications.actions.writing.CHUNK", 2)
    monkeypatch.setattr("notifications.letters.listings.CHUNK", 2)
    listings = ListingFactory.create_batch(5, published=True, organisation=house().organisation)
    for _ in range(2):
        catalog.listings_published.send(sender=Listing, listings=listings, by=SYSTEM)
    assert compose(Letter.objects.get()).subject == "Published: 5 listings"


def test_decision_cannot_be_taken_back_once_one_of_its_letters_has_left(pair, reviewer, mailoutbox):
    proposal = pair()
    approve(proposal)
    Letter.objects.filter(pk=Letter.objects.latest("pk").pk).update(due_at=timezone.now())
    [row] = Letter.objects.claim(5)
    deliver(letter=row)
    with pytest.raises(NotOpen, match="The letter has left already"):
        review.undo(proposal=proposal, by=reviewer)
    proposal.refresh_from_db()
    assert (proposal.state, len(mailoutbox)) == ("approved", 1)
    waiting = Letter.objects.get(state=WorkState.WAITING)
    assert items_of(waiting) == 1


def test_decision_cannot_be_taken_back_while_one_of_its_letters_is_being_sent(pair, reviewer):
    proposal = pair()
    approve(proposal)
    Letter.objects.filter(pk=Letter.objects.latest("pk").pk).update(due_at=timezone.now())
    [row] = Letter.objects.claim(5)
    with pytest.raises(NotOpen, match="The letter has left already"):
        review.undo(proposal=proposal, by=reviewer)
    proposal.refresh_from_db()
    states = sorted(Letter.objects.values_list("state", flat=True))
    assert (proposal.state, states, items_of(row)) == ("approved", ["leased", "waiting"], 1)


def test_refused_undo_leaves_nothing_taken_out(pair, reviewer):
    """The guard is asked before anything is written: a letter that waits keeps its news."""
    proposal = pair()
    approve(proposal)
    Letter.objects.filter(pk=Letter.objects.latest("pk").pk).update(
        state=WorkState.DONE, sent_at=timezone.now()
    )
    with pytest.raises(NotOpen):
        review.undo(proposal=proposal, by=reviewer)
    assert items_of(Letter.objects.get(state=WorkState.WAITING)) == 1
    assert not AuditEvent.objects.filter(verb="proposal.reopened").exists()


@pytest.mark.parametrize(("seconds", "warned"), [(0, True), (30, True), (31, False), (900, False)])
def test_bundling_time_is_compared_with_the_time_of_undo(settings, seconds, warned):
    settings.LETTER_BUNDLE_SECONDS = seconds
    found = checks.letters_wait_longer_than_a_decision_can_be_undone(None)
    assert [each.id for each in found] == (["notifications.W001"] if warned else [])


def test_piece_of_news_whose_key_begins_alike_has_not_left():
    """Letters are looked up by the beginning of a key: the whole id of the proposal, not a part of it."""
    user = UserFactory()
    write(kind=LetterKind.PROPOSALS, recipient=user, news=[News("abcd:1:need", {})])
    Letter.objects.update(due_at=timezone.now())
    Letter.objects.claim(1)
    assert [has_left(kind=LetterKind.PROPOSALS, key=key) for key in ("abcd", "abc")] == [True, False]


def test_person_with_two_staff_roles_is_told_once_and_one_who_is_not_active_not_at_all():
    both = UserFactory(staff=["reviewer", "operator"])
    UserFactory(staff="reviewer", is_active=False)
    assert queries.staff_who_may(Permission.REVIEW) == [both]
    assert queries.staff_who_may(Permission.OPERATE) == [both]


def test_owner_who_is_not_active_is_not_asked_about_a_request_to_join(house):
    owner = house()
    MembershipFactory(organisation=owner.organisation, user__is_active=False)
    asked = MembershipFactory(organisation=owner.organisation, state="asked", role="viewer")
    accounts.memberships_asked.send(sender=Membership, memberships=[asked], by=SYSTEM)
    assert told("membership_asked") == [owner.user.email]


def test_letter_with_nothing_left_to_say_takes_no_more_news(pair):
    proposal = pair()
    approve(proposal)
    Proposal.objects.update(state="closed", closing="lapsed", closed_at=timezone.now())
    Letter.objects.update(due_at=timezone.now())
    for row in Letter.objects.claim(5):
        deliver(letter=row)
    assert Letter.objects.filter(gathering=True).count() == 0


def test_news_after_an_operator_cancelled_the_gathering_letter_starts_another():
    user = UserFactory()
    first = write(kind=LetterKind.PROPOSALS, recipient=user, news=[News("a:1", {})])
    Letter.objects.filter(pk=first.pk).cancel()
    second = write(kind=LetterKind.PROPOSALS, recipient=user, news=[News("b:1", {})])
    assert (second.pk != first.pk, second.state, items_of(first)) == (True, WorkState.WAITING, 1)


def test_letter_that_is_tried_again_takes_no_more_news():
    user = UserFactory()
    stopped = write(kind=LetterKind.PROPOSALS, recipient=user, news=[News("a:1", {})])
    Letter.objects.filter(pk=stopped.pk).update(state=WorkState.DEAD, attempts=80)
    assert Letter.objects.filter(pk=stopped.pk).try_again() == 1
    assert write(kind=LetterKind.PROPOSALS, recipient=user, news=[News("b:1", {})]).pk != stopped.pk


def test_owner_who_publishes_again_gets_no_letter_that_it_is_published(house):
    owner = actor_of(house().user)
    held = ListingFactory(published=True, organisation=owner.organisation)
    moves.resume(listing=moves.hold(listing=held, by=owner), by=owner)
    expired = ListingFactory(published=True, organisation=owner.organisation)
    Listing.objects.filter(pk=expired.pk).update(state="expired", valid_until=timezone.localdate())
    moves.extend(listing=expired, by=owner)
    still = ListingFactory(published=True, organisation=owner.organisation)
    moves.extend(listing=still, by=owner)
    assert set(Listing.objects.values_list("state", flat=True)) == {"published"}
    assert told("listing_published") == []


def test_each_move_of_a_verification_is_told_once(reviewer, house):
    organisation = house().organisation
    for _time in range(2):
        organisations.refuse(organisation=organisation, by=reviewer, seen="verified", note="No such code.")
        organisations.verify(organisation=organisation, by=reviewer, seen="refused")
        accounts.organisations_verified.send(sender=Organisation, organisations=[organisation], by=reviewer)
    assert len(told("organisation_verified")) == len(told("organisation_refused")) == 2
