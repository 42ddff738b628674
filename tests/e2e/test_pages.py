"""Every page in both languages, both themes and on desk and phone: pictures, axe, no sideways scroll,
no error."""

import pytest

from tests.browser import axe
from tests.e2e.pages import PAGES, REFUSED

pytestmark = pytest.mark.e2e

LOOKS = [("light", 1440), ("light", 390), ("dark", 390), ("dark", 1440)]
AXE = {"en": ("dark", 390), "zh": ("light", 1440)}  # a second each: not for all eight looks


def picture(page, shots, name, width):
    """The whole page; what sticks to the foot of the window stands at the end of the picture."""
    page.set_viewport_size({"width": width, "height": 900})
    if page.locator(".sticky-foot, .answer-card").count():
        page.set_viewport_size({"width": width, "height": page.evaluate("document.body.scrollHeight")})
    page.screenshot(path=shots / f"{name}.png", full_page=True)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(("name", "email", "path"), PAGES, ids=[each[0] for each in PAGES])
def test_page_is_in_order(somebody, stage, shots, name, email, path, language):
    person = somebody(email, language=language)
    page, path = person.page, path.format(**stage)
    person.complaints.clear()
    assert person.opens(path) == REFUSED.get(name, 200)
    page.wait_for_selector(".htmx-request", state="detached")
    faults, overflowing = [], []
    for theme, width in LOOKS:
        page.emulate_media(color_scheme=theme)
        picture(page, shots, f"{name}-{language}-{theme}-{width}", width)
        if (theme, width) == AXE[language]:
            faults += [f"{theme} {width}: {fault}" for fault in axe(page)]
    page.set_viewport_size({"width": 360, "height": 900})
    if page.evaluate("document.documentElement.scrollWidth") > 360:
        overflowing = page.evaluate(TOO_WIDE)
    complaints = [line for line in person.complaints if name not in REFUSED or "Failed to load" not in line]
    assert (faults, overflowing, complaints) == ([], [], [])
    assert page.get_attribute("html", "lang") == {"en": "en", "zh": "zh-Hans"}[language]


TOO_WIDE = """[...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > 361)
    .map(e => e.outerHTML.slice(0, 100)).slice(0, 5)"""
