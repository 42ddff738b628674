import logging

import pytest
from django.urls import reverse, reverse_lazy
from django.utils import timezone

from core.models import AuditEvent
from tests.factories.catalog import ListingFactory
from tests.factories.matching import CandidateFactory, ProposalFactory

TYPING = reverse("matching:candidates_while_typing")
WORDS = "bearings that run without grease in high vacuum"


def fragment(listing):
    return reverse("matching:candidates_for", args=[listing.public_id])


@pytest.mark.parametrize("rows", [1, 3])
def test_candidates_with_more_rows_ask_no_more_queries(
    login, reviewer, pair, rows, django_assert_num_queries
):
    for rank in range(1, rows + 1):
        CandidateFactory(need=pair[0], rank_for_need=rank)
    client = login(reviewer)
    client.get(fragment(pair[0]), headers={"HX-Request": "true"})
    with django_assert_num_queries(QUERIES):
        page = client.get(fragment(pair[0]), headers={"HX-Request": "true"})
    assert len(page.context["items"]) == rows


QUERIES = 11


def test_candidates_for_staff_show_fit_terms_one_sentence_and_what_to_do(login, reviewer, pair):
    need, offer = pair
    CandidateFactory(need=need, offer=offer)
    html = login(reviewer).get(fragment(need), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in html
    for words in (
        offer.title,
        'class="term-chip',
        'class="fit-comb-score"',
        "Propose this one",
        "Why was this pair not proposed?",
    ):
        assert words in html, words


def test_candidates_already_on_the_board_lead_to_the_review(login, reviewer, proposal):
    CandidateFactory(need=proposal.need, offer=proposal.offer)
    html = login(reviewer).get(fragment(proposal.offer)).content.decode()
    assert reverse("matching:review", args=[proposal.public_id]) in html
    assert "Propose this one" not in html


def test_owner_sees_only_approved_proposals_beside_the_listing(login, approved, of_side):
    waiting = ProposalFactory(need=approved.need)
    CandidateFactory(need=approved.need, offer=waiting.offer)
    html = login(of_side(approved.need)).get(fragment(approved.need)).content.decode()
    assert approved.offer.title in html
    assert reverse("matching:proposal", args=[approved.public_id]) in html
    assert waiting.offer.title not in html


def test_candidates_are_hidden_from_strangers_and_visitors(client, login, member, published_need):
    assert login(member).get(fragment(published_need)).status_code == 404
    assert client.get(fragment(published_need)).url.startswith(reverse("account_login"))


def test_listing_without_candidates_says_what_will_come(login, reviewer, of_side, published_need):
    staff = login(reviewer).get(fragment(published_need)).content.decode()
    assert "No candidates yet." in staff
    owner = login(of_side(published_need)).get(fragment(published_need)).content.decode()
    assert "No proposals yet. They appear here once staff have read them." in owner


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"must_match": ["partnership_type"]}, "must match, and it does not: type of partnership"),
        ({"state": "on_hold"}, "The need is not published; its state: on hold."),
    ],
)
def test_pair_that_is_not_proposed_says_why(login, reviewer, pair, change, words):
    need, offer = pair
    for name, value in change.items():
        setattr(need, name, value)
    need.save()
    page = login(reviewer).get(reverse("matching:pair", args=[need.public_id, offer.public_id]))
    assert words in page.content.decode()


def test_pair_on_the_board_leads_to_its_review(login, reviewer, proposal):
    ids = [proposal.need.public_id, proposal.offer.public_id]
    page = login(reviewer).get(reverse("matching:pair", args=ids))
    assert page.url == reverse("matching:review", args=[proposal.public_id])


def test_pair_page_is_for_staff_who_work_with_pairs(client, login, pair, member):
    url = reverse("matching:pair", args=[pair[0].public_id, pair[1].public_id])
    assert client.get(url).url.startswith(reverse("account_login"))
    assert login(member).get(url).status_code == 404


