import pytest

from accounts.actor import actor_of
from catalog.actions import moves
from catalog.actions.content import create, edit
from catalog.enums import EDITABLE, Kind, ListingState
from catalog.errors import ContentErrors, IllegalMove, Stale
from catalog.fields import Level
from catalog.models import Listing, ListingVersion, Patent
from catalog.patent_numbers import normalize_patent_number
from catalog.signals import listings_changed
from core.models import AuditEvent
from tests.factories.accounts import MembershipFactory
from tests.factories.catalog import ListingFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return actor_of(MembershipFactory().user)


@pytest.fixture
def heard():
    """Every announcement of changed listings: (public ids, changed fields)."""
    found = []

    def listen(sender, listings, changed, **kwargs):
        found.append(([listing.public_id for listing in listings], changed))

    listings_changed.connect(listen)
    yield found
    listings_changed.disconnect(listen)


def draft_of(owner, **content):
    return create(
        kind=Kind.NEED,
        organisation=owner.organisation,
        by=owner,
        content={"title": "A bearing", "language": "en", **content},
    )


def test_create_writes_a_draft_its_first_version_and_the_audit(owner):
    need = draft_of(owner, keywords=["bearing"])
    version = need.versions.get()
    assert (need.state, need.revision, need.created_by) == ("draft", 1, owner.person)
    assert (version.revision, version.by, version.changed) == (
        1,
        owner.person,
        ["keywords", "language", "title"],
    )
    assert version.content["keywords"] == ["bearing"]
    assert AuditEvent.objects.get(verb="listing.created").object_id == need.public_id


def test_create_up_to_the_publish_level_refuses_what_a_draft_may_lack(owner):
    content = {"title": "Bearing", "language": "en"}
    given = {"kind": "need", "organisation": owner.organisation, "by": owner, "content": content}
    with pytest.raises(ContentErrors) as refused:
        create(**given, level=Level.PUBLISH)
    assert ("description", "required") in refused.value.codes
    assert Listing.objects.count() == 0


def test_create_with_a_field_of_the_other_kind_is_refused(owner):
    with pytest.raises(ContentErrors) as refused:
        draft_of(owner, advantages_and_innovation="none")
    assert refused.value.codes == {("advantages_and_innovation", "unknown_field")}


def test_create_anonymous_naming_its_owner_is_stopped_and_nothing_is_written(owner):
    with pytest.raises(ContentErrors) as stopped:
        draft_of(owner, anonymous=True, summary=f"For {owner.organisation.name_en} only")
    [error] = stopped.value.errors
    assert (error.field, error.code, error.params["word"]) == (
        "summary", "owner_named", owner.organisation.name_en.lower(),
    )  # fmt: skip
    assert Listing.objects.count() == 0


def test_edit_saves_the_changed_fields_and_one_version(owner):
    need = draft_of(owner)
    edited = edit(listing=need, by=owner, content={"title": "A dry bearing", "language": "en"}, revision=1)
    assert (edited.title, edited.revision) == ("A dry bearing", 2)
    assert edited.versions.first().changed == ["title"]
    assert AuditEvent.objects.get(verb="listing.edited").data == {"revision": 2, "changed": ["title"]}


def test_edit_that_changes_nothing_writes_nothing(owner, heard):
    need = draft_of(owner)
    same = edit(listing=need, by=owner, content={"title": "A bearing"}, revision=1)
    assert (same.revision, ListingVersion.objects.count(), heard) == (1, 1, [])
    assert not AuditEvent.objects.filter(verb="listing.edited").exists()


def test_edit_of_an_older_revision_is_stale_and_overwrites_nothing(owner):
    need = draft_of(owner)
    edit(listing=need, by=owner, content={"title": "Second"}, revision=1)
    with pytest.raises(Stale) as stale:
        edit(listing=need, by=owner, content={"title": "Third"}, revision=1)
    assert stale.value.obj.title == "Second"
    assert Listing.objects.get().title == "Second"


