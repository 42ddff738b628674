from dataclasses import replace

import pytest

from accounts.actor import SYSTEM
from catalog.actions.content import create
from catalog.fields import FIELDS
from matching import attributes, corpus
from matching.engine import Document, Index, SearchRequest, build_in_memory
from tests.factories.accounts import OrganisationFactory
from tests.factories.catalog import ListingFactory, ListingPatentFactory, PatentFactory

pytestmark = pytest.mark.django_db


def full_offer(**fields):
    listing = ListingFactory(
        offer=True,
        title="Coated bearing",
        summary="summary text",
        description="description text",
        technical_specification="specification text",
        keywords=["coating", "vacuum"],
        title_other="涂层轴承",
        summary_other="摘要",
        confidential="hidden recipe",
        own_reference="REF-77",
        organisation=OrganisationFactory(name_en="Quillon Secret Works", country="CN"),
        country="",
        region="Jiangsu",
        technology_codes=["ipc:F16C"],
        **fields,
    )
    patent = PatentFactory(publication_number="CN123456A", title="Cage of steel", abstract="A cage turns.")
    ListingPatentFactory(listing=listing, patent=patent)
    return listing


def test_text_of_a_listing_has_the_public_fields_in_their_order():
    document = corpus.document(full_offer())
    assert document.title == "Coated bearing"
    assert document.text == (
        "summary text\n\ndescription text\n\nspecification text\n\ncoating; vacuum\n\n涂层轴承\n\n摘要"
        "\n\nCage of steel\nA cage turns."
    )


@pytest.mark.parametrize("anonymous", [True, False])
@pytest.mark.parametrize("hidden", ["hidden recipe", "REF-77", "Quillon", "CN123456A", "Quillon Works"])
def test_document_never_holds_what_is_not_public(anonymous, hidden):
    assert hidden not in repr(corpus.document(full_offer(anonymous=anonymous)))


def test_document_of_an_anonymous_offer_leaves_out_its_patents_and_region():
    document = corpus.document(full_offer(anonymous=True))
    assert "Cage" not in document.text
    assert ("region" in document.facets, document.facets["country"]) == (False, ("CN",))


def test_facets_are_those_of_the_port_without_empty_ones():
    assert attributes.facets(full_offer()) == {
        "kind": ("offer",),
        "stage": ("lab_tested",),
        "partnership": ("rd_cooperation", "service"),
        "technology": ("ipc:F16C",),
        "country": ("CN",),
        "region": ("Jiangsu",),
        "language": ("en",),
    }


def test_indicators_are_text_of_a_need():
    need = ListingFactory(
        description="",
        technical_specification="",
        indicators=[{"name": "life", "today": "2", "wanted": "5 years", "condition": ""}],
    )
    assert corpus.document(need).text == "life 2 5 years"


def test_passages_are_slices_of_the_document():
    listing = full_offer()
    text = corpus.document(listing).text
    assert [text[part.start : part.end] for part in corpus.passages(listing)] == [
        part.text for part in corpus.passages(listing)
    ]


@pytest.mark.parametrize("rows", [1, 3])
def test_reading_everything_published_asks_no_more_queries_for_more_rows(rows, django_assert_num_queries):
    for listing in ListingFactory.create_batch(rows, offer=True, published=True):
        ListingPatentFactory(listing=listing)
    with django_assert_num_queries(2):
        documents = list(corpus.documents(corpus.published()))
    assert len(documents) == rows


def test_document_of_a_bare_number_holds_nothing_of_what_another_organisation_wrote_about_it():
    hidden = full_offer(anonymous=True)
    organisation = OrganisationFactory()
    content = {"title": "Ring", "language": "en", "patents": ["CN123456A"]}
    offer = create(kind="offer", organisation=organisation, by=SYSTEM, content=content)
    assert (hidden.patents.get().abstract, corpus.document(offer).text) == ("A cage turns.", "Ring")


def test_field_of_weight_two_counts_as_a_text_that_is_written_twice(monkeypatch):
    need = ListingFactory(published=True, summary="zwitterions", description="A gasket of films. " * 9)
    question = SearchRequest(Document(key="", kind="", title="", text="zwitterions gasket"), kind="need")
    plain = Index(build_in_memory([corpus.document(need)])).match_one(question)
    monkeypatch.setitem(FIELDS, "summary", replace(FIELDS["summary"], weight=2))
    weighted = corpus.document(need)
    assert weighted.text.startswith("zwitterions\n\nzwitterions\n\nA gasket")
    heavier = Index(build_in_memory([weighted])).match_one(question)
    assert heavier[0].score != plain[0].score
    monkeypatch.undo()
    need.summary = "zwitterions\n\nzwitterions"
    assert corpus.document(need) == weighted
