"""One need open in two tabs: the second save overwrites nothing and keeps what was written."""

import pytest

from tests.e2e.pages import MEMBER

pytestmark = pytest.mark.e2e


def test_second_tab_gets_both_versions_and_its_own_text(somebody, stage, shots):
    first = somebody(MEMBER, language="zh")
    second = somebody(MEMBER, language="zh")
    for tab in (first, second):
        tab.opens(f"{stage['draft']}edit/")
    first.fills("title", "电机轴承跑合异音的在线判别（第一个窗口）")
    first.presses("main button[value=save]")
    second.fills("title", "电机轴承跑合异音的在线判别（第二个窗口）")
    with second.page.expect_response(
        lambda answer: answer.request.is_navigation_request() and answer.request.method == "POST"
    ) as caught:
        second.presses("main button[value=save]")
    assert caught.value.status == 409
    assert second.page.input_value("main [name=title]") == "电机轴承跑合异音的在线判别（第二个窗口）"
    row = second.page.locator("table.data tbody tr").first.inner_text()
    assert "第一个窗口" in row
    assert "第二个窗口" in row
    second.picture(shots, "two-tabs-conflict-zh")

    first.opens(stage["draft"])
    assert "第一个窗口" in first.reads("h1")
    second.presses("main button[value=save]")
    first.opens(stage["draft"])
    assert "第二个窗口" in first.reads("h1")
