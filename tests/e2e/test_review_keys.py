"""A reviewer declines with two keys and takes it back."""

import pytest

from tests.e2e.people import REVIEWER_ZH

pytestmark = pytest.mark.e2e


@pytest.fixture
def reviewer(somebody, stage):
    """At the strongest proposal of the board."""
    person = somebody(REVIEWER_ZH, language="zh")
    person.opens("/staff/proposals/")
    with person.page.expect_navigation():
        person.page.keyboard.press("j")
    return person


def test_r_and_1_decline_and_u_takes_it_back(reviewer):
    page, address = reviewer.page, reviewer.page.url
    page.keyboard.press("r")
    page.wait_for_selector("#decline-kinds.is-open")
    with page.expect_navigation():
        page.keyboard.press("1")
    assert "已否决" in reviewer.reads(".toast")
    with page.expect_navigation():
        page.keyboard.press("u")
    assert "已撤销" in reviewer.reads("body")
    reviewer.opens(address)
    assert page.locator("[data-key=a]").is_visible()
    assert reviewer.complaints == []


def test_h_holds_and_the_proposal_moves_to_its_tab(reviewer):
    page, address = reviewer.page, reviewer.page.url
    with page.expect_navigation():
        page.keyboard.press("h")
    reviewer.opens("/staff/proposals/?state=held")
    assert page.locator(f"main a[href='{address.removeprefix(page.url.split('/staff')[0])}']").count() >= 1


def test_question_mark_lists_the_keys_and_escape_closes_it(reviewer):
    page = reviewer.page
    page.keyboard.press("?")
    assert page.locator("dialog#keys[open]").count() == 1
    page.keyboard.press("Escape")
    assert page.locator("dialog#keys[open]").count() == 0
