"""Searching with two Chinese characters on a phone, with a filter in the sheet."""

import pytest

pytestmark = pytest.mark.e2e


def shown(page) -> int:
    return page.locator(".results > .result").count()


def test_two_characters_and_a_filter_on_a_phone(somebody, shots):
    visitor = somebody(language="zh", width=390)
    page = visitor.page
    visitor.opens("/")
    page.fill("main [name=q]", "轴承")
    visitor.presses("main form[role=search] button[type=submit], main form button:has-text('搜索')")
    found = shown(page)
    assert found >= 3
    assert "轴承" in page.locator(".results > .result").first.inner_text()

    page.click(".filter-buttons .btn")
    page.wait_for_selector("#filters:popover-open")
    visitor.picture(shots, "search-phone-filters")
    page.check("#filters input[name=stage][value=demonstration]")
    visitor.presses("#filters button[type=submit]:visible")
    assert 1 <= shown(page) <= found
    assert "stage=demonstration" in page.url
    assert page.input_value("[name=q]") == "轴承"
    visitor.picture(shots, "search-phone-filtered")
    visitor.presses(".tags a >> nth=0")
    assert shown(page) == found
    assert visitor.complaints == []


def test_facets_on_a_desk_filter_at_once_and_back_returns(somebody):
    visitor = somebody(language="en")
    page = visitor.page
    visitor.opens("/offers/?q=bearing")
    before = shown(page)
    with page.expect_navigation():
        page.locator("#filters input[name=country]:not(:disabled)").first.check()
    assert "country=" in page.url
    page.go_back()
    assert shown(page) == before


def test_slash_from_any_page_leads_to_the_search_field(somebody):
    visitor = somebody(language="en")
    visitor.opens("/pages/privacy/")
    with visitor.page.expect_navigation():
        visitor.page.keyboard.press("/")
    visitor.page.keyboard.type("glass")
    with visitor.page.expect_navigation():
        visitor.page.keyboard.press("Enter")
    assert "/offers/?q=glass" in visitor.page.url
    assert visitor.page.input_value("[name=q]") == "glass"
