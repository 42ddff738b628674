"""What the components print."""

import re
from pathlib import Path

import pytest
from django import forms
from django.template import RequestContext, Template
from django.test import RequestFactory
from django.utils import translation
from django_cotton.compiler_regex import CottonCompiler

from accounts.actor import VISITOR
from core import states
from core.templatetags import sprite
from tests.look.components import attributes_of, component_names

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTATION = (ROOT / "docs/components.md").read_text()


def printed(source: str, address: str = "/", **context) -> str:
    """What a visitor sees of it, with every run of white space as one space."""
    request = RequestFactory().get(address)
    request.actor = VISITOR
    text = Template(CottonCompiler().process("{% load look %}" + source)).render(
        RequestContext(request, context)
    )
    return re.sub(r"\s+", " ", text).strip()


def bare(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", html)).strip()


class Form(forms.Form):
    title = forms.CharField(label="Title", max_length=9, help_text="Short.")
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea)
    day = forms.DateField(label="Day", required=False)
    kinds = forms.MultipleChoiceField(
        label="Kinds", choices=[("a", "A"), ("b", "B")], widget=forms.CheckboxSelectMultiple
    )
    place = forms.ChoiceField(label="Place", choices=[("x", "X")], required=False)
    agree = forms.BooleanField(label="I <a href='/t/'>agree</a>")
    seen = forms.IntegerField(widget=forms.HiddenInput)


def test_sprite_holds_the_icons_of_the_list():
    ids = re.findall(r'<symbol id="([a-z]+)"', (ROOT / "static" / "img" / "sprite.svg").read_text())
    assert sorted(ids) == sorted(sprite.ICONS)


def test_icon_with_an_unknown_name_is_refused():
    with pytest.raises(ValueError, match="no icon 'unicorn'"):
        printed('{% icon "unicorn" %}')


def test_icon_without_a_label_is_hidden_from_screen_readers():
    assert printed('{% icon "check" %}') == (
        '<svg class="icon" aria-hidden="true"><use href="/static/img/sprite.svg#check"></use></svg>'
    )


def test_every_state_has_a_family_an_icon_and_a_word():
    bad = [
        (each.kind, state)
        for each in states.states
        for state, look in each.looks.items()
        if look.family not in states.FAMILIES or look.icon not in sprite.ICONS or not str(look.word)
    ]
    assert bad == []


def test_state_badge_with_a_detail_says_both():
    html = printed('<c-state-badge kind="proposal" state="declined" detail="too early" />')
    assert 'class="badge badge-stop"' in html
    assert bare(html) == "Declined: too early"


def test_fit_comb_is_an_image_with_word_and_score():
    html = printed('<c-fit-comb :strength="0.4711" :grade="4" />')
    assert 'role="img" aria-label="Good fit, score 0.47"' in html
    assert (html.count('class="fit-comb-seat"'), html.count('class="fit-comb-socket"')) == (4, 1)
    assert bare(html) == "Good fit 0.47"


def test_marked_text_escapes_what_people_wrote():
    html = printed(
        "{% marked segments %}",
        segments=[{"text": "<script>"}, {"text": "a&b", "level": 3, "letter": "a", "term_id": "7"}],
    )
    assert html == (
        '<div class="marked"><p>&lt;script&gt;'
        '<mark class="marked-3" data-term="7">a&amp;b<sup>a</sup></mark></p></div>'
    )


def test_field_with_an_error_ties_help_and_error_to_the_control():
    form = Form({"title": "much too long"})
    html = printed('<c-field :bound="form.title" />', form=form)
    assert 'aria-describedby="id_title_helptext id_title_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_title_helptext"' in html
    assert 'id="id_title_error"' in html
    assert 'class="field-error"' in html


def test_field_that_is_not_required_says_so_and_has_no_star():
    html = printed('<c-field :bound="form.note" /><c-field :bound="form.title" />', form=Form())
    assert html.count("(optional)") == 1
    assert "*" not in bare(html)


def test_field_with_a_date_uses_the_picker_and_iso_dates():
    import datetime

    html = printed('<c-field :bound="form.day" />', form=Form(initial={"day": datetime.date(2026, 11, 5)}))
    assert 'type="date"' in html
    assert 'value="2026-11-05"' in html


