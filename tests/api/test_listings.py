"""/api/v1/listings/: what is published, walked by cursor, ranked with q, counted by facet."""

import json

import pytest
from django.urls import reverse
from django.utils import timezone

from catalog.enums import ListingState
from catalog.models import Listing
from tests.factories.accounts import MembershipFactory
from tests.factories.catalog import ListingFactory, ListingPatentFactory

pytestmark = pytest.mark.django_db
LISTINGS = reverse("api-listings")


def detail_of(listing):
    return reverse("api-listing", args=[listing.public_id])


def walk(client, address):
    """Every answer from the first page to the last."""
    answers = []
    while address:
        answers.append(client.get(address).json())
        assert len(answers) < 20
        address = answers[-1]["next"]
    return answers


def ids(answers):
    return [row["public_id"] for answer in answers for row in answer["results"]]


def test_listing_of_a_kind_that_is_no_longer_registered_is_not_there_as_on_the_pages(client):
    known, strange = ListingFactory(published=True), ListingFactory(published=True)
    Listing.objects.filter(pk=strange.pk).update(kind="facility")
    assert ids(walk(client, LISTINGS)) == [known.public_id]
    assert client.get(detail_of(strange)).status_code == 404
    assert client.get(strange.get_absolute_url()).status_code == 404


def test_facet_without_a_value_narrows_nothing_as_on_the_pages(client):
    row = ListingFactory(published=True, offer=True)
    for query in ("stage=&country=", "stage=&q=", f"stage=&stage={row.stage_of_development}"):
        assert ids(walk(client, f"{LISTINGS}?{query}")) == [row.public_id], query


def test_cursor_walk_gives_every_published_listing_once_newest_first(client):
    now = timezone.now()
    rows = [
        ListingFactory(published=True, offer=n % 2 == 0, published_at=now) for n in range(7)
    ]  # all at once
    ListingFactory(submitted=True)
    assert ids(walk(client, f"{LISTINGS}?page_size=3")) == [row.public_id for row in reversed(rows)]


def test_cursor_leads_back_to_the_page_before(client):
    for _n in range(5):
        ListingFactory(published=True)
    first, second, _third = walk(client, f"{LISTINGS}?page_size=2")
    assert ids([client.get(second["previous"]).json()]) == ids([first])
    assert first["previous"] is None


def test_ranked_walk_gives_every_hit_once_best_first(client):
    for n in range(5):
        ListingFactory(published=True, title=f"Vacuum bearing number {n}")
    answers = walk(client, f"{LISTINGS}?q=vacuum+bearing&page_size=2")
    strengths = [row["strength"] for answer in answers for row in answer["results"]]
    assert [answer["total"] for answer in answers] == [5, 5, 5]
    assert len(set(ids(answers))) == 5
    assert strengths == sorted(strengths, reverse=True)
    assert 0 < strengths[-1] <= strengths[0] <= 1
    assert ids([client.get(answers[1]["previous"]).json()]) == ids(answers[:1])


def test_q_gives_strength_and_the_terms_that_made_it(client):
    found = ListingFactory(published=True, title="Vacuum bearing")
    ListingFactory(published=True, title="Dye", description="Colour.", technical_specification="Red.")
    answer = client.get(LISTINGS, {"q": "bearing"}).json()
    [row] = answer["results"]
    assert row["public_id"] == found.public_id
    assert [term["term"] for term in row["terms"]] == ["bearing"]
    assert 0 < row["strength"] <= 1


def test_list_without_q_has_neither_strength_nor_terms(client):
    ListingFactory(published=True)
    [row] = client.get(LISTINGS).json()["results"]
    assert (row["strength"], row["terms"]) == (None, [])


def test_facets_choose_and_are_counted(client):
    lab = ListingFactory(published=True, stage_of_development="lab_tested", technology_codes=["ipc:F16C"])
    ListingFactory(published=True, stage_of_development="concept", offer=True)
    answer = client.get(LISTINGS, {"stage": "lab_tested", "kind": "need"}).json()
    assert ids([answer]) == [lab.public_id]
    assert (answer["total"], answer["facets"]["stage"]["lab_tested"]) == (1, 1)
    assert answer["facets"]["technology"]["ipc:F16C"] == 1


