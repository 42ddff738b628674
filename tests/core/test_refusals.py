"""Every refusal of every app has a code, a sentence in both languages and a status; one handler shows it."""

import pytest
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from django.utils import translation

from accounts.actions import errors as accounts
from catalog import errors as catalog
from catalog.fields import ContentError
from core import errors
from core.once import SentBefore
from core.refusals import RefusalMiddleware, refusals_lead_to, shows_refusals
from matching.actions import errors as matching
from notifications.actions.tend import NothingToDo
from tests.factories.catalog import ListingFactory

pytestmark = pytest.mark.django_db
SAYS_ITSELF = [
    accounts.AlreadyMember, accounts.LastOwner, accounts.NotJoinable, accounts.Stale,
    accounts.TooManyRequests, catalog.NotVerified, catalog.OwnOrganisation, catalog.Stale,
    errors.AlreadyDecided, NothingToDo, SentBefore,
]  # fmt: skip


def family(base):
    for each in base.__subclasses__():
        yield each
        yield from family(each)


def test_every_refusal_has_a_code_of_its_own_family():
    kinds = (errors.Conflict, errors.Forbidden, errors.Invalid)
    found = [each for each in family(errors.Refused) if each not in {*kinds, catalog.CatalogError}]
    assert [each for each in found if not issubclass(each, kinds)] == []
    assert [each for each in found if each.code in {"refused", "forbidden", "invalid"}] == []


@pytest.mark.parametrize("kind", SAYS_ITSELF, ids=lambda kind: f"{kind.__module__}.{kind.__name__}")
def test_sentence_stands_with_the_refusal(kind):
    assert kind().sentence.endswith((".", "。"))


def test_content_errors_name_each_reason_with_its_label():
    refused = catalog.ContentErrors(
        [
            ContentError("too_long", "Long.", field="title"),
            ContentError("past", "Past.", field="deadline"),
        ]
    )
    assert (refused.sentence, refused.status) == ("Title: Long. Deadline: Past.", 422)
    assert str(refused) == "title: too_long; deadline: past"
    assert [reason["field"] for reason in refused.reasons] == ["title", "deadline"]


def test_params_are_filled_in_the_language_of_the_reader():
    refused = matching.NamesOwner(params={"word": "quillon"})
    assert refused.sentence == "The note names an organisation that hides its name (quillon)."
    with translation.override("zh-hans"):
        assert "quillon" in refused.sentence
        assert refused.sentence != str(matching.NamesOwner.message)


# --- the handler -----------------------------------------------------------------------------


class Match:
    kwargs = {"public_id": "abc"}

    def __init__(self, view):
        self.func = view


def answer_of(view, error):
    request = RequestFactory().post("/")
    request.resolver_match = Match(view)
    return RefusalMiddleware(lambda _request: HttpResponse()).process_exception(request, error)


def view(request, public_id):
    return HttpResponse()


def test_page_of_a_view_gets_the_error_and_the_arguments():
    def page(_request, error, public_id):
        return HttpResponse(f"{public_id}: {error.code}", status=error.status)

    answer = answer_of(shows_refusals(page)(lambda request, public_id: HttpResponse()), errors.Conflict())
    assert (answer.status_code, answer.content) == (409, b"abc: refused")


def test_other_exceptions_are_left_alone():
    assert answer_of(view, Http404()) is None
    assert answer_of(view, ValueError()) is None


@pytest.fixture
def seen(monkeypatch):
    """(template, context, status) of what the handler renders."""
    pages = []

    def render(_request, template, context, status):
        pages.append((template, context, status))
        return HttpResponse(status=status)

    monkeypatch.setattr("core.refusals.render", render)
    return pages


def test_common_page_leads_to_the_row(seen):
    listing = ListingFactory()
    answer_of(view, catalog.Stale(listing))
    [(template, context, status)] = seen
    assert (template, status, context["back_url"]) == ("refused.html", 409, listing.get_absolute_url())
    assert context["sentence"].startswith("This listing was changed meanwhile.")


def test_common_page_leads_home_when_there_is_no_row(seen):
    answer_of(view, errors.Conflict(message="No."))
    assert seen[0][1]["back_url"] == "/"


def test_view_names_where_to_go_on(seen):
    marked = refusals_lead_to("accounts:profile")(lambda request, public_id: HttpResponse())
    answer_of(marked, catalog.Stale(ListingFactory()))
    assert seen[0][1]["back_url"] == "/profile/"


def test_what_an_actor_may_not_do_is_a_page_of_403(seen):
    answer_of(view, catalog.OwnOrganisation(ListingFactory()))
    assert seen == [("403.html", {"sentence": "Your organisation takes part; a colleague decides."}, 403)]
