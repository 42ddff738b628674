import pytest

from accounts.actor import actor_of
from catalog.actions import moves
from catalog.models import Listing
from core.models import AuditEvent
from matching.actions import answers, review
from matching.actions.errors import AlreadyAnswered, NotAllowedHere, NotOpen, WordsMissing
from matching.enums import Answer, Closing, ProposalState
from matching.signals import contacts_opened, proposals_answered
from tests.factories.accounts import MembershipFactory
from tests.factories.matching import ProposalFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def approved(reviewer):
    return review.approve(proposal=ProposalFactory(), by=reviewer)


def person(proposal, side, role="owner"):
    return actor_of(MembershipFactory(organisation=proposal.listing_of(side).organisation, role=role).user)


def say(proposal, side, what, by=None, **options):
    by = by or person(proposal, side)
    return answers.answer(proposal=proposal, side=side, by=by, answer=what, **options)


def test_view_stamps_the_first_look_of_a_side(approved):
    owner = person(approved, "need")
    assert [answers.view(proposal=approved, by=owner), answers.view(proposal=approved, by=owner)] == [
        True,
        False,
    ]
    assert list(approved.answers.filter(viewed_at__isnull=False).values_list("side", flat=True)) == ["need"]


def test_view_of_staff_is_no_look(approved, reviewer):
    assert answers.view(proposal=approved, by=reviewer) is False
    assert approved.answers.filter(viewed_at__isnull=False).count() == 0


def test_one_interested_side_waits_for_the_other(approved):
    row = say(approved, "need", "interested")
    assert (row.answer, approved.state, approved.contacts_opened_at) == (
        Answer.INTERESTED,
        ProposalState.APPROVED,
        None,
    )


def test_both_interested_opens_contacts_once_and_says_so(approved):
    opened, heard = [], []

    def hear_opened(proposals, **kwargs):
        opened.extend(proposal.pk for proposal in proposals)

    def hear(answers, **kwargs):
        heard.extend(answer.side for answer in answers)

    contacts_opened.connect(hear_opened)
    proposals_answered.connect(hear)
    say(approved, "need", "interested")
    say(approved, "offer", "interested")
    contacts_opened.disconnect(hear_opened)
    proposals_answered.disconnect(hear)
    approved.refresh_from_db()
    assert (opened, heard) == ([approved.pk], ["need", "offer"])
    assert approved.contacts_opened_at is not None
    assert AuditEvent.objects.filter(verb="proposal.contacts_opened").count() == 1


def test_one_not_interested_closes_the_proposal(approved):
    row = say(approved, "offer", "not_interested", decline_kind="too_early", note="in two years")
    assert (row.decline_kind, row.note) == ("too_early", "in two years")
    assert (approved.state, approved.closing, approved.contacts_opened_at) == (
        ProposalState.CLOSED,
        Closing.NOT_TAKEN_UP,
        None,
    )


def test_answer_after_the_other_side_closed_it_is_refused(approved):
    say(approved, "offer", "not_interested", decline_kind="budget")
    with pytest.raises(NotOpen):
        say(approved, "need", "interested")


def test_second_answer_of_a_side_is_told_the_first(approved):
    first = person(approved, "need")
    say(approved, "need", "interested", by=first)
    with pytest.raises(AlreadyAnswered) as caught:
        say(approved, "need", "not_interested", decline_kind="budget")
    assert (caught.value.answer.answer, caught.value.answer.by) == (Answer.INTERESTED, first.person)


@pytest.mark.parametrize("role", ["owner", "editor"])
def test_owners_and_editors_answer(approved, role):
    assert say(approved, "need", "interested", by=person(approved, "need", role)).answer == Answer.INTERESTED


def test_viewer_and_the_other_side_do_not_answer(approved, reviewer):
    for by in (person(approved, "need", "viewer"), person(approved, "offer"), reviewer):
        with pytest.raises(NotAllowedHere):
            say(approved, "need", "interested", by=by)
    assert set(approved.answers.values_list("answer", flat=True)) == {Answer.NONE}


def test_answer_to_a_proposal_that_staff_have_not_approved_is_refused():
    with pytest.raises(NotOpen):
        say(ProposalFactory(), "need", "interested")


def test_not_interested_for_another_reason_needs_words(approved):
    with pytest.raises(WordsMissing, match="Say in words"):
        say(approved, "need", "not_interested", decline_kind="other")
    with pytest.raises(ValueError, match="is not a valid"):
        say(approved, "need", "not_interested")


@pytest.mark.parametrize("state", ["withdrawn", "on_hold", "expired", "fulfilled", "draft"])
def test_answer_is_refused_once_either_listing_is_not_published(approved, state):
    say(approved, "need", "interested")
    Listing.objects.filter(pk=approved.need_id).update(state=state)
    with pytest.raises(NotOpen):
        say(approved, "offer", "interested")
    approved.refresh_from_db()
    assert (approved.contacts_opened_at, approved.answers.get(side="offer").answer) == (None, Answer.NONE)


def test_approved_proposal_ends_when_a_listing_leaves(approved):
    moves.withdraw(listing=approved.need, by=person(approved, "need"))
    approved.refresh_from_db()
    assert (approved.state, approved.closing) == (ProposalState.CLOSED, Closing.LAPSED)
    assert AuditEvent.objects.filter(verb="proposal.lapsed", object_id=approved.public_id).count() == 1


def test_proposal_with_open_contacts_outlasts_its_listings(approved):
    say(approved, "need", "interested")
    say(approved, "offer", "interested")
    moves.withdraw(listing=approved.need, by=person(approved, "need"))
    approved.refresh_from_db()
    assert (approved.state, approved.contacts_opened_at is None) == (ProposalState.APPROVED, False)


@pytest.mark.parametrize("side", ["need", "offer"])
def test_answer_is_refused_once_the_own_listing_is_not_published(approved, side):
    Listing.objects.filter(pk=approved.listing_of(side).pk).update(state="on_hold")
    with pytest.raises(NotOpen):
        say(approved, side, "interested")
    assert approved.answers.get(side=side).answer == Answer.NONE


def test_answer_interested_has_no_reason_against(approved):
    row = say(approved, "need", "interested", decline_kind="budget")
    assert (row.answer, row.decline_kind) == (Answer.INTERESTED, "")


def test_answer_is_a_look_and_leaves_the_first_look_as_it_was(approved):
    owner = person(approved, "need")
    answers.view(proposal=approved, by=owner)
    looked = approved.answers.get(side="need").viewed_at
    assert say(approved, "need", "interested", by=owner).viewed_at == looked
    unseen = say(approved, "offer", "interested")
    assert unseen.viewed_at == unseen.at