def test_field_with_a_group_is_a_fieldset_with_a_legend():
    html = printed('<c-field :bound="form.kinds" variant="boxes" />', form=Form({"kinds": ["b"]}))
    assert html.startswith('<fieldset class="field " id="id_kinds"')
    assert '<legend class="field-label"> Kinds' in html
    assert html.count('type="checkbox"') == 2
    assert 'class="field-choices field-choices-boxes"' in html


def test_error_summary_links_each_error_and_nests_no_link():
    form = Form({"title": "", "agree": "", "seen": "x"})
    form.is_valid()
    html = printed('<c-error-summary :form="form" />', form=form)
    assert re.findall(r'<a href="([^"]*)">([^<]*)</a>', html) == [
        ("#id_title", "Title: This field is required."),
        ("#id_kinds_0", "Kinds: This field is required."),
        ("#id_agree", "I agree: This field is required."),
    ]
    assert "4 answers need a change" in html


def test_error_summary_without_errors_prints_nothing():
    assert printed('<c-error-summary :form="form" />', form=Form()) == ""


def test_pagination_keeps_the_rest_of_the_address():
    from django.core.paginator import Paginator

    page = Paginator(range(12), 5).page(2)
    html = printed('<c-pagination :page="page" />', "/?q=steel&page=2", page=page)
    assert re.findall(r'rel="(\w+)" href="([^"]*)"', html) == [
        ("prev", "?q=steel&amp;page=1"),
        ("next", "?q=steel&amp;page=3"),
    ]
    assert "Showing 6–10 of 12" in bare(html)


def test_decision_bar_numbers_its_kinds_up_to_zero():
    kinds = [{"value": f"k{n}", "label": f"Kind {n}"} for n in range(10)]
    html = printed('<c-decision-bar approve_url="/a/" decline_url="/d/" :kinds="kinds" />', kinds=kinds)
    assert re.findall(r'value="k\d" formaction="/d/" data-key="(\d)"', html) == [*"1234567890"]


def test_answer_card_asks_for_a_kind_only_with_the_answer_that_wants_one():
    answers = [{"value": "yes", "label": "Yes"}, {"value": "no", "label": "No", "asks_kind": True}]
    html = printed(
        '<c-answer-card action_url="/x/" title="T" text="t" :answers="answers" :kinds="kinds" />',
        answers=answers,
        kinds=[{"value": "b", "label": "B"}],
    )
    buttons = re.findall(r'<button type="submit"[^>]*name="answer" value="(\w+)"', html)
    assert buttons == ["yes", "no"]
    assert html.index('value="no"') > html.index('id="answer-kinds"')


@pytest.mark.parametrize(
    ("language", "lang", "other"), [("en", "en", "中文"), ("zh-hans", "zh-Hans", "English")]
)
def test_page_says_its_language_and_offers_the_other_by_its_own_name(language, lang, other):
    with translation.override(language):
        html = printed(
            "{% html_lang %} {% other_languages as all %}{% for one in all %}{{ one.name }}{% endfor %}"
        )
    assert html == f"{lang} {other}"


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_kit_prints_every_component_without_inline_style_or_script(print_kit, language):
    html = print_kit(language)
    assert re.findall(r"\sstyle=|<style|\son[a-z]+=|<script(?![^>]*\bsrc=)", html) == []
    kit = (ROOT / "tests/templates/kit.html").read_text()
    printed_once = [name for name in component_names() if f"<c-{name.replace('_', '-')}" in kit]
    inside = "".join(path.read_text() for path in (ROOT / "templates").rglob("*.html"))
    lost = [name for name in component_names() if f"<c-{name.replace('_', '-')}" not in kit + inside]
    assert printed_once
    assert lost == []


def test_documentation_lists_every_component_with_its_attributes():
    rows = {line.split("`")[1]: line for line in DOCUMENTATION.splitlines() if line.startswith("| `")}
    lost = [
        (name, attribute)
        for name in component_names()
        for attribute in sorted(attributes_of(name)[1]) or [""]
        if attribute not in rows.get(f"c-{name.replace('_', '-')}", "")
        or f"c-{name.replace('_', '-')}" not in rows
    ]
    assert lost == []


