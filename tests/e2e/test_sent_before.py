"""Back after saving, a word corrected, sent again: nothing is lost, and the person says what comes of it."""

import pytest

from tests.browser import axe
from tests.e2e.pages import MEMBER
from tests.e2e.test_pages import TOO_WIDE

pytestmark = pytest.mark.e2e

TITLES = {
    "en": ("Bearing test rig", "Bearing test rig for vacuum"),
    "zh": ("轴承试验台", "真空环境轴承试验台"),
}


def send(person, title):
    person.fills("title", title)
    with person.page.expect_response(
        lambda answer: answer.request.is_navigation_request() and answer.request.method == "POST"
    ) as caught:
        person.presses("main button[value=save]")
    return caught.value.status


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_changed_text_after_back_is_kept_and_changes_the_listing(somebody, site, shots, language, width):
    before, after = TITLES[language]
    person = somebody(MEMBER, language=language, width=width)
    page = person.page
    person.opens("/post/need/")
    page.check(f"main [name=language][value={language}]") if page.locator(
        "main input[type=radio][name=language]"
    ).count() else page.select_option("main [name=language]", language)
    send(person, before)
    made = page.url
    page.go_back()
    page.wait_for_selector("main [name=title]")
    person.complaints.clear()
    assert send(person, after) == 409
    person.picture(shots, f"sent-before-{language}-{width}")
    assert page.input_value("main [name=title]") == after
    assert page.locator("main [role=alert]").count() == 1
    assert page.locator(f"main a[href='{made.removeprefix(site.url)}']").count() == 2
    assert axe(page) == []
    page.set_viewport_size({"width": 360, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360, page.evaluate(TOO_WIDE)

    page.focus("main [name=title]")
    with page.expect_navigation():
        page.keyboard.press("Enter")  # the first button: it changes the listing that exists
    assert (page.url, after in person.reads("h1")) == (made, True)
    assert [line for line in person.complaints if "Failed to load" not in line] == []
