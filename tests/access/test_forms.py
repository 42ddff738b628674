"""Every form that posts carries the token that CsrfViewMiddleware asks for, once, whoever sees the page."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from django.urls import reverse

from catalog.models import Listing
from tests.access.bodies import ORGANISATION
from tests.access.routes import address, arguments
from tests.access.test_matrix import MATRIX
from tests.access.world import ROLES
from tests.factories.accounts import UserFactory
from tests.factories.matching import CandidateFactory

pytestmark = pytest.mark.django_db
FOLDER = Path(settings.BASE_DIR) / "templates"
TOKEN = "csrfmiddlewaretoken"
INCLUDE = re.compile(r"""{%\s*include\s+["']([^"']+)["'][^%]*%}""")
FORM = re.compile(r"<form\b.*?</form>", re.DOTALL | re.IGNORECASE)
POSTS = re.compile(r"""<form\b[^>]*\bmethod\s*=\s*["']?post\b""", re.IGNORECASE)


class Forms(HTMLParser):
    """What a page posts.

    `posting`: for each form that posts its address and the values of the tokens in it; `beside`: how many
    elements post by htmx; `framed`: whether it is a whole page; `header_token`: what htmx sends along
    from its body.
    """

    def __init__(self, html):
        super().__init__()
        self.posting, self.beside, self.framed, self.header_token = [], 0, False, ""
        self._tokens = None  # of the form that is open, when it posts
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.beside += "hx-post" in given
        if tag == "body":
            self.framed = True
            self.header_token = json.loads(given.get("hx-headers") or "{}").get("X-CSRFToken", "")
        elif tag == "form":
            self._tokens = [] if (given.get("method") or "get").lower() == "post" else None
            if self._tokens is not None:
                self.posting.append((given.get("action") or "", self._tokens))
        elif tag == "input" and given.get("name") == TOKEN and self._tokens is not None:
            self._tokens.append(given.get("value"))

    def handle_endtag(self, tag):
        if tag == "form":
            self._tokens = None


# --- pages that no row of the matrix shows ----------------------------------------------------


def _code_for_a_new_password(world):
    return world.client("visitor").post(
        reverse("account_reset_password"), {"email": "who@firm.example"}, follow=True
    )


def _new_password(world):
    client, email = world.client("visitor"), world.people["owner"].email
    world.people["owner"].emailaddress_set.update_or_create(
        email=email, defaults={"verified": True, "primary": True}
    )
    asked = client.post(reverse("account_reset_password"), {"email": email})
    code = client.session["account_password_reset_verification"]["code"]
    return client.post(asked.url, {"code": code}, follow=True)


def _first_password(world):
    person = UserFactory()
    person.set_unusable_password()
    person.save()
    client = world.client("visitor")
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client.get(reverse("account_set_password"))


def _decision_that_can_be_taken_back(world):
    kwargs = world.objects["waiting proposal"] | {"verb": "approve"}
    return world.client("reviewer").post(reverse("matching:decide", kwargs=kwargs), {"note": ""}, follow=True)


def _organisation_that_is_there_already(world):
    body = ORGANISATION | {"name_en": "Partner Institute"}
    return world.client("newcomer").post(reverse("accounts:organisation_new"), body)


def _candidates_to_propose(world):
    need, offer = world.objects["pair"]["need_id"], world.objects["pair"]["offer_id"]
    CandidateFactory(need=Listing.objects.get(public_id=need), offer=Listing.objects.get(public_id=offer))
    return world.client("reviewer").get(reverse("matching:candidates_for", args=[need]))


BEYOND = {
    function.__name__: function
    for function in (
        _code_for_a_new_password, _new_password, _first_password, _decision_that_can_be_taken_back,
        _organisation_that_is_there_already, _candidates_to_propose,
    )
}  # fmt: skip


@pytest.fixture(scope="module")
def pages(world, django_db_blocker):
    """(name, what it posts, its templates) of each page: every GET of the matrix for every role, and
    those beyond.
    """
    found = []
    with django_db_blocker.unblock():
        for row in MATRIX:
            url = address(row["route"], arguments(world, row["object"]))
            for role in ROLES:
                if row["method"] == "GET" and row[role] == "200":
                    name = f"{row['route']} {row['object']} for {role}"
                    found.append((name, *_seen(world.client(role).get(url))))
        for name, make in BEYOND.items():
            with transaction.atomic():
                found.append((name, *_seen(make(world))))
                transaction.set_rollback(True)
    return found


def _seen(page):
    html = page.content.decode() if page["Content-Type"].startswith("text/html") else ""
    return Forms(html), {template.name for template in page.templates}


def test_every_form_that_posts_carries_its_token_once_on_every_page_for_every_role(pages):
    wrong = [
        (name, action)
        for name, forms, _templates in pages
        for action, tokens in forms.posting
        if len(tokens) != 1 or not tokens[0]
    ]
    assert wrong == []


def test_every_page_that_posts_beside_its_forms_gives_htmx_the_token(pages):
    posting = {name: forms for name, forms, _templates in pages if forms.framed and forms.beside}
    assert "catalog:new kind=need for owner" in posting
    assert [name for name, forms in posting.items() if not forms.header_token] == []


def test_every_template_with_a_form_that_posts_is_on_one_of_the_pages(pages):
    shown = set().union(*(templates for _name, _forms, templates in pages))
    posting = {name_of(path) for path in FOLDER.rglob("*.html") if POSTS.search(path.read_text("utf-8"))}
    assert sorted(posting - shown) == []


def test_every_form_that_posts_has_its_token_in_the_template_whether_or_not_a_page_shows_it():
    """Forms that stand behind a condition too; what a form includes belongs to it."""
    wrong = [
        (name_of(path), form.splitlines()[0][:80])
        for path in sorted(FOLDER.rglob("*.html"))
        for form in FORM.findall(path.read_text("utf-8"))
        if POSTS.match(form) and with_what_it_includes(form).count("{% csrf_token %}") != 1
    ]
    assert wrong == []


def name_of(path):
    return str(path.relative_to(FOLDER))


def with_what_it_includes(source):
    return INCLUDE.sub(lambda found: with_what_it_includes((FOLDER / found[1]).read_text("utf-8")), source)
