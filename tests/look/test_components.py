"""What the components print."""

import re
from pathlib import Path

import pytest
from django import forms
from django.template import Context, Template
from django.utils import translation

from core.templatetags import sprite, states

ROOT = Path(__file__).resolve().parents[2]


def printed(source: str, **context) -> str:
    text = Template("{% load look %}" + source).render(Context(context))
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
        (kind, state)
        for kind, table in states.STATES.items()
        for state, (family, icon, word) in table.items()
        if family not in states.FAMILIES or icon not in sprite.ICONS or not str(word)
    ]
    assert bad == []


def test_state_badge_with_a_detail_says_both():
    html = printed('{% state_badge "proposal" "declined" detail="too early" %}')
    assert 'class="state state-stop"' in html
    assert bare(html) == "Declined: too early"


def test_fit_comb_is_an_image_with_word_and_score():
    html = printed("{% fit_comb 0.4711 4 %}")
    assert 'role="img" aria-label="Good fit, score 0.47"' in html
    assert (html.count('class="seat"'), html.count('class="socket"')) == (4, 1)
    assert bare(html) == "Good fit0.47"


def test_marked_text_escapes_what_people_wrote():
    html = printed(
        "{% marked segments %}",
        segments=[{"text": "<script>"}, {"text": "a&b", "level": 3, "letter": "a", "term_id": "7"}],
    )
    assert html == (
        '<div class="marked"><p>&lt;script&gt;<mark class="mark-3" data-term="7">a&amp;b<sup>a</sup></mark></p></div>'
    )


def test_field_with_an_error_ties_help_and_error_to_the_control():
    form = Form({"title": "much too long"})
    html = printed("{% field form.title %}", form=form)
    assert 'aria-describedby="id_title_helptext id_title_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_title_helptext"' in html
    assert 'id="id_title_error"' in html
    assert 'class="field-error"' in html


def test_field_that_is_not_required_says_so_and_has_no_star():
    html = printed("{% field form.note %}{% field form.title %}", form=Form())
    assert html.count("(optional)") == 1
    assert "*" not in bare(html)


def test_field_with_a_date_uses_the_picker_and_iso_dates():
    import datetime

    html = printed("{% field form.day %}", form=Form(initial={"day": datetime.date(2026, 11, 5)}))
    assert 'type="date"' in html
    assert 'value="2026-11-05"' in html


def test_field_with_a_group_is_a_fieldset_with_a_legend():
    html = printed('{% field form.kinds style="boxes" %}', form=Form({"kinds": ["b"]}))
    assert html.startswith('<fieldset class="field " id="id_kinds"')
    assert '<legend class="field-label">Kinds' in html
    assert html.count('type="checkbox"') == 2
    assert 'class="choices choices-boxes"' in html


def test_error_summary_links_each_error_and_nests_no_link():
    form = Form({"title": "", "agree": "", "seen": "x"})
    form.is_valid()
    html = printed("{% error_summary form %}", form=form)
    assert re.findall(r'<a href="([^"]*)">([^<]*)</a>', html) == [
        ("#id_title", "Title: This field is required."),
        ("#id_kinds_0", "Kinds: This field is required."),
        ("#id_agree", "I agree: This field is required."),
    ]
    assert "4 answers need a change" in html


def test_error_summary_without_errors_prints_nothing():
    assert printed("{% error_summary form %}", form=Form()) == ""


def test_pagination_keeps_the_rest_of_the_address(rf):
    from django.core.paginator import Paginator

    page = Paginator(range(12), 5).page(2)
    html = printed("{% pagination page %}", page=page, request=rf.get("/?q=steel&page=2"))
    assert re.findall(r'rel="(\w+)" href="([^"]*)"', html) == [
        ("prev", "?q=steel&amp;page=1"),
        ("next", "?q=steel&amp;page=3"),
    ]
    assert "Showing 6–10 of 12" in bare(html)


def test_decision_bar_numbers_its_kinds_up_to_zero():
    kinds = [{"value": f"k{n}", "label": f"Kind {n}"} for n in range(10)]
    html = printed('{% decision_bar "/a/" "/d/" kinds %}', kinds=kinds)
    assert re.findall(r'value="k\d" formaction="/d/" data-key="(\d)"', html) == [*"1234567890"]


def test_answer_card_asks_for_a_kind_only_with_the_answer_that_wants_one():
    answers = [{"value": "yes", "label": "Yes"}, {"value": "no", "label": "No", "asks_kind": True}]
    html = printed(
        '{% answer_card "/x/" "T" "t" answers kinds %}', answers=answers, kinds=[{"value": "b", "label": "B"}]
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
    used = set(re.findall(r"components/([a-z_]+)\.html", (ROOT / "core/templatetags/look.py").read_text()))
    kit = (ROOT / "tests/templates/kit.html").read_text() + (ROOT / "docs/components.md").read_text()
    tags = re.findall(r"^def ([a-z_]+)\(", (ROOT / "core/templatetags/look.py").read_text(), re.MULTILINE)
    assert [tag for tag in tags if tag not in kit] == []
    assert used


def test_documentation_lists_every_tag_with_its_arguments():
    page = (ROOT / "docs/components.md").read_text()
    source = (ROOT / "core/templatetags/look.py").read_text()
    lost = []
    for name, arguments in re.findall(r"^def ([a-z_]+)\(([^)]*)\):", source, re.MULTILINE):
        row = next((line for line in page.splitlines() if line.startswith(f"| `{name}`")), "")
        wanted = [a.split("=")[0].strip().lstrip("*") for a in arguments.split(",")]
        if row and any(a not in row for a in wanted if a and a not in {"context", "forms"}):
            lost.append(name)
    assert lost == []
