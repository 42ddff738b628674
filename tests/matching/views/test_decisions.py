from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.actor import actor_of
from catalog.models import Listing
from matching.models import Proposal
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.matching import ProposalFactory


def decide(client, proposal, verb, **data):
    return client.post(reverse("matching:decide", args=[proposal.public_id, verb]), data)


def review(proposal):
    return reverse("matching:review", args=[proposal.public_id])


def test_approve_opens_the_next_proposal_with_a_toast_that_can_undo(login, reviewer, proposal):
    following = ProposalFactory(strength=0.1)
    client = login(reviewer)
    answer = decide(client, proposal, "approve", note="Meet in May.")
    assert answer.url == f"{review(following)}?decided={proposal.public_id}"
    proposal.refresh_from_db()
    assert (proposal.state, proposal.decided_by, proposal.note) == (
        "approved",
        reviewer.person,
        "Meet in May.",
    )
    html = client.get(answer.url).content.decode()
    assert "Approved. Both sides get a letter." in html
    assert reverse("matching:undo", args=[proposal.public_id]) in html
    assert 'data-key="u"' in html


def test_decline_of_the_last_one_returns_to_the_board_with_the_kind_in_the_toast(login, reviewer, proposal):
    client = login(reviewer)
    answer = decide(client, proposal, "decline", kind="too_early")
    assert answer.url == f"{reverse('matching:board')}?decided={proposal.public_id}"
    proposal.refresh_from_db()
    assert (proposal.state, proposal.decline_kind) == ("declined", "too_early")
    assert "Declined as too early." in client.get(answer.url).content.decode()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "Choose a reason."),
        ({"kind": "bored"}, "Select a valid choice"),
        ({"kind": "other"}, "Say in words what the reason is."),
        ({"kind": "other", "note": " "}, "Say in words what the reason is."),
    ],
)
def test_decline_without_a_usable_reason_decides_nothing_and_says_what_is_missing(
    login, reviewer, proposal, data, words
):
    answer = decide(login(reviewer), proposal, "decline", **data)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert words in html
    assert 'class="unfolds is-open" id="decision-note"' in html
    proposal.refresh_from_db()
    assert proposal.state == "proposed"


def test_hold_puts_the_proposal_off_for_a_week_and_out_of_the_queue(login, reviewer, proposal):
    client = login(reviewer)
    answer = decide(client, proposal, "hold")
    assert answer.url == reverse("matching:board")
    proposal.refresh_from_db()
    assert proposal.state == "proposed"
    assert proposal.held_until > timezone.now() + timedelta(days=6)
    assert list(Proposal.objects.awaiting()) == []


@pytest.mark.parametrize("verb", ["approve", "decline", "hold"])
def test_second_reviewer_is_told_who_decided_what_in_the_place_of_the_bar(login, reviewer, proposal, verb):
    first = actor_of(UserFactory(staff="reviewer", name="Wen First"))
    decide(login(first), proposal, "decline", kind="budget")
    answer = decide(login(reviewer), proposal, verb, kind="ipr")
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Wen First declined this proposal on" in html
    assert ": budget." in html
    assert "formaction=" not in html
    proposal.refresh_from_db()
    assert (proposal.decided_by, proposal.decline_kind) == (first.person, "budget")


@pytest.mark.parametrize("verb", ["approve", "decline", "hold", "undo"])
def test_a_reviewer_of_either_side_may_not_decide(login, proposal, verb):
    user = UserFactory(staff="reviewer")
    MembershipFactory(user=user, organisation=proposal.offer.organisation, role="viewer")
    client = login(actor_of(user))
    name = (
        ("matching:undo", [proposal.public_id])
        if verb == "undo"
        else ("matching:decide", [proposal.public_id, verb])
    )
    answer = client.post(reverse(name[0], args=name[1]), {"kind": "ipr"})
    assert answer.status_code == 403
    assert "Your organisation takes part; a colleague decides." in answer.content.decode()
    proposal.refresh_from_db()
    assert (proposal.state, proposal.held_until) == ("proposed", None)


def test_a_party_and_a_stranger_may_not_decide(login, approved, of_side, member):
    assert decide(login(of_side(approved.need)), approved, "decline", kind="ipr").status_code == 403
    assert decide(login(member), approved, "decline", kind="ipr").status_code == 404