@pytest.mark.parametrize("state", sorted(set(ListingState.values) - EDITABLE))
def test_edit_in_a_closed_state_is_an_illegal_move(owner, published_need, state):
    Listing.objects.filter(pk=published_need.pk).update(state=state)
    with pytest.raises(IllegalMove):
        edit(listing=published_need, by=owner, content={"title": "Other"}, revision=1)


def test_edit_of_a_published_listing_stays_published_and_is_announced(owner, published_need, heard):
    edited = edit(listing=published_need, by=owner, content={"title": "Other"}, revision=1)
    assert edited.state == "published"
    assert heard == [([published_need.public_id], ["title"])]


@pytest.mark.parametrize("state", ["published", "submitted", "on_hold"])
def test_edit_below_the_publish_level_is_refused_in_open_states(owner, published_need, state):
    Listing.objects.filter(pk=published_need.pk).update(state=state)
    with pytest.raises(ContentErrors) as refused:
        edit(listing=published_need, by=owner, content={"description": ""}, revision=1)
    assert refused.value.codes == {("description", "required")}
    assert Listing.objects.get().description != ""


def test_edit_of_a_submitted_listing_stays_submitted_with_a_new_revision(owner):
    need = ListingFactory(submitted=True)
    edited = edit(listing=need, by=owner, content={"title": "Other"}, revision=1)
    assert (edited.state, edited.revision) == ("submitted", 2)


def test_edit_that_hides_the_name_checks_the_text_already_there(owner):
    need = draft_of(owner, description=f"{owner.organisation.name_zh}需要轴承")
    with pytest.raises(ContentErrors, match="description: owner_named"):
        edit(listing=need, by=owner, content={"anonymous": True}, revision=1)
    assert Listing.objects.get().anonymous is False


def test_offers_with_the_same_number_in_other_writing_share_one_patent(owner):
    for number in ("7,438,030", "7438030", "7 438 030"):
        create(
            kind=Kind.OFFER,
            organisation=owner.organisation,
            by=owner,
            content={"title": "Bearing", "language": "en", "patents": [number]},
        )
    patent = Patent.objects.get()
    assert (patent.publication_number, patent.title, patent.listings.count()) == ("7438030", "Bearing", 3)


def test_edit_of_patents_counts_them_and_is_a_change(owner):
    offer = ListingFactory(offer=True)
    edited = edit(listing=offer, by=owner, content={"patents": ["CN1A", "CN2A", "CN1A"]}, revision=1)
    assert (edited.patent_count, edited.versions.first().changed) == (2, ["patents"])
    assert edited.versions.first().content["patents"] == ["CN1A", "CN2A"]
    again = edit(listing=offer, by=owner, content={"patents": ["CN1A", "CN2A"]}, revision=2)
    assert again.revision == 2


@pytest.mark.parametrize(
    ("given", "expected"),
    [("0", ""), ("", ""), ("N/A", ""), ("none", ""), ("000", ""), ("cn 2023 1 0001.7a", "CN2023100017A")],
)
def test_number_of_a_patent_in_one_writing(given, expected):
    assert normalize_patent_number(given) == expected


def test_value_from_before_a_rule_stops_only_who_touches_it(owner):
    need = draft_of(owner)
    Listing.objects.filter(pk=need.pk).update(countries=["XX"])
    edited = edit(listing=need, by=owner, content={"title": "Other"}, revision=1)
    assert (edited.title, edited.countries) == ("Other", ["XX"])
    with pytest.raises(ContentErrors, match="countries: unknown_country"):
        edit(listing=edited, by=owner, content={"title": "Third", "countries": ["XX"]}, revision=2)
    with pytest.raises(ContentErrors, match="countries: unknown_country"):
        moves.submit(listing=edited, by=owner)


def test_content_with_a_name_that_is_no_text_is_refused(owner):
    content = {5: 1, "title": "A", "language": "en"}
    with pytest.raises(ContentErrors, match="5: unknown_field"):
        create(kind="need", organisation=owner.organisation, by=owner, content=content)
