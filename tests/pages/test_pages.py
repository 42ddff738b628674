import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation
from django.utils.html import strip_tags

from accounts.actions.site_texts import load_initial
from accounts.models import SiteText
from catalog.models import Listing
from matching.models import Proposal
from pages import context_processors, home, views
from tests.factories.accounts import MembershipFactory, OrganisationFactory, UserFactory
from tests.factories.catalog import ListingFactory
from tests.factories.matching import ProposalFactory

HOME = "/"


def text_of(page):
    return page.content.decode()


# --- home ----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_home_counts_what_is_published_and_approved(client):
    ListingFactory(published=True)
    ListingFactory(submitted=True)
    ListingFactory.create_batch(2, offer=True, published=True)
    ListingFactory(offer=True)
    OrganisationFactory(verification="waiting")
    ProposalFactory()
    ProposalFactory(state="approved", decided_at="2026-01-01T00:00Z")
    page = client.get(HOME)
    needs, offers = 1 + 2, 2 + 2  # each proposal brings a pair
    assert [figure["value"] for figure in page.context["figures"]] == [
        needs,
        offers,
        1,
        Listing.objects.values("organisation").distinct().count(),
    ]


@pytest.mark.django_db
def test_home_shows_the_latest_of_both_kinds_and_nothing_unpublished(client):
    old = ListingFactory(published=True, published_at="2020-01-01T00:00Z")
    new = ListingFactory.create_batch(4, published=True)
    draft = ListingFactory(title="Nobody may read this yet")
    page = client.get(HOME)
    needs, offers = page.context["kinds"]
    assert [item["title"] for item in needs["items"]] == [listing.title for listing in reversed(new)]
    assert offers["items"] == []
    assert (old.title in text_of(page), draft.title in text_of(page)) == (False, False)


@pytest.mark.django_db
def test_home_hides_an_anonymous_owner(client):
    listing = ListingFactory(published=True, anonymous=True, organisation__name_en="Secret Quarry")
    page = text_of(client.get(HOME))
    assert (listing.title in page, "Secret Quarry" in page, "Jiangsu" in page) == (True, False, False)


@pytest.mark.django_db
def test_home_of_an_empty_site_says_what_will_come(client):
    page = text_of(client.get(HOME))
    assert ("No needs yet" in page, "No offers yet" in page) == (True, True)


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 3])
def test_home_with_more_listings_asks_no_more_queries(client, rows, django_assert_num_queries):
    ListingFactory.create_batch(rows, published=True)
    ListingFactory.create_batch(rows, offer=True, published=True)
    with django_assert_num_queries(6):
        client.get(HOME)


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "name"), [("need", "need"), ("offer", "offer"), ("x", "offer")])
def test_home_search_goes_on_to_the_list_of_the_kind(client, kind, name):
    answer = client.get(HOME, {"q": "5G 散热", "kind": kind})
    assert answer.url == reverse("catalog:listings", args=[name]) + "?q=5G+%E6%95%A3%E7%83%AD"


def approved(**fields):
    return ProposalFactory(state="approved", decided_at="2026-01-01T00:00Z", **fields)


@pytest.mark.django_db
def test_figure_is_left_out_while_no_pair_may_be_shown(client):
    approved()
    ProposalFactory(need__is_demo=True)
    assert client.get(HOME).context["figure"] is None


@pytest.mark.django_db
def test_figure_may_be_a_pair_of_the_demonstration_that_waits_for_review(client, explained):
    pair = ProposalFactory(need__is_demo=True, offer__is_demo=True)
    page = client.get(HOME)
    assert [side["title"] for side in page.context["figure"]["sides"]] == [pair.need.title, pair.offer.title]