def test_documentation_lists_every_tag_of_pages():
    source = (ROOT / "core/templatetags/look.py").read_text().partition("# What the components")[0]
    tags = re.findall(r"^def ([a-z_]+)\(", source, re.MULTILINE)
    assert tags
    assert [tag for tag in tags if f"`{tag}" not in DOCUMENTATION and tag not in DOCUMENTATION] == []


HOSTILE = """<i>&"'</i>{{ 7 }}{% now "Y" %}"""


ANSWER_CARD = """<c-answer-card
  action_url="{{ x }}" title="{{ x }}" :text="x" :answers="choices" :kinds="choices"
  :hidden="hidden" :aftertext="x"
/>"""
DECISION_BAR = """<c-decision-bar
  :approve_url="x" :decline_url="x" :kinds="choices" :hidden="hidden" :hint="x"
  :hold_url="x" :note="x" :note_errors="texts"
/>"""


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(source, id=source.split()[0].removeprefix("<"))
        for source in (
            ANSWER_CARD,
            '<c-badge :word="x" />',
            '<c-candidate :item="hit" />',
            '<c-crumbs :items="links" />',
            DECISION_BAR,
            '<c-decision-notice :text="x" />',
            '<c-empty :title="x" :text="x" :action_url="x" :action_label="x" />',
            '<c-error-summary :problems="problems" />',
            '<c-fact-table :items="facts" />',
            '<c-facts :items="facts" />',
            '<c-field :bound="form.title" :label="x" />',
            '<c-figures :items="facts" />',
            '<c-filter-sheet :facets="facets" :hidden="hidden" />',
            '<c-kind kind="need" :word="x" />',
            '<c-notice text="{{ x }}" title="{{ x }}" />',
            '<c-pager start="1" end="2" total="3" :previous_url="x" next_url="{{ x }}" />',
            '<c-progress :done="1" :total="2" :text="x" :label="x" :cancel_url="x" />',
            '<c-reasons :items="reasons" />',
            '<c-removable-tags :tags="links" :clear_url="x" />',
            '<c-result :item="hit" />',
            '<c-reveal-ladder :items="rungs" />',
            '<c-state-badge kind="listing" state="draft" label="{{ x }}" :detail="x" />',
            '<c-steps :items="links" :label="x" />',
            '<c-tabs :items="links" label="{{ x }}" />',
            '<c-term-chips :terms="terms" />',
            '<c-term-table :terms="terms" />',
            '<c-timeline :items="moments" />',
            '<c-toast :text="x" :action_url="x" :action_label="x" />',
        )
    ],
)
def test_what_people_wrote_is_escaped_once_and_never_run(source):
    """By a variable (`:text="x"`) and by a text that holds one (`text="{{ x }}"`)."""
    html = printed(source, **hostile_things())
    assert "<i>" not in html
    assert re.search(r"&amp;(?:amp|lt|gt|quot|#)", html) is None
    assert "&lt;i&gt;&amp;" in html
    assert html.count("&lt;i&gt;") == html.count("{{ 7 }}") == html.count("{% now ")


def hostile_things() -> dict:
    x = HOSTILE
    segments = [{"text": x, "level": 1, "letter": "a", "term_id": x}]
    return {
        "x": x,
        "texts": [x],
        "choices": [{"value": x, "label": x, "asks_kind": True}],
        "hidden": [{"name": x, "value": x}],
        "links": [{"label": x, "url": x, "current": "", "state": "done", "note": x, "count": x}],
        "facts": [{"label": x, "value": x, "badge": x}],
        "problems": [(x, x, x)],
        "facets": [
            {"name": x, "label": x, "choices": [{"value": x, "label": x, "count": 1, "chosen": False}]}
        ],
        "reasons": [{"speaks": "for", "lead": x, "text": x, "need_quote": segments, "need_title": x}],
        "rungs": [{"title": x, "text": x, "open": True}],
        "terms": [{"letter": x, "label": x, "weight": 0.2, "term_id": x}],
        "moments": [{"when": x, "title": x, "text": x, "group": x}],
        "hit": {
            "kind": "need",
            "title": x,
            "url": x,
            "summary": x,
            "facts": [x],
            "compare_url": x,
            "change": x,
            "sentence": x,
            "terms": [{"label": x, "weight": 0.2}],
            "strength": 0.3,
            "grade": 3,
            "state": "draft",
        },
        "form": Form(initial={"title": x}),
    }
