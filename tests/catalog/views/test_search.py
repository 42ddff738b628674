import pytest
from django.urls import reverse

from tests.factories.accounts import OrganisationFactory
from tests.factories.catalog import ListingFactory

pytestmark = pytest.mark.django_db
NEEDS = "/needs/"


def titles(page):
    return [item["title"] for item in page.context["results"]]


def test_list_without_a_text_shows_published_needs_newest_first(client):
    old, new = ListingFactory(published=True), ListingFactory(published=True)
    ListingFactory(published=True, offer=True)
    ListingFactory(submitted=True)
    page = client.get(reverse("catalog:listings", args=["need"]))
    assert titles(page) == [new.title, old.title]
    assert [tab["count"] for tab in page.context["tabs"]] == [1, 2]
    assert b"term-chip-weight" not in page.content


def test_list_with_a_two_character_chinese_word_finds_it_inside_a_text(client):
    found = ListingFactory(published=True, title="5G基站散热材料", language="zh")
    ListingFactory(published=True, title="碳化硅抛光", language="zh")
    page = client.get(NEEDS, {"q": "散热"})
    assert titles(page) == [found.title]
    assert page.context["results"][0]["terms"] == [{"label": "散热", "weight": 1.0}]
    assert 'lang="zh-Hans">5G基站散热材料' in page.content.decode()


def test_list_facets_narrow_and_stay_in_the_address(client):
    lab = ListingFactory(published=True, stage_of_development="lab_tested")
    ListingFactory(published=True, stage_of_development="concept")
    page = client.get(NEEDS, {"stage": "lab_tested", "q": "bearing"})
    assert titles(page) == [lab.title]
    stage = next(facet for facet in page.context["facets"] if facet["name"] == "stage")
    assert {c["value"]: (c["count"], c["chosen"]) for c in stage["choices"]} == {
        "concept": (1, False),
        "under_development": (0, False),
        "lab_tested": (1, True),
        "demonstration": (0, False),
        "on_market": (0, False),
    }
    assert page.context["tags"] == [{"label": "Lab tested", "url": "?q=bearing"}]
    assert page.context["clear_url"] == "?q=bearing"


def test_list_with_code_and_country_facets_prints_their_words(client):
    ListingFactory(published=True, technology_codes=["ipc:F16C"], country="DE")
    text = client.get(NEEDS, {"technology": "ipc:F16C", "country": "DE"}).content.decode()
    assert "F16C " in text
    assert "Germany" in text


def test_list_pages_keep_the_query(client):
    ListingFactory.create_batch(21, published=True)
    first = client.get(NEEDS, {"q": "bearing"})
    second = client.get(NEEDS, {"q": "bearing", "page": "2"})
    assert (len(titles(first)), len(titles(second))) == (20, 1)
    page = first.context["page"]
    assert (page.start_index(), page.end_index(), page.paginator.count) == (1, 20, 21)
    assert 'rel="next" href="?q=bearing&amp;page=2"' in first.content.decode()
    assert 'rel="prev"' not in first.content.decode()
    assert 'rel="prev" href="?q=bearing&amp;page=1"' in second.content.decode()
    assert 'rel="next"' not in second.content.decode()


@pytest.mark.parametrize("number", ["0", "-1", "x", "99999999", "²"])
def test_list_with_a_strange_page_number_answers(client, number):
    ListingFactory(published=True)
    assert client.get(NEEDS, {"page": number}).status_code == 200


@pytest.mark.parametrize(
    "query", ["q=%00", "technology=ipc:%00", "stage=nonsense", "region=%ED%A0%80", "kind=offer"]
)
def test_list_with_strange_values_answers_and_finds_no_offers(client, query):
    ListingFactory(published=True, offer=True)
    page = client.get(f"{NEEDS}?{query}")
    assert (page.status_code, titles(page)) == (200, [])


def test_list_that_finds_nothing_says_what_to_do(client):
    text = client.get(NEEDS, {"q": "zeppelin"}).content.decode()
    assert "Nothing found" in text
    assert "No needs yet" not in text


@pytest.mark.parametrize(("name", "words"), [("need", "No needs yet"), ("offer", "No offers yet")])
def test_list_of_an_empty_site_invites(client, name, words):
    assert words in client.get(reverse("catalog:listings", args=[name])).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_list_with_more_rows_asks_no_more_queries(client, rows, django_assert_num_queries):
    ListingFactory.create_batch(rows, published=True, technology_codes=["ipc:F16C"])
    with django_assert_num_queries(3):  # the twin's, the rows, the titles of the codes
        page = client.get(NEEDS)
    assert len(titles(page)) == rows


def test_list_hides_owner_and_region_of_an_anonymous_need(client):
    owner = OrganisationFactory(
        name_en="Secretive Bearings", name_zh="隐秘轴承厂", region="Jiangsu", size="large"
    )
    ListingFactory(published=True, organisation=owner, anonymous=True, region="Wuxi", own_reference="REF-77")
    text = client.get(NEEDS).content.decode()
    for secret in ("Secretive", "隐秘", "Wuxi", "Jiangsu", "REF-77"):
        assert secret not in text
    assert "Name hidden: enterprise, 250 staff or more" in text


def test_list_shows_a_reader_the_title_in_their_language(client):
    ListingFactory(published=True, title="真空轴承", language="zh", title_other="Bearing for vacuum")
    assert titles(client.get(NEEDS)) == ["Bearing for vacuum"]
    client.cookies["django_language"] = "zh-hans"
    assert titles(client.get(NEEDS)) == ["真空轴承"]
