"""A new app declares what it brings, and each declaration arrives where it is read."""

import sys
from importlib import reload

import pytest
from django.apps import apps
from django.core import mail
from django.db import models
from django.template.loader import get_template
from django.test import override_settings
from django.urls import clear_url_caches, reverse

import config.api_urls
import config.urls
from accounts.actor import SYSTEM
from accounts.models import User
from config.celery import app as celery
from core import audit, registries, states
from core.registries import PersonalData, Registry
from notifications.actions import News, write
from notifications.tasks import deliver_due
from tests.factories.accounts import UserFactory
from tests.factories.catalog import ListingFactory
from tests.look.test_components import bare, printed

GUESTBOOK = "tests.core.guestbook"
pytestmark = pytest.mark.django_db


def every_registry() -> list[Registry]:
    return [
        each
        for module in (registries, states)
        for each in vars(module).values()
        if isinstance(each, Registry)
    ]


def read_the_routes_again() -> None:
    reload(config.api_urls)
    reload(config.urls)
    clear_url_caches()


@pytest.fixture
def guestbook(settings):
    """The site with one more app; afterwards it is as it was."""
    before = [(registry, dict(registry.entries)) for registry in every_registry()]
    schedule = celery.conf.beat_schedule
    with override_settings(INSTALLED_APPS=[*settings.INSTALLED_APPS, GUESTBOOK]):
        read_the_routes_again()
        yield
    for registry, entries in before:
        registry.entries = entries
    sys.modules.pop(f"{GUESTBOOK}.registrations")
    celery.conf.beat_schedule = schedule
    read_the_routes_again()


def test_registry_refuses_a_second_entry_of_the_same_key():
    registry: Registry[str] = Registry(str.lower)
    registry.add("One")
    with pytest.raises(ValueError, match="'one' is registered already"):
        registry.add("ONE")


# --- a new app -----------------------------------------------------------------------------


def test_its_item_stands_in_the_menu_with_its_count(guestbook, login, operator):
    UserFactory(name="Guest")
    menu = login(operator).get("/").context["staff_menu"]
    [item] = [item for item in menu if item["label"] == "Guest book"]
    assert (item["url"], item["count"]) == ("/guestbook/", 1)


def test_all_counts_are_still_one_query(guestbook, rf, operator, django_assert_num_queries):
    from pages.menus import menu

    with django_assert_num_queries(1):
        labels = [item["label"] for item in menu(registries.staff_menu, rf.get("/"), operator)]
    assert labels == ["Organisations", "Match runs", "Letters", "Work", "Site texts", "Guest book"]


def test_its_state_has_a_badge(guestbook):
    html = printed('<c-state-badge kind="signature" state="signed" />')
    assert ('class="badge badge-good"' in html, bare(html)) == (True, "Signed")


def test_its_task_is_sent_by_the_scheduler(guestbook):
    assert celery.conf.beat_schedule["guestbook-tidy"] == {
        "task": "tests.core.guestbook.tasks.tidy",
        "schedule": 7.0,
        "options": {"expires": 14.0},
    }


def test_its_sentence_stands_in_the_history(guestbook, login, member):
    listing = ListingFactory(organisation=member.organisation)
    audit.record("guestbook.signed", listing, by=member)
    page = login(member).get(reverse("catalog:history", args=[listing.public_id]))
    assert "Signed the guest book" in page.content.decode()


def test_its_routes_answer_on_the_site_and_in_the_api(guestbook, client):
    assert client.get("/guestbook/").content == b"The guest book"
    assert client.get("/api/v1/guestbook/signatures/").json() == {"results": []}


def test_its_letter_is_written_sent_and_chosen_on_the_page_of_letters(guestbook, login, operator):
    news = [News("one:1"), News("two:1")]
    letter = write(kind="guestbook_signed", recipient=UserFactory(email="host@firm.example"), news=news)
    deliver_due()
    [sent] = mail.outbox
    assert (sent.to, sent.subject, sent.body) == (
        ["host@firm.example"],
        "The guest book of Tenon",
        "2 signed.\n",
    )
    page = login(operator).get(reverse("notifications:letters"), {"kind": "guestbook_signed"})
    assert [row.pk for row in page.context["page"]] == [letter.pk]
    assert "Guest book signed" in page.content.decode()


def test_after_it_the_site_is_as_before(client):
    assert client.get("/guestbook/").status_code == 404
    assert registries.letters.get("guestbook_signed") is None
    assert "guestbook-tidy" not in celery.conf.beat_schedule


# --- what is registered today --------------------------------------------------------------


def test_every_task_of_the_scheduler_is_a_task():
    celery.loader.import_default_modules()
    assert len(celery.conf.beat_schedule) == len(list(registries.beats)) > 5
    assert [beat.task for beat in registries.beats if beat.task not in celery.tasks] == []


def test_every_letter_has_its_three_templates():
    for letter in registries.letters:
        for ending in ("subject.txt", "txt", "html"):
            get_template(f"notifications/letters/{letter.kind}.{ending}")


def test_every_event_of_a_listing_or_a_proposal_has_its_sentence():
    import re

    from tests.repository.test_tree import APPS, text_of, tracked

    code = "".join(text_of(path) for app in APPS for path in tracked(f"{app}/actions/*.py"))
    verbs = set(re.findall(r'"((?:listing|proposal)\.[a-z_]+)"', code))
    assert len(verbs) > 20
    assert sorted(verbs - set(registries.audit_sentences.entries)) == []


# --- personal data -------------------------------------------------------------------------


def fields_about_people(model: type[models.Model]) -> tuple[set[str], set[str]]:
    """(keys of users, e-mail addresses) among the columns of a model."""
    fields = model._meta.concrete_fields
    keys = {field.name for field in fields if field.related_model and issubclass(field.related_model, User)}
    return keys, {field.name for field in fields if isinstance(field, models.EmailField)}


def test_every_model_that_names_a_user_or_an_address_is_registered_with_those_fields():
    lost = []
    for model in apps.get_models(include_auto_created=True):
        keys, addresses = fields_about_people(model)
        if model._meta.proxy or not keys | addresses:
            continue
        entry = registries.personal_data.get(model._meta.label_lower)
        if entry is None or not keys <= set(entry.people) or not addresses <= set(entry.says):
            lost.append(model._meta.label)
    assert lost == []


@pytest.mark.parametrize(
    "entry", list(registries.personal_data), ids=lambda entry: entry.model._meta.label_lower
)
def test_entry_of_personal_data_names_fields_and_finds_rows(entry: PersonalData):
    assert {field.name for field in entry.model._meta.concrete_fields} >= set(entry.says)
    assert list(entry.rows_of(UserFactory.build(pk=1))) == []


def test_rows_of_a_person_are_theirs_alone():
    person, other = UserFactory.create_batch(2)
    audit.record("user.edited", person, by=SYSTEM)
    rows = {entry.model: entry.rows_of(person).count() for entry in registries.personal_data}
    assert rows[User] == 1
    assert registries.personal_data["accounts.user"].rows_of(other).get() == other


def test_what_is_due_is_erased_by_every_entry(monkeypatch):
    from core.tasks import erase_due

    for n, label in ((2, "catalog.listing"), (3, "notifications.letter")):
        entry = registries.personal_data[label]
        replaced = PersonalData(entry.model, entry.people, entry.says, erase_due=lambda n=n: n)
        monkeypatch.setitem(registries.personal_data.entries, label, replaced)
    assert erase_due() == 5
