import re

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.actor import actor_of
from catalog.models import Listing
from core.models import AuditEvent
from matching.models import Proposal
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.catalog import ListingPatentFactory


def address(proposal):
    return reverse("matching:proposal", args=[proposal.public_id])


def answer(client, proposal, **data):
    return client.post(reverse("matching:answer", args=[proposal.public_id]), data)


def text_of(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def test_party_sees_what_from_whom_who_checked_it_why_and_what_to_ask(login, approved, of_side):
    page = text_of(login(of_side(approved.need)).get(address(approved)))
    for words in (
        "An offer proposed to you",
        approved.offer.title,
        approved.offer.organisation.name_en,
        "Our reviewer Wen Reviewer read both sides on",
        "Both texts speak of the same.",
        "Your need",
        "Their offer",
        "The need asks for lab tested or later; the offer is lab tested.",
        "Service interval: 12,000 h shown, 20,000 h wanted.",
        "After both are interested",
        "I'm interested".replace("'", "&#x27;"),
        "Not now",
    ):
        assert words in page, words


def test_party_sees_the_comb_but_no_weights_of_terms(login, approved, of_side):
    html = login(of_side(approved.offer)).get(address(approved)).content.decode()
    assert 'class="fit-comb-score"' in html
    assert 'class="term-table-weight"' not in html
    assert 'class="term-chip' not in html
    assert "<sup>" not in html


def test_first_look_of_a_side_is_stamped_once_and_a_reviewers_look_is_none(
    login, approved, of_side, reviewer
):
    assert login(reviewer).get(address(approved)).url == reverse("matching:review", args=[approved.public_id])
    assert list(approved.answers.values_list("viewed_at", flat=True)) == [None, None]
    client = login(of_side(approved.need))
    client.get(address(approved))
    first = approved.answers.get(side="need").viewed_at
    client.get(address(approved))
    assert (first is not None, approved.answers.get(side="need").viewed_at) == (True, first)
    assert approved.answers.get(side="offer").viewed_at is None


def test_proposal_is_seen_by_its_parties_once_sent_and_by_nobody_else(
    client, login, approved, of_side, member
):
    assert client.get(address(approved)).url.startswith(reverse("account_login"))
    assert login(member).get(address(approved)).status_code == 404
    assert answer(login(member), approved, answer="interested").status_code == 404
    party = login(of_side(approved.need))
    assert party.get(address(approved)).status_code == 200
    approved.answers.all().delete()
    Proposal.objects.filter(pk=approved.pk).update(state="proposed", decided_at=None, decided_by=None)
    assert party.get(address(approved)).status_code == 404
    assert answer(party, approved, answer="interested").status_code == 404


def test_viewer_reads_but_cannot_answer(login, approved, of_side):
    client = login(of_side(approved.need, role="viewer"))
    page = client.get(address(approved))
    assert "An owner or editor of your organisation answers; viewers read." in text_of(page)
    assert 'name="answer"' not in page.content.decode()
    refused = answer(client, approved, answer="interested")
    assert refused.status_code == 403
    assert "Owners and editors of your organisation answer; viewers read." in text_of(refused)
    assert approved.answers.get(side="need").answer == "none"


def test_both_interested_opens_names_and_addresses_to_both(login, approved, of_side):
    Listing.objects.filter(pk=approved.need.pk).update(anonymous=True)
    need_side = of_side(approved.need)
    offer_side = of_side(approved.offer, role="editor")
    viewer = of_side(approved.offer, role="viewer")
    assert answer(login(need_side), approved, answer="interested").url == address(approved)
    before = login(offer_side).get(address(approved)).content.decode()
    assert need_side.person.email not in before
    assert approved.need.organisation.name_en not in before
    assert answer(login(offer_side), approved, answer="interested").url == address(approved)
    for side in (need_side, offer_side):
        html = login(side).get(address(approved)).content.decode()
        for shown in (
            need_side.person.email,
            offer_side.person.email,
            approved.need.organisation.name_en,
            approved.offer.organisation.name_en,
        ):
            assert shown in html, shown
        assert viewer.person.email not in html
        assert 'name="answer"' not in html
    assert AuditEvent.objects.filter(verb="proposal.contacts_opened").count() == 1


def test_second_side_that_is_interested_is_told_that_the_other_one_is_too(login, approved, of_side):
    for listing, other_is_too in ((approved.need, False), (approved.offer, True)):
        client = login(of_side(listing))
        answer(client, approved, answer="interested")
        page = text_of(client.get(address(approved)))
        assert ("We tell you as soon as the other side is interested too." in page) is not other_is_too
        assert ("Noted. The other side is interested too" in page) is other_is_too


def test_not_interested_with_a_kind_closes_the_proposal(login, approved, of_side):
    client = login(of_side(approved.offer))
    answer(client, approved, answer="not_interested", kind="budget", text="Next year.")
    given = approved.answers.get(side="offer")
    approved.refresh_from_db()
    assert (given.answer, given.decline_kind, given.note) == ("not_interested", "budget", "Next year.")
    assert (approved.state, approved.closing) == ("closed", "not_taken_up")
    page = text_of(client.get(address(approved)))
    assert "Your answer" in page
    assert "budget" in page


def test_other_side_of_a_closed_proposal_reads_that_it_is_closed_and_not_why(login, approved, of_side):
    answer(
        login(of_side(approved.offer)), approved, answer="not_interested", kind="other", text="Secret reason"
    )
    page = text_of(login(of_side(approved.need)).get(address(approved)))
    assert "This proposal is closed" in page
    assert "Secret reason" not in page


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "Choose an answer."),
        ({"answer": "none"}, "Select a valid choice"),
        ({"answer": "not_interested"}, "Choose a reason."),
        ({"answer": "not_interested", "kind": "other"}, "Say in words what the reason is."),
        ({"answer": "not_interested", "kind": "nonsense"}, "Select a valid choice"),
    ],
)
def test_incomplete_answer_changes_nothing_and_says_what_is_missing(login, approved, of_side, data, words):
    page = answer(login(of_side(approved.need)), approved, **data)
    assert page.status_code == 422
    assert words in page.content.decode()
    assert approved.answers.get(side="need").answer == "none"