@pytest.fixture
def explained(monkeypatch):
    """Stands in for the matcher: remembers which pair was asked for."""

    class Asked(list):
        grade = 4

    asked = Asked()

    class Side:
        quotation = [{"text": "without grease", "level": 3, "letter": "", "term_id": ""}]

    class Term:
        label, weight = "grease", 0.4

    class Evidence:
        score, terms, need, offer = 0.4, (Term,), Side, Side

    def of(need, offer):
        asked.append((need.pk, offer.pk))
        Evidence.grade = asked.grade
        return Evidence

    monkeypatch.setattr(home.evidence, "of", of)
    return asked


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fields", [{"contacts_opened_at": "2026-02-01T00:00Z"}, {"need__is_demo": True, "offer__is_demo": True}]
)
def test_figure_takes_an_open_or_demonstration_pair_apart_once(client, explained, fields):
    pair = approved(**fields)
    page = client.get(HOME)
    client.get(HOME)
    assert [side["title"] for side in page.context["figure"]["sides"]] == [pair.need.title, pair.offer.title]
    assert "A real proposal, taken apart." in text_of(page)
    assert explained == [(pair.need_id, pair.offer_id)]


@pytest.mark.django_db
def test_figure_of_a_loose_fit_is_left_out(client, explained):
    explained.grade = 2
    approved(contacts_opened_at="2026-02-01T00:00Z")
    assert client.get(HOME).context["figure"] is None


@pytest.mark.django_db
def test_figure_goes_when_a_listing_leaves(client, explained):
    pair = approved(contacts_opened_at="2026-02-01T00:00Z")
    Listing.objects.filter(pk=pair.need_id).update(state="withdrawn")
    assert client.get(HOME).context["figure"] is None


@pytest.mark.django_db
def test_home_stands_while_a_pair_cannot_be_explained(client, monkeypatch):
    def broken(need, offer):
        raise RuntimeError("no index")

    monkeypatch.setattr(home.evidence, "of", broken)
    approved(contacts_opened_at="2026-02-01T00:00Z")
    page = client.get(HOME)
    assert (page.status_code, page.context["figure"]) == (200, None)


# --- legal pages ---------------------------------------------------------------------------


@pytest.fixture
def texts(db):
    """The migration's texts, also after a test that emptied all tables."""
    load_initial()


@pytest.mark.parametrize("slug", ["privacy", "terms", "imprint", "accessibility"])
def test_legal_page_is_shown_with_the_names_of_the_site(client, settings, slug, texts):
    settings.SITE_OPERATOR = "Office of Joints"
    page = text_of(client.get(reverse("page", args=[slug])))
    assert "Office of Joints" in page
    assert "{operator}" not in page


@pytest.mark.parametrize(
    ("contact", "sentence"),
    [("", "write to Office of Joints and name"), ("a@b.example", "write to a@b.example and name")],
)
def test_legal_page_without_an_address_names_the_operator(client, settings, texts, contact, sentence):
    settings.SITE_OPERATOR, settings.SITE_CONTACT_EMAIL = "Office of Joints", contact
    page = strip_tags(text_of(client.get(reverse("page", args=["accessibility"]))))
    assert (sentence in page, settings.SITE_URL in page) == (True, False)


def test_legal_page_prints_html_of_an_operator_as_text(client, texts):
    SiteText.objects.create(
        slug="imprint", version=2, body_en="# <script>x</script>\n\n<b>bold</b>", body_zh="甲"
    )
    page = text_of(client.get(reverse("page", args=["imprint"])))
    assert ("<script>x" in page, "<b>bold" in page, "&lt;b&gt;bold" in page) == (False, False, True)


def test_legal_page_follows_the_language(client, texts):
    client.post(reverse("set_language"), {"language": "zh-hans"})
    assert "隐私说明" in text_of(client.get(reverse("page", args=["privacy"])))


@pytest.mark.django_db
def test_unknown_page_is_not_there(client):
    assert client.get(reverse("page", args=["nothing"])).status_code == 404


# --- menus ---------------------------------------------------------------------------------


