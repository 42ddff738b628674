import io
import json
import subprocess
import sys

from matching.engine.__main__ import compare_lines, main


def answers(*lines):
    return [
        json.loads(line)
        for line in compare_lines(line if isinstance(line, bytes) else line.encode() for line in lines)
    ]


def test_a_line_is_answered_with_verdict_quotation_and_reading():
    row = {
        "name": "重量",
        "today": "8kg",
        "wanted": "不超过5kg",
        "text": "整机重量仅 4.2 kg",
        "language": "zh",
    }
    assert answers(json.dumps(row)) == [
        {"verdict": "reached", "shown": "4.2 kg", "wanted_read": "at most 5 kg; now 8 kg"}
    ]


def test_today_and_language_may_be_missing_or_null():
    row = {"name": "Weight", "wanted": "≤ 5 kg", "text": "Weight 6 kg", "today": None}
    assert answers(json.dumps(row))[0]["verdict"] == "not_reached"


def test_a_malformed_line_is_named_and_the_others_are_answered():
    good = json.dumps({"name": "Weight", "wanted": "≤ 5 kg", "text": ""})
    found = answers(
        good,
        "{",
        "[1]",
        "",
        '{"name": "a", "wanted": "b"}',
        '{"name": 5, "wanted": "", "text": ""}',
        b"\xff",
        "[" * 100_000,
        good,
    )
    assert [each.get("line") for each in found] == [None, 2, 3, 5, 6, 7, 8, None]
    assert all("error" in each for each in found[1:-1])


def test_a_mark_of_byte_order_is_taken_off():
    assert answers('\ufeff{"name": "", "wanted": "", "text": ""}')[0]["verdict"] == "not_compared"


def test_the_command_reads_standard_input_and_needs_no_django(monkeypatch, capsysbinary):
    line = json.dumps({"name": "Weight", "wanted": "≤ 5 kg", "text": "Weight 4 kg"}).encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(line)))
    assert main(["compare", "--json"]) == 0
    assert json.loads(capsysbinary.readouterr().out)["verdict"] == "reached"
    code = "import sys, matching.engine.__main__; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