def test_second_answer_of_a_side_is_told_who_answered_what(login, approved, of_side):
    first = of_side(approved.need)
    second = login(of_side(approved.need))
    answer(login(first), approved, answer="interested")
    page = answer(second, approved, answer="not_interested", kind="ipr")
    assert page.status_code == 409
    assert "Ann Side has already answered for your organisation: interested." in text_of(page)
    assert approved.answers.get(side="need").answer == "interested"


def test_answer_to_a_closed_proposal_is_refused_with_409(login, approved, of_side):
    answer(login(of_side(approved.offer)), approved, answer="not_interested", kind="ipr")
    page = answer(login(of_side(approved.need)), approved, answer="interested")
    assert page.status_code == 409
    assert "The proposal is no longer open." in text_of(page)
    assert approved.answers.get(side="need").answer == "none"


def test_anonymous_owner_stays_anonymous_on_every_page_of_the_other_side(login, approved, of_side, reviewer):
    owner = approved.offer.organisation
    owner.region, owner.city = "Hidden Province", "Hidden City"
    owner.save()
    link = ListingPatentFactory(listing=approved.offer, patent__applicants=["Hidden Applicant"])
    Listing.objects.filter(pk=approved.offer.pk).update(
        anonymous=True, patent_count=1, own_reference="REF-77", region="Hidden Region", source="Hidden Source"
    )
    member = of_side(approved.offer)
    other = login(of_side(approved.need))
    secrets = [
        owner.name_en, owner.name_zh, owner.region, owner.city, "Hidden Region", "REF-77",
        "Hidden Source", "Hidden Applicant", link.patent.publication_number,
        link.patent.title, member.person.email, owner.public_id,
    ]  # fmt: skip
    pages = [
        other.get(address(approved)),
        other.get(reverse("matching:mine"), {"show": "all"}),
        other.get(reverse("matching:candidates_for", args=[approved.need.public_id])),
        other.post(
            reverse("matching:candidates_while_typing"),
            {"kind": "need", "text": "bearings that run without grease in high vacuum"},
        ),
    ]
    for page in pages:
        assert page.status_code == 200
        assert approved.offer.title in page.content.decode()
        assert [
            secret for secret in secrets if secret in page.content.decode().replace("Jiangsu</dd>", "")
        ] == []


def test_person_of_both_sides_answers_for_the_organisation_they_act_for(login, approved):
    user = UserFactory(name="Both Sides")
    for listing in (approved.need, approved.offer):
        MembershipFactory(user=user, organisation=listing.organisation)
    client = login(actor_of(user))
    session = client.session
    session["acting_organisation"] = approved.offer.organisation.public_id
    session.save()
    answer(client, approved, answer="interested")
    assert list(approved.answers.order_by("side").values_list("side", "answer")) == [
        ("need", "none"),
        ("offer", "interested"),
    ]