def menus(actor):
    request = RequestFactory().get("/nowhere/")
    request.actor = actor
    printed = context_processors.site(request)
    return [[item["label"] for item in printed[name]] for name in ("main_menu", "staff_menu")]


@pytest.mark.django_db
def test_menus_follow_the_role(actor, member, reviewer, operator):
    lists = ["Needs", "Offers"]
    assert menus(actor(None)) == [lists, []]
    assert menus(actor(UserFactory())) == [lists, []]
    assert menus(member) == [[*lists, "My listings", "My proposals"], []]
    assert menus(actor(UserFactory(staff="broker"))) == [lists, []]
    assert menus(reviewer) == [lists, ["Review", "Listings", "Organisations"]]
    assert menus(operator) == [lists, ["Organisations", "Match runs", "Letters", "Work", "Site texts"]]


@pytest.mark.django_db
def test_staff_menu_counts_what_waits_in_one_query(reviewer, django_assert_num_queries):
    ProposalFactory.create_batch(2)
    ListingFactory(submitted=True)
    OrganisationFactory(verification="waiting")
    MembershipFactory(organisation=OrganisationFactory(), state="asked")
    request = RequestFactory().get(reverse("matching:board"))
    request.actor = reviewer
    with django_assert_num_queries(1):
        menu = list(context_processors.site(request)["staff_menu"])
    assert [(item["count"], item["current"]) for item in menu] == [(2, "page"), (1, ""), (2, "")]


@pytest.mark.django_db
def test_menus_of_people_who_are_no_staff_ask_nothing(member, django_assert_num_queries):
    with django_assert_num_queries(0):
        menus(member)


# --- errors --------------------------------------------------------------------------------


@pytest.mark.django_db
def test_missing_page_offers_the_search(client):
    page = client.get("/nothing/here/")
    assert page.status_code == 404
    assert f'action="{reverse("catalog:listings", args=["offer"])}"' in text_of(page)


@pytest.mark.django_db
def test_forbidden_page_prints_the_sentence(login, member):
    page = login(member).get(reverse("accounts:site_texts"))
    assert (page.status_code, "This page is for operators." in text_of(page)) == (403, True)


@pytest.mark.django_db
def test_forbidden_page_without_a_sentence_says_something(rf, actor):
    request = rf.get("/")
    request.actor = actor(None)
    page = views.forbidden(request, PermissionDenied())
    assert "The page belongs to another organisation or to another role." in text_of(page)


@pytest.mark.parametrize(("handler", "status"), [(views.server_error, 500), (views.bad_request, 400)])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_broken_pages_need_neither_database_nor_session(rf, handler, status, language):
    with translation.override(language):
        page = handler(rf.get("/"), *([ValueError()] if status == 400 else []))
    assert page.status_code == status
    assert "narrow-page" in text_of(page)


@pytest.mark.django_db
def test_error_inside_a_view_becomes_the_page_without_database(monkeypatch):
    def broken(actor):
        raise RuntimeError("broken")

    monkeypatch.setattr(views, "page_for", broken)
    page = Client(raise_request_exception=False).get(HOME)
    assert (page.status_code, "Something broke on our side" in text_of(page)) == (500, True)


@pytest.mark.django_db
def test_staff_count_ignores_what_is_decided(reviewer):
    approved()
    ListingFactory(published=True)
    request = RequestFactory().get("/")
    request.actor = reviewer
    assert [item["count"] for item in context_processors.site(request)["staff_menu"]] == [0, 0, 0]
    assert Proposal.objects.count() == 1


@pytest.mark.django_db
def test_menu_marks_the_part_of_the_site_that_a_page_below_belongs_to(reviewer):
    proposal = ProposalFactory()
    request = RequestFactory().get(reverse("matching:review", args=[proposal.public_id]))
    request.actor = reviewer
    menu = list(context_processors.site(request)["staff_menu"])
    assert [item["current"] for item in menu] == ["true", "", ""]
