"""Each behaviour of static/js/behaviours/ on a small page of its own, in a browser."""

import mimetypes
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders

from tests.browser import complaints_of

pytestmark = pytest.mark.e2e

PAGE = "http://behaviours.test/page/"
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'"
FRAME = """<!doctype html><html lang="en" data-js><head><title>t</title>
<link rel="stylesheet" href="/static/css/site.css"><script src="/static/js/theme.js"></script>
<script src="/static/js/site.js" type="module"></script></head><body>{body}</body></html>"""
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


@pytest.fixture
def show(browser):
    """show(body) opens a page with that body; what the browser complains about fails the test."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    complaints = complaints_of(page)

    def _show(body, width=1440, clock=False):
        page.set_viewport_size({"width": width, "height": 900})
        page.route("**/*", lambda route: answer(route, FRAME.format(body=body)))
        if clock:
            page.clock.install(time=NOON)
        page.goto(PAGE)
        page.wait_for_load_state("load")
        return page

    yield _show
    context.close()
    assert complaints == []


def answer(route, html):
    path = urlsplit(route.request.url).path
    if not path.startswith("/static/"):
        headers = {"Content-Security-Policy": POLICY}
        return route.fulfill(body=html, content_type="text/html; charset=utf-8", headers=headers)
    found = finders.find(path.removeprefix("/static/"))
    return route.fulfill(body=Path(found).read_bytes(), content_type=mimetypes.guess_type(found)[0])


def focused(page) -> str:
    return page.evaluate("document.activeElement.id")


def test_auto_submit_sends_a_form_on_a_desk_and_waits_on_a_phone(show):
    form = """<form data-behaviour="auto-submit"><input type="checkbox" name="a" value="1"></form>"""
    page = show(form)
    with page.expect_navigation():
        page.check("[name=a]")
    assert "a=1" in page.url
    page = show(form, width=390)
    page.check("[name=a]")
    assert page.url == PAGE


def test_count_used_says_how_many_characters_there_are(show):
    line = """<span data-behaviour="count-used" data-used-by="text" data-words="%s used"></span>"""
    page = show(f"""<textarea id="text">ab</textarea>{line}""")
    assert page.inner_text("span") == "2 used"
    page.fill("#text", "abcd")
    assert page.inner_text("span") == "4 used"


def test_decision_lets_its_keys_rest_until_the_next_page_was_seen(show):
    page = show(
        """<form data-behaviour="decision"><button name="go" data-key="a">a</button></form>
        <i data-behaviour="shortcuts"></i>""",
        clock=True,
    )
    page.clock.pause_at(datetime(2026, 5, 4, 13, tzinfo=UTC))
    with page.expect_navigation():
        page.keyboard.press("a")
    page.evaluate(
        "window.sent = 0; document.forms[0].addEventListener('submit', e => { sent++; e.preventDefault() })"
    )
    page.keyboard.press("a")
    assert page.evaluate("sent") == 0
    page.clock.run_for(450)
    page.keyboard.press("a")
    assert page.evaluate("sent") == 1


def test_form_rows_adds_a_row_with_its_number_and_empties_a_removed_one(show):
    row = """<div data-row-item><input name="r-{n}-text"><input type="checkbox" name="r-{n}-DELETE" hidden>
      <button type="button" data-remove-row>x</button></div>"""
    page = show(
        f"""<form><div data-behaviour="form-rows"><input type="hidden" name="r-TOTAL_FORMS" value="1">
        <div data-row-list>{row.format(n=0)}</div><template data-row>{row.format(n="__prefix__")}</template>
        <button type="button" data-add-row>add</button></div></form>"""
    )
    page.click("[data-add-row]")
    assert page.input_value("[name=r-TOTAL_FORMS]") == "2"
    assert page.evaluate("document.activeElement.name") == "r-1-text"
    page.fill("[name=r-0-text]", "gone")
    page.click("[data-remove-row] >> nth=0")
    assert (page.input_value("[name=r-0-text]"), page.is_checked("[name=r-0-DELETE]")) == ("", True)
    assert not page.is_visible("[name=r-0-text]")


def test_keys_switch_remembers_that_keys_are_off(show):
    body = """<input type="checkbox" checked data-behaviour="keys-switch">"""
    show(body).uncheck("input")
    assert not show(body).is_checked("input")


def test_menu_shuts_by_escape_and_a_click_elsewhere_and_arrows_go_through_it(show):
    page = show(
        """<p id="elsewhere">p</p><details data-behaviour="menu"><summary id="top">menu</summary>
        <a id="one" href="#1">1</a><a id="two" href="#2">2</a></details>"""
    )
    page.focus("#top")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert (focused(page), page.evaluate("document.querySelector('details').open")) == ("two", True)
    page.keyboard.press("Escape")
    assert (focused(page), page.evaluate("document.querySelector('details').open")) == ("top", False)
    page.click("#top")
    page.click("#elsewhere")
    assert not page.evaluate("document.querySelector('details').open")


def test_open_dialog_opens_it_and_the_form_of_the_dialog_shuts_it(show):
    page = show(
        """<button id="open" data-behaviour="open-dialog" data-opens="keys">?</button>
        <dialog id="keys" aria-label="k"><form method="dialog"><button id="shut">x</button></form></dialog>"""
    )
    page.click("#open")
    assert page.is_visible("#keys")
    page.click("#shut")
    assert not page.is_visible("#keys")
    assert focused(page) == "open"


def test_own_height_tells_the_style_sheet(show):
    page = show("""<div id="box" data-behaviour="own-height"><p>one</p></div>""")
    page.wait_for_selector("#box[style]")
    height = page.evaluate("document.querySelector('#box').offsetHeight")
    assert (
        page.evaluate("document.querySelector('#box').style.getPropertyValue('--own-height')")
        == f"{height}px"
    )


def test_partners_are_outlined_while_one_is_pointed_at(show):
    page = show(
        """<div data-behaviour="partners"><mark data-term="a">x</mark><button data-term="a">x</button>
        <mark data-term="b">y</mark></div>"""
    )
    page.hover("button")
    assert page.locator(".is-partner").count() == 2
    page.hover("[data-term=b]")
    assert page.evaluate("[...document.querySelectorAll('.is-partner')].map(e => e.dataset.term)") == ["b"]


def test_search_link_goes_to_the_field_of_the_page(show):
    page = show("""<a href="/offers/#q" data-behaviour="search-link">s</a><input id="q" data-search-field>""")
    page.click("a")
    assert (page.url, focused(page)) == (PAGE, "q")


def test_sheet_takes_the_focus_and_shuts_when_it_goes_on(show):
    page = show(
        """<button id="open" popovertarget="sheet">f</button>
        <div id="sheet" class="filter-sheet" popover data-behaviour="sheet"><button id="in">x</button></div>
        <button id="after">a</button>""",
        width=390,
    )
    assert not page.is_visible("#sheet")
    page.click("#open")
    page.wait_for_selector("#in:focus")
    page.keyboard.press("Escape")
    assert (page.is_visible("#sheet"), focused(page)) == (False, "open")
    page.click("#open")
    page.wait_for_selector("#in:focus")
    page.focus("#after")
    assert not page.is_visible("#sheet")


def test_shortcuts_press_what_can_be_seen_and_leave_typing_alone(show):
    page = show(
        """<main data-behaviour="shortcuts"><a href="#hidden" data-key="j" hidden>h</a>
        <a href="#seen" data-key="j">j</a><input id="q" data-search-field></main>"""
    )
    page.keyboard.press("j")
    assert page.url == f"{PAGE}#seen"
    page.keyboard.press("/")
    page.keyboard.type("j/")
    assert page.input_value("#q") == "j/"


def test_take_focus_takes_it_when_the_page_opens(show):
    page = show("""<div id="summary" tabindex="-1" data-behaviour="take-focus">2 answers</div>""")
    assert focused(page) == "summary"


def test_theme_goes_round_and_names_the_button(show):
    page = show(
        """<button data-behaviour="theme" data-auto="auto" data-light="light" data-dark="dark">t</button>"""
    )
    seen = []
    for _step in range(3):
        page.click("button")
        seen.append(
            (page.get_attribute("button", "aria-label"), page.get_attribute("html", "data-theme-choice"))
        )
    assert seen == [("light", "light"), ("dark", "dark"), ("auto", "auto")]


def test_toast_is_shut_by_its_button_and_by_time(show):
    toast = """<div class="toast" data-behaviour="toast" {how}><span data-left>9 s</span>
      <button data-close-toast>x</button></div>"""
    page = show(toast.format(how='data-seconds="9"') + toast.format(how=""), clock=True)
    page.clock.run_for(2100)
    assert page.inner_text("[data-seconds] [data-left]") == "7 s"
    page.clock.run_for(7000)
    assert page.locator(".toast").count() == 1
    page.click("[data-close-toast]")
    assert page.locator(".toast").count() == 0


def test_unfold_shows_a_part_and_gives_it_the_focus(show):
    page = show(
        """<button id="b" data-behaviour="unfold" aria-controls="part" aria-expanded="false">n</button>
        <div id="part" class="unfolds"><textarea id="note"></textarea></div>"""
    )
    assert not page.is_visible("#part")
    page.click("#b")
    assert (page.is_visible("#part"), page.get_attribute("#b", "aria-expanded"), focused(page)) == (
        True,
        "true",
        "note",
    )
    page.click("#b")
    assert (page.is_visible("#part"), page.get_attribute("#b", "aria-expanded")) == (False, "false")


def test_warn_unsaved_asks_before_a_changed_form_is_left(show):
    page = show("""<form data-behaviour="warn-unsaved"><input name="a"></form>""")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.fill("[name=a]", "x")
    page.reload()
    page.reload()
    assert asked == ["beforeunload"]


def test_what_htmx_brings_is_bound_too(show):
    page = show("""<div id="new"></div>""")
    page.evaluate(
        """const box = document.getElementById("new");
        box.innerHTML = '<div class="toast" data-behaviour="toast"><button data-close-toast>x</button></div>';
        box.firstChild.dispatchEvent(new CustomEvent("htmx:load", {bubbles: true}));"""
    )
    page.click("[data-close-toast]")
    assert page.locator(".toast").count() == 0