def test_reviewer_who_is_a_party_does_not_read_an_unsent_proposal_as_a_party(login, proposal, of_side):
    user = of_side(proposal.need).person
    user.staff_assignments.create(role="reviewer")
    page = login(actor_of(user)).get(address(proposal))
    assert page.url == reverse("matching:review", args=[proposal.public_id])


@pytest.mark.parametrize("rows", [1, 3])
def test_my_proposals_with_more_rows_ask_no_more_queries(
    login, of_side, pair, rows, django_assert_num_queries
):
    from tests.factories.matching import ProposalFactory

    for _ in range(rows):
        sent = ProposalFactory(need=pair[0], state="approved", decided_at=timezone.now())
        for side in ("need", "offer"):
            sent.answers.create(side=side, sent_at=timezone.now())
    client = login(of_side(pair[0]))
    client.get(reverse("matching:mine"))
    with django_assert_num_queries(MINE):
        page = client.get(reverse("matching:mine"))
    assert len(page.context["proposals"]) == rows


MINE = 8


def test_my_proposals_wait_until_answered_and_are_kept_among_all(login, approved, of_side):
    client = login(of_side(approved.need))
    assert len(client.get(reverse("matching:mine")).context["proposals"]) == 1
    answer(client, approved, answer="interested")
    waiting, all_of_them = (client.get(reverse("matching:mine"), {"show": show}) for show in ("open", "all"))
    assert waiting.context["proposals"] == []
    assert "Nothing waits for your answer" in text_of(waiting)
    assert [row["state"]["label"] for row in all_of_them.context["proposals"]] == ["You are interested"]


def test_my_proposals_are_those_of_my_organisations(client, login, approved, member):
    assert client.get(reverse("matching:mine")).url.startswith(reverse("account_login"))
    assert login(member).get(reverse("matching:mine"), {"show": "all"}).context["proposals"] == []


DRAFT = {"title": "Secret draft title", "description": "Grease secretly drafted for bearings in high vacuum."}


def test_ended_proposal_shows_nothing_of_a_listing_that_is_not_published(login, approved, of_side):
    client = login(of_side(approved.need))
    Listing.objects.filter(pk=approved.offer.pk).update(state="draft", **DRAFT)
    pages = [
        client.get(address(approved)),
        client.get(reverse("matching:mine"), {"show": "all"}),
        client.get(reverse("matching:candidates_for", args=[approved.need.public_id])),
        answer(client, approved, answer="interested"),
    ]
    assert [page.status_code for page in pages] == [200, 200, 200, 409]
    for page in pages:
        assert "An offer proposed to you" in text_of(page)
        assert [word for word in ("ecret", approved.offer.title) if word in text_of(page)] == []
    sentence = "This proposal has ended: the other side&#x27;s listing is no longer published."
    assert sentence in text_of(pages[0])
    assert 'name="answer"' not in pages[0].content.decode()
    assert client.get(reverse("matching:mine")).context["proposals"] == []


def test_open_contacts_stay_when_the_listing_leaves_but_its_text_does_not(login, approved, of_side):
    need_side, offer_side = of_side(approved.need), of_side(approved.offer)
    answer(login(need_side), approved, answer="interested")
    answer(login(offer_side), approved, answer="interested")
    Listing.objects.filter(pk=approved.offer.pk).update(state="withdrawn", **DRAFT)
    html = login(need_side).get(address(approved)).content.decode()
    assert offer_side.person.email in html
    assert approved.offer.organisation.name_en in html
    assert [word for word in ("ecret", approved.offer.title) if word in html] == []
    assert "The other side&#x27;s listing is no longer published." in html


@pytest.mark.parametrize("hidden", ["need", "offer"])
def test_reviewer_of_one_side_sees_no_more_of_the_anonymous_other_side_than_a_party(
    login, approved, of_side, hidden
):
    other = approved.listing_of(hidden)
    own = approved.offer if other == approved.need else approved.need
    Listing.objects.filter(pk=other.pk).update(anonymous=True)
    user = of_side(own).person
    user.staff_assignments.create(role="reviewer")
    client = login(actor_of(user))
    pages = [
        client.get(address(approved)),
        client.get(reverse("matching:mine")),
        client.get(reverse("matching:review", args=[approved.public_id])),
        client.get(reverse("matching:board"), {"state": "approved"}),
    ]
    for page in pages:
        assert "Name hidden" in page.content.decode()
        assert other.organisation.name_en not in page.content.decode()
