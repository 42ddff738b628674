"""What letters say: language, anonymity, names, headers."""

import re
from datetime import date

import pytest
from django.utils import timezone

from accounts.actor import SYSTEM, actor_of
from catalog import signals as catalog
from catalog.models import Listing
from matching import signals as matching
from matching.models import Proposal
from notifications.actions import News, write
from notifications.enums import LetterKind
from notifications.letters import compose
from notifications.letters.composing import one_line
from notifications.models import Letter
from tests.factories.accounts import UserFactory
from tests.factories.catalog import ListingFactory

pytestmark = pytest.mark.django_db


def approve(proposal):
    matching.proposals_approved.send(sender=Proposal, proposals=[proposal], by=SYSTEM)
    need, offer = proposal.need.organisation, proposal.offer.organisation
    return (
        Letter.objects.get(recipient__memberships__organisation=need, kind="proposals"),
        Letter.objects.get(recipient__memberships__organisation=offer, kind="proposals"),
    )


def words_of(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_letter_of_one_proposal_says_what_who_why_and_what_speaks_against(pair):
    proposal = pair(need={"title": "Dry bearing", "deadline": date(2027, 12, 6)}, offer={"title": "Film"})
    to_need, to_offer = approve(proposal)
    letter = compose(to_need)
    assert letter.subject == "An offer for your need: Dry bearing"
    assert compose(to_offer).subject == "A need for your offer: Film"
    lines = letter.text.splitlines()
    assert [line for line in lines if line[:2] in {"+ ", "- ", "? "}] == [
        "+ Both speak of bearing, vacuum.",
        "+ Same stage. Both are lab tested.",
        "+ Same country. Both are in China.",
        "- The price is above the budget. 5 and 3.",
    ]
    assert f"{proposal.decided_by.name} of our staff has read both" in letter.text
    assert f"/proposals/{proposal.public_id}/" in letter.text
    assert "6 Dec 2027" in letter.text
    assert f"you act for {proposal.need.organisation.name}" in letter.text


def test_text_and_html_say_the_same_names(pair):
    proposal = pair(need={"title": "Dry <b>bearing</b> & cage"}, offer={"title": "Film “A”"})
    letter = compose(approve(proposal)[0])
    names = [proposal.offer.organisation.name, proposal.decided_by.name, "Film “A”"]
    assert [name in letter.text for name in names] == [True] * 3
    assert [name in words_of(letter.html) for name in names] == [True] * 3
    assert "Dry <b>bearing</b> & cage" in letter.text
    assert "Dry &lt;b&gt;bearing&lt;/b&gt; &amp; cage" in letter.html


def test_html_letter_loads_nothing_and_has_one_button(pair):
    html = compose(approve(pair())[0]).html
    assert re.findall(r"<(?:img|script|link|iframe|object|form|input)\b", html) == []
    assert re.findall(r"url\(", html) == []
    assert len(re.findall(r"<a\s", html)) == 2  # the button, and the site's address at the foot


def test_letter_about_an_anonymous_offer_hides_its_owner_everywhere(pair):
    proposal = pair(offer={"anonymous": True, "own_reference": "QX-77", "region": "Jiangsu"})
    owner = proposal.offer.organisation
    letter = compose(approve(proposal)[0])
    said = letter.subject + letter.text + letter.html
    assert "Name hidden: enterprise" in letter.text
    assert [word in said for word in (owner.name_en, owner.name_zh, "QX-77", "Jiangsu")] == [False] * 4


def test_letter_to_a_party_who_is_also_a_reviewer_hides_the_anonymous_owner(pair):
    proposal = pair(offer={"anonymous": True})
    party = proposal.need.organisation.memberships.get().user
    party.staff_assignments.create(role="reviewer")
    assert proposal.offer.organisation.name not in compose(approve(proposal)[0]).text


def test_letter_after_contacts_are_opened_names_the_owner_who_was_anonymous(pair):
    proposal = pair(offer={"anonymous": True}, contacts_opened_at=timezone.now())
    matching.contacts_opened.send(sender=Proposal, proposals=[proposal], by=SYSTEM)
    letters = [
        compose(row).text for row in Letter.objects.filter(kind="contacts_opened").order_by("recipient_id")
    ]
    assert len(letters) == 2
    assert proposal.offer.organisation.name in letters[0]
    assert proposal.need.organisation.name in letters[1]
    people = {m.user.email for m in proposal.offer.organisation.memberships.all()}
    assert [email in letters[0] for email in people] == [False]  # the page shows how to reach them


def test_letter_names_organisations_in_the_reader_s_language(pair):
    proposal = pair()
    reader = proposal.need.organisation.memberships.get().user
    reader.language = "zh-hans"
    reader.save()
    to_need, _ = approve(proposal)
    assert to_need.language == "zh-hans"
    letter = compose(to_need)
    assert proposal.offer.organisation.name_zh in letter.text
    assert proposal.offer.organisation.name_en not in letter.text
    assert '<html lang="zh-Hans">' in letter.html


def test_bundle_of_proposals_shows_title_word_and_score_of_each_and_no_reasons(pair):
    first = pair(strength=0.41)
    second = pair(strength=0.13)
    Listing.objects.filter(pk=second.need_id).update(organisation=first.need.organisation)
    second.refresh_from_db()
    approve(first)
    matching.proposals_approved.send(
        sender=Proposal,
        proposals=[Proposal.objects.select_related("need", "offer").get(pk=second.pk)],
        by=SYSTEM,
    )
    letter = compose(Letter.objects.get(recipient__memberships__organisation=first.need.organisation))
    assert letter.subject == "2 proposals for your listings"
    assert [line for line in letter.text.splitlines() if line.startswith("| ") and line[-5:-3] == " 0"] == [
        "| Good fit 0.41",
        "| Loose fit 0.13",
    ]
    assert "Both speak of" not in letter.text


def test_digest_shows_ten_blocks_and_counts_the_rest(house):
    membership = house()
    listings = ListingFactory.create_batch(13, published=True, organisation=membership.organisation)
    catalog.listings_published.send(sender=Listing, listings=listings, by=SYSTEM)
    [row] = Letter.objects.all()
    letter = compose(row)
    assert letter.subject == "Published: 13 listings"
    assert letter.text.count("\n| Need\n") == 10
    assert "3 more stand on the page." in letter.text
    assert "3 more stand on the page." in words_of(letter.html)


def test_returned_listing_comes_with_the_reviewer_s_note_in_both_parts(house):
    membership = house()
    listing = ListingFactory(
        organisation=membership.organisation,
        state="returned",
        submitted_at=timezone.now(),
        review_note="Say which <vacuum>.\nAnd the load.",
    )
    catalog.listings_returned.send(sender=Listing, listings=[listing], by=SYSTEM, note=listing.review_note)
    letter = compose(Letter.objects.get())
    assert letter.subject == f"To be changed: {listing.title}"
    assert "Say which <vacuum>.\nAnd the load." in letter.text
    assert "Say which &lt;vacuum&gt;.<br>And the load." in letter.html


@pytest.mark.parametrize("kind", [kind for kind in LetterKind if kind != LetterKind.SECRET])
def test_letter_about_something_that_is_gone_has_nothing_to_say(kind):
    reader = UserFactory(staff="reviewer")
    gone = {"listing": "x", "proposal": "x", "side": "need", "organisation": "x", "membership": "x"}
    assert compose(write(kind=kind, recipient=reader, news=[News("x:1", gone)])) is None


def test_letter_to_somebody_who_left_the_organisation_has_nothing_to_say(pair):
    proposal = pair()
    to_need, to_offer = approve(proposal)
    proposal.need.organisation.memberships.update(state="ended")
    assert compose(to_need) is None
    assert compose(to_offer) is not None


def test_letter_to_somebody_whose_login_is_closed_has_nothing_to_say(pair):
    to_need, _ = approve(pair())
    to_need.recipient.is_active = False
    assert compose(to_need) is None


@pytest.mark.parametrize("state", ["on_hold", "expired", "fulfilled"])
def test_proposal_whose_listing_left_is_left_out(pair, state):
    proposal = pair()
    to_need, _ = approve(proposal)
    Listing.objects.filter(pk=proposal.offer_id).update(state=state)
    assert compose(to_need) is None


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("Bearing\r\nBcc: all@x.example", "Bearing Bcc: all@x.example"),
        ("a\x00b\u2028c\x85d", "a b c d"),
        ("  two   spaces ", "two spaces"),
        ("x" * 400, "x" * 179 + "…"),
    ],
)
def test_subject_is_one_line(given, shown):
    assert one_line(given) == shown