def test_several_values_of_a_facet_mean_any_of_them(client):
    for stage in ("concept", "lab_tested", "on_market"):
        ListingFactory(published=True, stage_of_development=stage)
    answer = client.get(f"{LISTINGS}?stage=concept&stage=on_market").json()
    assert answer["total"] == 2


@pytest.mark.parametrize("kind", ["need", "offer"])
def test_kind_chooses_with_and_without_a_text(client, kind):
    rows = {"need": ListingFactory(published=True), "offer": ListingFactory(published=True, offer=True)}
    for query in ({"kind": kind}, {"kind": kind, "q": "bearing"}):
        assert ids([client.get(LISTINGS, query).json()]) == [rows[kind].public_id]


@pytest.mark.parametrize("state", [state for state in ListingState if state != ListingState.PUBLISHED])
def test_what_is_not_published_is_nowhere_even_for_its_owner(login, state):
    membership, now = MembershipFactory(), timezone.now()
    dates = {"submitted_at": now, "published_at": now, "valid_until": timezone.localdate()}
    listing = ListingFactory(organisation=membership.organisation, state=state, title="Zirconia", **dates)
    client = login(membership.user)
    assert client.get(detail_of(listing)).status_code == 404
    for query in ({}, {"q": "zirconia"}, {"country": "CN"}):
        assert client.get(LISTINGS, query).json()["results"] == []


def test_anonymous_listing_keeps_owner_place_patents_and_reference_to_itself(client, login):
    offer = ListingFactory(
        published=True,
        offer=True,
        anonymous=True,
        own_reference="REF-7",
        confidential="the recipe",
        region="Anhui",
    )
    patent = ListingPatentFactory(listing=offer).patent
    stranger = login(MembershipFactory().user)
    for reader in (client, stranger):
        row = reader.get(detail_of(offer)).json()
        assert row["owner"] == {"hidden": True, "name": "Name hidden: enterprise", "public_id": None}
        assert (row["country"], row["region"], row["patents"]) == ("CN", "", [])
        told = json.dumps(row, ensure_ascii=False)
        organisation = offer.organisation
        secrets = [organisation.name_en, organisation.name_zh, "REF-7", "recipe", "Anhui", "Jiangsu"]
        assert [
            word for word in [*secrets, patent.publication_number, organisation.public_id] if word in told
        ] == []


def test_open_listing_names_owner_place_and_patents_but_never_the_confidential_part(client):
    offer = ListingFactory(published=True, offer=True, own_reference="REF-7", confidential="the recipe")
    patent = ListingPatentFactory(listing=offer).patent
    row = client.get(detail_of(offer)).json()
    owner = offer.organisation
    assert row["owner"] == {"hidden": False, "name": owner.name_en, "public_id": owner.public_id}
    assert (row["region"], row["patents"]) == ("Jiangsu", [patent.publication_number])
    assert "recipe" not in json.dumps(row)


def test_detail_is_not_sent_again_until_the_revision_changes(client):
    listing = ListingFactory(published=True)
    first = client.get(detail_of(listing))
    known = {"If-None-Match": first["ETag"]}
    again = client.get(detail_of(listing), headers=known)
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    listing.revision += 1
    listing.save()
    assert client.get(detail_of(listing), headers=known).status_code == 200


def test_reader_who_may_see_more_is_not_told_that_nothing_changed(client, login):
    """The face differs by reader, so does the ETag."""
    listing = ListingFactory(published=True, anonymous=True)
    seen_by_visitor = client.get(detail_of(listing))["ETag"]
    owner = login(MembershipFactory(organisation=listing.organisation).user)
    page = owner.get(detail_of(listing), headers={"If-None-Match": seen_by_visitor})
    assert page.status_code == 200
    assert page.json()["owner"]["hidden"] is False


@pytest.mark.parametrize("query", [{}, {"q": "bearing"}])
@pytest.mark.parametrize("rows", [1, 3])
def test_list_with_more_rows_asks_no_more_queries(client, rows, query, django_assert_num_queries):
    for _n in range(rows):
        ListingPatentFactory(listing=ListingFactory(published=True, offer=True))
    client.get(LISTINGS, query)
    with django_assert_num_queries(QUERIES["q" in query]):
        assert len(client.get(LISTINGS, query).json()["results"]) == rows


QUERIES = {False: 3, True: 7}