@pytest.mark.parametrize("verb", ["approve", "decline", "hold", "undo"])
def test_decisions_are_made_by_post_and_a_reload_leads_to_the_proposal(login, reviewer, proposal, verb):
    answer = login(reviewer).get(f"{review(proposal)}{verb}/")
    assert answer.url == review(proposal)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.held_until) == ("proposed", None)


def test_undo_brings_the_proposal_back_to_the_same_reviewer(login, reviewer, proposal):
    client = login(reviewer)
    decide(client, proposal, "decline", kind="ipr")
    answer = client.post(reverse("matching:undo", args=[proposal.public_id]))
    assert answer.url == review(proposal)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.decided_by, proposal.decline_kind) == ("proposed", None, "")


def test_undo_by_somebody_else_or_too_late_is_refused_with_a_sentence(login, reviewer, proposal):
    client = login(reviewer)
    decide(client, proposal, "decline", kind="ipr")
    url = reverse("matching:undo", args=[proposal.public_id])
    other = login(actor_of(UserFactory(staff="reviewer"))).post(url)
    assert other.status_code == 409
    assert "Only the person who decided can take the decision back." in other.content.decode()
    Proposal.objects.filter(pk=proposal.pk).update(decided_at=timezone.now() - timedelta(seconds=31))
    late = client.post(url)
    assert late.status_code == 409
    assert "It is too late to take this back." in late.content.decode()
    proposal.refresh_from_db()
    assert proposal.state == "declined"


def test_toast_of_somebody_elses_or_an_old_decision_is_not_shown(login, reviewer, proposal):
    other = login(actor_of(UserFactory(staff="reviewer")))
    client = login(reviewer)
    board = decide(client, proposal, "decline", kind="ipr").url
    assert other.get(board).context["undo"] == {}
    Proposal.objects.filter(pk=proposal.pk).update(decided_at=timezone.now() - timedelta(seconds=31))
    assert client.get(board).context["undo"] == {}


def test_propose_puts_a_pair_on_the_board_once(login, reviewer, pair):
    need, offer = pair
    client = login(reviewer)
    data = {"need": need.public_id, "offer": offer.public_id}
    answer = client.post(reverse("matching:propose"), data)
    made = Proposal.objects.get()
    assert answer.url == review(made)
    assert (made.need, made.offer, made.origin, made.proposed_by) == (
        need,
        offer,
        "reviewer",
        reviewer.person,
    )
    again = client.post(reverse("matching:propose"), data)
    assert again.status_code == 409
    assert "The pair is on the board or approved." in again.content.decode()
    assert Proposal.objects.count() == 1


def test_propose_is_for_reviewers_outside_the_pair(login, pair, of_side, member):
    need, offer = pair
    data = {"need": need.public_id, "offer": offer.public_id}
    user = of_side(need).person
    assert login(member).post(reverse("matching:propose"), data).status_code == 404
    user.staff_assignments.create(role="reviewer")
    assert login(actor_of(user)).post(reverse("matching:propose"), data).status_code == 403
    assert Proposal.objects.count() == 0


@pytest.mark.parametrize("side", ["need", "offer"])
def test_note_that_names_an_anonymous_owner_is_refused_beside_the_note(login, reviewer, proposal, side):
    listing = proposal.listing_of(side)
    Listing.objects.filter(pk=listing.pk).update(anonymous=True)
    listing.organisation.name_en = "Quillon Works Ltd."
    listing.organisation.save()
    client = login(reviewer)
    page = decide(client, proposal, "approve", note="Ask QUILLON  works for the report.")
    html = page.content.decode()
    assert page.status_code == 422
    assert "The note names an organisation that hides its name (quillon works)." in html
    assert 'aria-describedby="id_decision_note_error"' in html
    assert "Ask QUILLON  works for the report.</textarea>" in html
    proposal.refresh_from_db()
    assert (proposal.state, proposal.answers.count()) == ("proposed", 0)
    Listing.objects.filter(pk=listing.pk).update(anonymous=False)
    decide(client, proposal, "approve", note="Ask Quillon Works for the report.")
    proposal.refresh_from_db()
    assert (proposal.state, proposal.note) == ("approved", "Ask Quillon Works for the report.")
