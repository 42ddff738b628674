"""Language and colours change where one is; nothing else does."""

import pytest

from tests.e2e.pages import MEMBER

pytestmark = pytest.mark.e2e

COLOURS = "[document.documentElement.dataset.themeChoice, document.documentElement.dataset.bsTheme]"


def test_language_switch_keeps_the_page_and_its_query(somebody):
    visitor = somebody(language="en")
    page = visitor.page
    visitor.opens("/offers/?q=轴承&stage=demonstration")
    address, found = page.url, page.locator(".result").count()
    visitor.presses("button[name=language][value=zh-hans]")
    assert (page.url, page.locator(".result").count()) == (address, found)
    assert page.get_attribute("html", "lang") == "zh-Hans"
    visitor.presses("button[name=language][value=en]")
    assert (page.url, page.get_attribute("html", "lang")) == (address, "en")


def test_theme_goes_round_and_stays_on_the_next_page(somebody):
    member = somebody(MEMBER, theme="dark")
    page = member.page
    member.opens("/my/listings/")
    assert page.evaluate(COLOURS) == ["auto", "dark"]
    page.click(".header-theme")
    assert page.evaluate(COLOURS) == ["light", "light"]
    member.opens("/my/proposals/")
    assert page.evaluate(COLOURS) == ["light", "light"]
    page.click(".header-theme")
    page.click(".header-theme")
    assert page.evaluate(COLOURS) == ["auto", "dark"]


def test_language_stays_when_somebody_signs_in(somebody):
    visitor = somebody(language="zh")
    visitor.opens("/account/login/")
    visitor.email = MEMBER
    visitor.sign_in("tenon-demo")
    assert visitor.page.get_attribute("html", "lang") == "zh-Hans"
