"""The kit page in a real browser: axe finds nothing, nothing leaves the screen, the keys do what they say."""

import mimetypes
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders

from tests.browser import axe, complaints_of

pytestmark = pytest.mark.e2e

SHOTS = Path(__file__).resolve().parents[2] / "e2e-shots"
SITE = "http://kit.test"
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'"
)
LOOKS = [
    ("en", "light", 1440),
    ("en", "light", 360),
    ("en", "dark", 390),
    ("en", "dark", 1100),
    ("zh-hans", "light", 390),
    ("zh-hans", "dark", 1440),
]


@pytest.fixture
def open_kit(browser, print_kit):
    """open_kit(language, theme, width) gives the page and the list of what the browser complained about."""
    contexts = []

    def _open(language="en", theme="light", width=1440):
        html = print_kit(language)
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme)
        contexts.append(context)
        page = context.new_page()
        complaints = complaints_of(page)
        page.route("**/*", lambda route: answer(route, html))
        page.goto(f"{SITE}/kit/")
        page.wait_for_load_state("networkidle")
        return page, complaints

    yield _open
    for context in contexts:
        context.close()


def answer(route, html):
    path = urlsplit(route.request.url).path
    if path == "/kit/":
        headers = {"Content-Security-Policy": POLICY}
        return route.fulfill(body=html, content_type="text/html; charset=utf-8", headers=headers)
    found = finders.find(path.removeprefix("/static/")) if path.startswith("/static/") else None
    if found is None:
        return route.fulfill(status=404, body=path)
    return route.fulfill(body=Path(found).read_bytes(), content_type=mimetypes.guess_type(found)[0])


@pytest.mark.parametrize(("language", "theme", "width"), LOOKS)
def test_kit_has_no_fault_that_axe_finds_and_no_sideways_scroll(open_kit, language, theme, width):
    page, complaints = open_kit(language, theme, width)
    SHOTS.mkdir(exist_ok=True)
    name = f"kit-{language}-{theme}-{width}.png"
    page.screenshot(path=SHOTS / name, full_page=True, animations="disabled", caret="hide")
    assert page.evaluate("document.documentElement.dataset.bsTheme") == theme
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert axe(page) == []
    assert complaints == []


def test_theme_button_goes_round_and_is_remembered(open_kit):
    page, _ = open_kit(theme="dark")
    seen = []
    for _step in range(3):
        page.click(".header-theme")
        seen.append(page.evaluate("[localStorage['tenon-theme'], document.documentElement.dataset.bsTheme]"))
    assert seen == [["light", "light"], ["dark", "dark"], ["auto", "dark"]]


def test_slash_goes_to_the_search_and_is_a_letter_inside_it(open_kit):
    page, _ = open_kit()
    page.locator("main").focus()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.press("End")
    page.keyboard.type("/")
    assert page.input_value("#q").endswith("/")


def test_error_summary_has_the_focus_when_the_page_opens(open_kit):
    page, _ = open_kit()
    assert page.evaluate("document.activeElement.classList.contains('error-summary')")


def test_keys_open_the_decline_kinds_and_decide_until_switched_off(open_kit):
    page, _ = open_kit()
    sent = []
    page.on("request", lambda request: sent.append((urlsplit(request.url).path, request.post_data or "")))
    page.locator("main").focus()
    page.keyboard.press("3")  # the kinds are folded: nothing happens
    page.keyboard.press("r")
    page.wait_for_selector("#decline-kinds.is-open")
    page.evaluate("localStorage['tenon-keys'] = 'off'")
    page.keyboard.press("3")
    assert sent == []
    page.evaluate("localStorage['tenon-keys'] = 'on'")
    page.keyboard.press("3")
    page.wait_for_url("**/decline/")
    path, body = sent[0]
    assert (path, re.search(r"kind=(\w+)", body)[1]) == ("/decline/", "k3")


def test_key_pressed_three_times_decides_once_until_the_next_page_was_seen(open_kit, print_kit):
    page, _ = open_kit()
    sent, html = [], print_kit("en")

    def following(route):
        sent.append(urlsplit(route.request.url).path)
        route.fulfill(body=html, content_type="text/html; charset=utf-8")

    page.route("**/approve/", following)
    page.clock.set_fixed_time(NOON)
    with page.expect_navigation():
        for _time in range(3):
            page.keyboard.press("a")
    page.keyboard.press("a")
    page.clock.set_fixed_time(NOON + timedelta(milliseconds=390))
    page.keyboard.press("a")
    assert sent == ["/approve/"]
    page.clock.set_fixed_time(NOON + timedelta(milliseconds=410))
    with page.expect_navigation():
        page.keyboard.press("a")
    assert sent == ["/approve/"] * 2


def test_term_under_focus_outlines_its_partners_in_both_texts(open_kit):
    page, _ = open_kit()
    page.locator("[data-term-name=a]").first.focus()
    names = page.evaluate("[...document.querySelectorAll('.is-partner')].map(e => e.dataset.term)")
    assert set(names) == {"a"}
    assert page.locator("mark.is-partner").count() >= 2


def test_filter_sheet_on_a_phone_opens_and_passes_axe(open_kit):
    page, complaints = open_kit("zh-hans", "dark", 390)
    page.click(".filter-buttons .btn")
    page.wait_for_selector("#filters:popover-open")
    assert axe(page) == []
    assert complaints == []


def test_menu_on_a_phone_opens_and_passes_axe(open_kit):
    page, _ = open_kit("zh-hans", "light", 390)
    page.click(".header-toggle")
    page.wait_for_selector("#head-fold.is-open")
    assert page.locator(".header-menu a").first.is_visible()
    assert axe(page) == []


def test_without_script_everything_folded_is_open(browser, print_kit):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 900})
    page = context.new_page()
    html = print_kit("en")
    page.route("**/*", lambda route: answer(route, html))
    page.goto(f"{SITE}/kit/")
    assert page.locator("#decline-kinds").is_visible()
    assert page.locator(".header-menu a").first.is_visible()
    assert page.locator("#filters").is_visible()
    context.close()
