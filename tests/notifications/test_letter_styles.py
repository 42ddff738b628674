"""The styles of letters: one sheet, written into the elements."""

import re

import pytest

from notifications.letters.composing import inlined
from tests.repository.test_tree import ROOT, text_of

FOLDER = ROOT / "templates" / "notifications" / "letters"
PART = re.compile(r"\{[{%].*?[%}]\}")
FRAME = '<!DOCTYPE html><html lang="{lang}"><head><title>x</title></head><body>{body}</body></html>'


def styles_of(html: str, opening: str) -> dict[str, str]:
    """The declarations of the first element whose tag begins like that."""
    style = re.search(rf"<{opening}[^>]*style=\"([^\"]*)\"", html)[1]
    pairs = (each.split(":", 1) for each in style.split(";") if each.strip())
    return {name.strip(): value.strip() for name, value in pairs}


def used_classes() -> set[str]:
    values = re.findall(
        r'class="((?:\{[{%].*?[%}]\}|[^"{])*)"', "\n".join(map(text_of, sorted(FOLDER.glob("*.html"))))
    )
    found = {word for each in values for word in PART.sub(" ", each).split()}
    return (found - {"reason-"}) | {"reason-for", "reason-against"}


def test_every_rule_has_an_element_and_every_class_has_a_rule():
    css = re.sub(r"/\*.*?\*/|\{[^{}]*\}", " ", text_of(FOLDER / "letter.css"), flags=re.DOTALL)
    assert set(re.findall(r"\.([a-z][\w-]*)", css)) == used_classes()


def test_templates_of_letters_hold_no_styles():
    assert [path.name for path in FOLDER.glob("*.html") if re.search(r"style=|<style", text_of(path))] == []


def test_styles_are_written_into_the_elements_and_text_stays():
    body = '<p>12 µm &amp; more &lt;p class="code"&gt; 轴承</p><p class="small">b</p>'
    body += '<div class="block block-need">c</div>'
    html = inlined(FRAME.format(lang="en", body=body))
    assert "<style" not in html
    assert '12 µm &amp; more &lt;p class="code"&gt; 轴承' in html
    assert styles_of(html, "p ") == {"margin": "0 0 16px"}
    assert styles_of(html, 'p class="small"')["font-size"] == "14px"
    assert styles_of(html, "div")["border-left"] == "4px solid #0d5260"
    assert styles_of(html, "div")["background-color"] == "#f3f6f5"


@pytest.mark.parametrize(("lang", "first"), [("en", "system-ui"), ("zh-Hans", "PingFang SC")])
def test_chinese_letters_name_the_chinese_fonts_first(lang, first):
    html = inlined(FRAME.format(lang=lang, body='<table class="letter"><tr><td>x</td></tr></table>'))
    assert styles_of(html, "table")["font-family"].strip("'").startswith(first)


def test_an_address_in_a_letter_is_not_fetched():
    link = '<link rel="stylesheet" href="http://127.0.0.1:9/x.css">'
    assert "<p" in inlined(FRAME.format(lang="en", body=f"{link}<p>x</p>"))
