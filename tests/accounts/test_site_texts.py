import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts import actions
from accounts.actions.errors import Stale
from accounts.models import SiteText
from accounts.models.site_text import blocks_of
from core.models import AuditEvent
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

SLUGS = ["accessibility", "imprint", "privacy", "terms"]


def test_texts_come_with_the_site():
    assert list(SiteText.objects.order_by("slug").values_list("slug", "version")) == [
        (slug, 1) for slug in SLUGS
    ]


def test_loading_again_changes_nothing(capsys, operator):
    actions.site_texts.publish(slug="terms", by=operator, body_en="Ours", body_zh="我们的", seen=1)
    call_command("load_site_texts")
    assert SiteText.objects.count() == 5
    assert SiteText.objects.current("terms").body_en == "Ours"
    assert capsys.readouterr().out.splitlines()[0] == "privacy: there already"


def test_loading_writes_what_is_missing(capsys):
    SiteText.objects.filter(slug="imprint").delete()
    call_command("load_site_texts")
    assert SiteText.objects.filter(slug="imprint").count() == 1
    assert "imprint: written" in capsys.readouterr().out


@pytest.mark.parametrize("slug", SLUGS)
def test_both_languages_have_the_same_headings_and_known_places_only(slug, settings):
    settings.SITE_NAME, settings.SITE_OPERATOR, settings.SITE_CONTACT_EMAIL = "Joint", "Office", "a@b.example"
    text = SiteText.objects.current(slug)
    shapes = []
    for language in ("en", "zh-hans"):
        with translation.override(language):
            blocks = text.blocks()
        shapes.append([block["shape"] for block in blocks])
        assert "{" not in str([value for block in blocks for value in block.values()]).replace("{'", "")
    assert shapes[0] == shapes[1]
    assert shapes[0][0] == "title"


def test_blocks_are_titles_headings_lists_and_paragraphs():
    text = "# Title\n\n## Head\nOne\ntwo\n\n- a\n- b\r\n\r\n### Sub\n\n<b>last</b>"
    assert blocks_of(text) == [
        {"shape": "title", "text": "Title"},
        {"shape": "heading", "text": "Head"},
        {"shape": "paragraph", "lines": ["One", "two"]},
        {"shape": "list", "items": ["a", "b"]},
        {"shape": "subheading", "text": "Sub"},
        {"shape": "paragraph", "lines": ["<b>last</b>"]},
    ]


def test_publish_makes_the_next_version(operator):
    text = actions.site_texts.publish(slug="terms", by=operator, body_en="New", body_zh="新", seen=1)
    assert (text.version, text.published_by) == (2, operator.person)
    assert SiteText.objects.filter(slug="terms").count() == 2
    assert AuditEvent.objects.get().data == {"version": 2}


def test_publish_of_the_same_text_makes_no_version(operator):
    current = SiteText.objects.current("terms")
    actions.site_texts.publish(
        slug="terms", by=operator, body_en=current.body_en, body_zh=current.body_zh, seen=1
    )
    assert SiteText.objects.current("terms").version == 1


def test_publish_over_a_version_that_was_not_seen_is_stale(operator):
    actions.site_texts.publish(slug="terms", by=operator, body_en="A", body_zh="甲", seen=1)
    with pytest.raises(Stale):
        actions.site_texts.publish(slug="terms", by=operator, body_en="B", body_zh="乙", seen=1)
    assert SiteText.objects.current("terms").body_en == "A"


def edit_url(slug="imprint"):
    return reverse("accounts:site_text_edit", args=[slug])


def test_texts_are_edited_by_operators_only(login, operator, reviewer, member):
    clients = [login(operator), login(reviewer), login(member), Client()]
    for url in (reverse("accounts:site_texts"), edit_url()):
        assert [each.get(url).status_code for each in clients] == [200, 403, 403, 302]


def test_edit_publishes_and_shows_the_history(login, operator):
    client = login(operator)
    client.post(edit_url(), {"seen": "1", "body_en": "Ours", "body_zh": "我们的"})
    page = client.get(edit_url())
    assert [text.version for text in page.context["history"]] == [2, 1]
    assert "Ours" in client.get(reverse("page", args=["imprint"])).content.decode()


def test_edit_of_a_stale_form_keeps_the_typed_text_and_shows_the_other(login, operator):
    actions.site_texts.publish(slug="imprint", by=operator, body_en="Theirs", body_zh="他们的", seen=1)
    client = login(operator)
    page = client.post(edit_url(), {"seen": "1", "body_en": "Mine", "body_zh": "我的"})
    text = page.content.decode()
    assert (page.status_code, "Mine" in text, "Theirs" in text) == (409, True, True)
    assert SiteText.objects.current("imprint").body_en == "Theirs"
    client.post(
        edit_url(), {"seen": page.context["form"]["seen"].value(), "body_en": "Mine", "body_zh": "我的"}
    )
    assert SiteText.objects.current("imprint").body_en == "Mine"


def test_unknown_text_is_not_there(login):
    assert login(UserFactory(staff="operator")).get(edit_url("nothing")).status_code == 404
