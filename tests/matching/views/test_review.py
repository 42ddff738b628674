import re
from dataclasses import replace
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from accounts.actor import actor_of
from catalog.fields import FIELDS
from catalog.models import Listing
from matching import evidence
from matching.models import Proposal
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.catalog import ListingFactory, ListingPatentFactory
from tests.factories.matching import CandidateFactory, ProposalFactory


def address(proposal):
    return reverse("matching:review", args=[proposal.public_id])


def text_of(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def test_review_shows_weights_that_add_up_to_the_shown_score(login, reviewer, proposal):
    page = login(reviewer).get(address(proposal))
    html = page.content.decode()
    weights = [round(float(w) * 100) for w in re.findall(r'class="term-table-weight">([\d.]+)<', html)]
    shown = round(float(re.search(r'class="fit-comb-score">\s*([\d.]+)', html)[1]) * 100)
    assert len(weights) > 1
    assert sum(weights) == shown
    assert f"sum {shown / 100:.2f}" in text_of(page)


def test_review_marks_shared_terms_with_the_same_letter_in_both_texts_and_the_table(
    login, reviewer, proposal
):
    html = login(reviewer).get(address(proposal)).content.decode()
    for number, term in enumerate(evidence.of(proposal.need, proposal.offer).terms):
        places = re.findall(rf'data-term="{term.letter}"', html)
        assert len(places) >= 3, (number, term.label)  # both texts and the row of the table


def test_review_shows_a_field_that_weighs_twice_once_with_its_marks(proposal, monkeypatch):
    monkeypatch.setitem(FIELDS, "description", replace(FIELDS["description"], weight=2))
    shown = evidence.of(proposal.need, proposal.offer).need.fields
    fields = [field.field for field in shown]
    assert len(fields) == len(set(fields))
    segments = next(field.segments for field in shown if field.field == "description")
    assert "".join(segment["text"] for segment in segments) == proposal.need.description
    assert any(segment["letter"] for segment in segments)


def test_review_says_what_agrees_what_differs_and_what_to_ask(login, reviewer, proposal):
    page = text_of(login(reviewer).get(address(proposal)))
    assert "The need asks for lab tested or later; the offer is lab tested." in page
    assert (
        "The need looks for research and development cooperation, technical service; "
        "the offer is open to licence." in page
    )
    assert "Service interval: 12,000 h shown, 20,000 h wanted." in page


def test_review_offers_every_decision_by_mouse_key_and_without_a_script(login, reviewer, proposal):
    html = login(reviewer).get(address(proposal)).content.decode()
    keys = set(re.findall(r'data-key="(.)"', html))
    assert keys >= {"a", "r", "h", "n", "?", *"1234567890"}
    for verb in ("approve", "decline", "hold"):
        assert reverse("matching:decide", args=[proposal.public_id, verb]) in html
    assert len(re.findall(r'name="kind"\s+value="\w+"', html)) == 10


def test_review_tells_the_place_in_the_queue_and_its_neighbours(login, reviewer, proposal):
    first = ProposalFactory(strength=0.9)
    last = ProposalFactory(strength=0.1)
    ProposalFactory(strength=0.5, held_until=timezone.now() + timedelta(days=1))
    page = login(reviewer).get(address(proposal))
    assert "Proposal 2 of 3" in text_of(page)
    assert (page.context["previous_url"], page.context["next_url"]) == (address(first), address(last))


def test_review_tells_the_ranks_of_the_pair_on_both_sides(login, reviewer, proposal):
    CandidateFactory(need=proposal.need, rank_for_need=1)
    CandidateFactory(need=proposal.need, offer=proposal.offer, rank_for_need=2, rank_for_offer=1)
    assert "rank 2 of 2 for the need, 1 of 1 for the offer" in text_of(login(reviewer).get(address(proposal)))


def test_review_shows_earlier_proposals_with_their_decline_kinds(login, reviewer, proposal):
    now = timezone.now()
    ProposalFactory(
        need=proposal.need, offer=proposal.offer, state="declined", decided_at=now, decline_kind="too_early"
    )
    other = ListingFactory(offer=True, published=True, title="A quite different offer")
    ProposalFactory(need=proposal.need, offer=other, state="declined", decided_at=now, decline_kind="budget")
    page = login(reviewer).get(address(proposal))
    assert [(row["title"], row["state"]["detail"]) for row in page.context["earlier"]] == [
        ("This pair", "too early"),
        ("A quite different offer", "budget"),
    ]


def test_review_of_a_changed_text_says_what_the_score_was(login, reviewer, proposal):
    Proposal.objects.filter(pk=proposal.pk).update(strength=0.011)
    assert "0.01 when it was proposed" in text_of(login(reviewer).get(address(proposal)))


def test_review_of_ones_own_organisation_has_a_sentence_instead_of_the_bar(login, proposal):
    user = UserFactory(staff="reviewer")
    MembershipFactory(user=user, organisation=proposal.offer.organisation)
    html = login(actor_of(user)).get(address(proposal)).content.decode()
    assert "Your organisation takes part; a colleague decides." in html
    assert reverse("matching:decide", args=[proposal.public_id, "approve"]) not in html


def test_review_shows_hidden_owners_to_reviewers_and_says_that_they_are_hidden(login, reviewer, proposal):
    Listing.objects.filter(pk=proposal.need.pk).update(anonymous=True)
    page = text_of(login(reviewer).get(address(proposal)))
    assert proposal.need.organisation.name_en in page
    assert "hidden" in page


def test_review_is_for_reviewers_a_party_gets_403_and_a_stranger_404(
    client, login, approved, of_side, member
):
    url = address(approved)
    assert client.get(url).url.startswith(reverse("account_login"))
    assert login(of_side(approved.need)).get(url).status_code == 403
    assert login(member).get(url).status_code == 404


def test_review_asks_a_bounded_number_of_queries(login, reviewer, pair, django_assert_max_num_queries):
    proposal = ProposalFactory(need=pair[0], offer=pair[1])
    for _ in range(3):
        ListingPatentFactory(listing=pair[1])
    client = login(reviewer)
    client.get(address(proposal))
    with django_assert_max_num_queries(26):
        client.get(address(proposal))