def test_reader_of_a_letter_keeps_no_staff_rights():
    from notifications.letters.content import reader_of

    user = UserFactory(staff=["reviewer", "operator"])
    assert actor_of(user).is_reviewer
    assert reader_of(user).permissions == frozenset()


def test_letter_after_contacts_are_opened_carries_no_title_of_an_unpublished_listing(pair):
    proposal = pair(
        need={"title": "Left need"}, offer={"title": "Left offer"}, contacts_opened_at=timezone.now()
    )
    matching.contacts_opened.send(sender=Proposal, proposals=[proposal], by=SYSTEM)
    Listing.objects.update(state="draft")
    letter = compose(Letter.objects.filter(kind="contacts_opened").order_by("recipient_id").first())
    assert letter.subject == "Both sides are interested: Need"
    assert proposal.offer.organisation.name in letter.text
    assert [part for part in (letter.text, letter.html) if "Left" in part] == []


def test_reviewer_s_note_stands_in_both_parts_of_the_letter_of_both_sides(pair):
    proposal = pair(note="Meet <soon> & talk.")
    for row in approve(proposal):
        letter = compose(row)
        assert "The reviewer's note:\nMeet <soon> & talk." in letter.text
        assert "Meet &lt;soon&gt; &amp; talk." in letter.html