def test_pair_page_names_all_that_keeps_a_pair_apart_with_its_ranks_and_its_past(
    login, reviewer, pair, settings
):
    need, offer = pair
    settings.PENDING_PER_NEED = 0
    decided = {"decided_by": reviewer.person, "decided_at": timezone.now(), "decline_kind": "budget"}
    ProposalFactory(need=need, offer=offer, state="declined", **decided)
    page = login(reviewer).get(reverse("matching:pair", args=[need.public_id, offer.public_id]))
    html = page.content.decode()
    assert page.context["sentences"] == [
        "The pair was declined, and neither side has changed in a way that matters.",
        "The need has as many proposals waiting as it may have.",
    ]
    assert [row["value"] for row in page.context["ranks"]] == ["1 of 1", "1 of 1"]
    assert str(reviewer.person) in html
    assert "What both share" in html


def test_pair_page_of_two_that_share_nothing_says_so(login, reviewer, pair):
    texts = {"summary": "", "technical_specification": "", "keywords": [], "advantages_and_innovation": ""}
    stranger = ListingFactory(
        offer=True, published=True, title="Woven baskets", description="Baskets", **texts
    )
    page = login(reviewer).get(reverse("matching:pair", args=[pair[0].public_id, stranger.public_id]))
    assert page.context["ranks"][0]["value"] == "not found by the matcher"
    assert "The texts share no terms." in page.content.decode()


CHOOSE = reverse_lazy("matching:choose_pair")


def test_pair_is_chosen_by_addresses_or_numbers(login, reviewer, pair):
    need, offer = pair
    address = f"https://tenon.example{need.get_absolute_url()}?tab=1"
    page = login(reviewer).get(CHOOSE, {"need": address, "offer": f" {offer.public_id} "})
    assert page.url == reverse("matching:pair", args=[need.public_id, offer.public_id])


def test_choice_of_a_pair_keeps_what_was_typed_and_names_what_is_wrong(login, reviewer, pair):
    client = login(reviewer)
    first = client.get(CHOOSE, {"need": pair[0].public_id})
    assert (first.status_code, pair[0].public_id in first.content.decode()) == (200, True)
    page = client.get(CHOOSE, {"need": pair[0].public_id, "offer": pair[0].public_id})
    assert page.status_code == 422
    assert "There is no such offer, or you may not see it." in page.content.decode()
    assert "This field is required" in client.get(CHOOSE, {"need": "", "offer": "x"}).content.decode()


def test_typing_finds_published_listings_of_the_other_kind(login, member, pair):
    need, offer = pair
    ListingFactory(offer=True, title="A draft of bearings without grease in vacuum")
    client = login(member)
    found = client.post(TYPING, {"kind": "need", "text": WORDS})
    assert [item["title"] for item in found.context["items"]] == [offer.title]
    found = client.post(TYPING, {"kind": "offer", "title": "Bearings", "description": WORDS})
    assert [item["title"] for item in found.context["items"]] == [need.title]


def test_typing_shows_at_most_five(login, member):
    for _ in range(7):
        ListingFactory(offer=True, published=True, description=WORDS)
    assert len(login(member).post(TYPING, {"kind": "need", "text": WORDS}).context["items"]) == 5


@pytest.mark.parametrize(
    "data", [{}, {"kind": "need", "text": "bearings vacuum"}, {"kind": "nothing", "text": WORDS}]
)
def test_typing_too_little_or_nonsense_finds_nothing(login, member, pair, data):
    page = login(member).post(TYPING, data)
    assert (page.status_code, page.context["items"]) == (200, [])


def test_typing_leaves_no_row_and_no_log_of_the_text(login, member, pair, caplog):
    before = AuditEvent.objects.count()
    caplog.set_level(logging.DEBUG)
    login(member).post(TYPING, {"kind": "need", "text": WORDS + " zyzzyva"})
    assert AuditEvent.objects.count() == before
    assert [record for record in caplog.records if "zyzzyva" in record.getMessage()] == []


def test_typing_endless_text_is_answered(login, member, pair):
    page = login(member).post(TYPING, {"kind": "need", "text": "vacuum bearings " * 20_000})
    assert page.status_code == 200


def test_typing_is_for_people_who_are_signed_in_and_by_post(client, login, member, db):
    assert client.post(TYPING, {"kind": "need", "text": WORDS}).url.startswith(reverse("account_login"))
    assert login(member).get(TYPING).status_code == 405


def test_proposal_after_opened_contacts_is_shown_as_open(login, approved, of_side):
    approved.contacts_opened_at = timezone.now()
    approved.save()
    approved.answers.update(answer="interested", at=timezone.now())
    assert "Contacts are open" in login(of_side(approved.need)).get(fragment(approved.need)).content.decode()
