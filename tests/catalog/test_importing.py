"""Reading and mapping, without a database."""

import json
from decimal import Decimal

import pytest

from catalog.fields import ContentError
from catalog.importing.cells import InvalidCell, convert
from catalog.importing.mapping import InvalidMapping, Problem, parse, resolve_mapping
from catalog.importing.readers import (
    RawRow,
    Unreadable,
    columns_of,
    encoding_for,
    encoding_of,
    format_of,
    read,
)

TABLE = "title,说明\n轴承,真空中无油润滑\n"


def written(tmp_path, content, name="file.csv"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize(
    ("encoding", "expected"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("gb18030", "gb18030"), ("utf-16", "utf-16")],
)
def test_table_in_any_usual_encoding_reads_the_same(tmp_path, encoding, expected):
    path = written(tmp_path, TABLE.encode(encoding))
    assert encoding_of(path) == expected
    assert [row.values for row in read(path, "csv")] == [{"title": "轴承", "说明": "真空中无油润滑"}]


def test_table_that_is_neither_utf8_nor_gb18030_is_unreadable(tmp_path):
    with pytest.raises(Unreadable, match=r"neither UTF-8 nor GB18030"):
        encoding_of(written(tmp_path, b"title\n\xff\xff\xff"))


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_table_with_any_usual_delimiter_and_quoted_lines_reads_the_same(tmp_path, delimiter):
    text = f'title{delimiter}text\nA{delimiter}"two\nlines"\n\nB{delimiter}\n'
    rows = list(read(written(tmp_path, text), "csv"))
    assert [(row.number, row.values) for row in rows] == [
        (2, {"title": "A", "text": "two\nlines"}),
        (4, {"title": "B", "text": ""}),
    ]


def test_table_row_with_more_cells_than_the_header_is_a_problem(tmp_path):
    rows = list(read(written(tmp_path, "title\nA,B\n"), "csv"))
    assert [(row.number, row.problem) for row in rows] == [(2, "2 cells under a header of 1")]


@pytest.mark.parametrize(("text", "message"), [("", "no header row"), ("a,a\n1,2\n", "names a twice")])
def test_table_with_a_broken_header_is_unreadable(tmp_path, text, message):
    with pytest.raises(Unreadable, match=message):
        list(read(written(tmp_path, text), "csv"))


def test_json_lines_with_bad_lines_name_them_and_go_on(tmp_path):
    lines = '{"title": "A"}\n[1]\n{"title": \n\n{"b": NaN}\n{"title": "B", "c": [1]}\n'
    rows = list(read(written(tmp_path, lines, "x.jsonl"), "jsonl"))
    assert [(row.number, row.values, row.problem[:14]) for row in rows] == [
        (1, {"title": "A"}, ""),
        (2, {}, "no JSON object"),
        (3, {}, "no JSON: Expec"),
        (5, {}, "no JSON: NaN i"),
        (6, {"title": "B", "c": [1]}, ""),
    ]


def test_columns_of_json_lines_are_the_keys_of_all_objects(tmp_path):
    path = written(tmp_path, '{"a": 1}\n{"b": 2, "a": 3}\n', "x.jsonl")
    assert columns_of(path, "jsonl") == ["a", "b"]


@pytest.mark.parametrize("name", ["table.xlsx", "table"])
def test_format_that_cannot_be_read_is_refused_with_what_to_do(tmp_path, name):
    with pytest.raises(Unreadable, match=r"CSV|csv"):
        format_of(tmp_path / name)


def test_plan_maps_equal_and_obvious_names_and_leaves_the_rest():
    found = resolve_mapping(kind="offer", columns=["ID", "Title", "摘要", "text", "专利号", "center"])
    assert found.columns == {
        "ID": ("own_reference",),
        "Title": ("title",),
        "摘要": ("summary",),
        "text": ("description",),
        "专利号": ("patents",),
    }


def test_plan_with_a_given_column_does_not_map_another_to_it_and_may_leave_one_out():
    found = resolve_mapping(
        kind="need", columns=["id", "name", "title"], given=[("name", "title"), ("id", "-")]
    )
    assert found.columns == {"name": ("title",), "id": ()}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (("nothing", "title"), "no column 'nothing'"),
        (("a", "colour"), "needs have no field 'colour'"),
        (("a", "patents"), "needs have no field 'patents'"),
    ],
)
def test_plan_with_an_unknown_name_is_refused(given, message):
    with pytest.raises(InvalidMapping, match=message):
        resolve_mapping(kind="need", columns=["a"], given=[given])


@pytest.mark.parametrize(
    ("field", "raw", "expected"),
    [
        ("title", "  A\r\nB ", "A\nB"),
        ("title", None, ""),
        ("trl", "7", 7),
        ("trl", "7.0", 7),
        ("trl", "", None),
        ("budget_min", "1,200,000", Decimal("1200000.00")),
        ("deadline", "2027/3/1", "2027-03-01"),
        ("deadline", "2027年3月1日", "2027-03-01"),
        ("anonymous", "是", True),
        ("country", "de", "DE"),
        ("stage_of_development", "Lab tested", "lab_tested"),
        ("partnership_types", "licence; service;licence", ["licence", "service"]),
        ("keywords", '["a;b", "c"]', ["a;b", "c"]),
        ("keywords", ["x", "", "x"], ["x"]),
        ("keywords", "轴承；真空", ["轴承", "真空"]),
        ("technology_codes", "F16C; ipc:f16c", ["ipc:F16C"]),
        ("industry_codes", "C34;C", ["gbt4754:C34", "nace:C"]),
        ("patents", "7,438,030; N/A;0", ["7438030"]),
        ("countries", "de;CN", ["DE", "CN"]),
        ("sdg_goals", "9", [9]),
        (
            "indicators",
            "life|1 h|2 h|at 60 rpm",
            [{"name": "life", "today": "1 h", "wanted": "2 h", "condition": "at 60 rpm"}],
        ),
    ],
)  # fmt: skip
def test_cell_becomes_the_value_of_its_field(field, raw, expected):
    value = convert(field, raw)
    assert (value.isoformat() if hasattr(value, "isoformat") else value) == expected


UNREADABLE_CELLS = [
    ("title", ["a"], "a list or an object where one text belongs"),
    ("title", "a\x00b", "A NUL character is in the text. Remove it."),
    ("title", "\ud800", "Half a character (a lone surrogate) is in the text."),
    ("trl", "²", "'²' is no whole number"),
    ("trl", "-1", "'-1' is no whole number"),
    ("budget_min", "much", "'much' is no amount in digits"),
    ("budget_min", "9" * 100_000, f"'{'9' * 40}' is no amount in digits"),
    ("deadline", "soon", "'soon' is no date like 2027-03-31"),
    ("anonymous", "perhaps", "'perhaps' is neither yes nor no"),
    ("keywords", "[1,", "begins like a JSON list and is none"),
    ("keywords", "[" * 100_000, "begins like a JSON list and is none"),
    ("indicators", "[" * 100_000, "begins like a JSON list and is none"),
    ("indicators", "[1]", "indicators are objects with a name"),
    ("indicators", "life|1|2|at 60 rpm|more", "an indicator has 4 cells: 'life|1|2|at 60 rpm|more'"),
]


@pytest.mark.parametrize(
    ("field", "raw", "reason"), UNREADABLE_CELLS, ids=[f"{f}-{str(r)[:9]}" for f, r, _ in UNREADABLE_CELLS]
)
def test_cell_that_cannot_be_read_is_refused_with_its_reason(field, raw, reason):
    with pytest.raises(InvalidCell) as wrong:
        convert(field, raw)
    assert str(wrong.value) == reason


def parsed(values, **options):
    mapping = resolve_mapping(kind=options.pop("kind", "offer"), columns=list(values), **options)
    return next(parse([RawRow(7, values)], mapping))


def test_row_keeps_what_is_not_mapped_and_takes_constants():
    row = parsed(
        {"title": "Bearing", "center": "LARC", "more": {"a": "b\x00"}},
        constants={"stage_of_development": "lab tested", "language": "en"},
    )
    assert row.record == {"center": "LARC", "more": {"a": "b\ufffd"}}
    assert row.content == {"title": "Bearing", "stage_of_development": "lab_tested", "language": "en"}
    assert row.problems == []


def test_row_with_a_null_value_is_empty_there():
    row = parsed({"title": "A", "deadline": "1970-01-01"}, nulls=["1970-01-01"])
    assert row.content["deadline"] is None


def test_row_of_several_columns_for_one_field_joins_them():
    row = parsed(
        {"title": "A", "text": "One.", "more": "Two.", "keywords": ["a"], "areas": ["a", "b"]},
        given=[
            ("more", "description"),
            ("text", "description"),
            ("areas", "keywords"),
            ("keywords", "keywords"),
        ],
    )
    assert (row.content["description"], row.content["keywords"]) == ("One.\n\nTwo.", ["a", "b"])


def test_row_describes_its_patents_by_the_patent_fields():
    row = parsed(
        {"title": "A", "patent_number": "7,1", "expires": "2030-01-02"},
        given=[("expires", "patent_expires_on")],
    )
    assert json.dumps(row.content["patents"], default=str) == json.dumps(
        [{"publication_number": "71", "expires_on": "2030-01-02"}]
    )


@pytest.mark.parametrize(("title", "expected"), [("真空轴承", "zh"), ("Vacuum bearing", "en")])
def test_row_without_a_language_gets_the_one_it_is_written_in(title, expected):
    assert parsed({"title": title}).content["language"] == expected


def test_row_with_an_unreadable_cell_names_row_column_and_reason():
    row = parsed({"title": "A", "deadline": "soon", "trl": "x"})
    assert row.problems == [
        Problem(7, "deadline", "'soon' is no date like 2027-03-31"),
        Problem(7, "trl", "'x' is no whole number"),
    ]


def test_what_is_refused_of_a_row_stands_at_its_column():
    row = parsed({"name": "A\nB", "expires": "x", "trl": "x"}, given=[("expires", "patent_expires_on")])
    errors = [
        ContentError("line_break", "One line.", field="title"),
        ContentError("required", "Fill this in.", field="stage_of_development"),
        ContentError("not_in_range", "About an empty value.", field="trl"),
    ]
    found = row.refuse(errors)
    assert found == [
        Problem(7, "name", "One line. Is a quote of this or an earlier row not closed?"),
        Problem(7, "stage_of_development", "Fill this in."),
    ]
    assert [problem.column for problem in row.problems] == ["expires", "trl", "name", "stage_of_development"]


def test_two_columns_of_a_field_of_one_line_are_joined_in_one_line():
    row = parsed({"title": "A", "more": "B"}, given=[("title", "title"), ("more", "title")])
    assert row.content["title"] == "A B"


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ('title,text\nA,good\nB,"never closed\nC,good\n', 3),
        ('title,text\n"A,good\nB,"good"\n', 2),
        ('"title,text\nA,good\n', 1),
    ],
)
def test_table_with_a_quote_that_is_not_closed_names_the_row(tmp_path, text, row):
    with pytest.raises(Unreadable, match=rf"^Row {row} of .*a quote is opened and not closed"):
        list(read(written(tmp_path, text), "csv"))


def test_table_in_a_named_encoding_is_read_in_it(tmp_path):
    path = written(tmp_path, "title\n軸承\n".encode("big5"))
    assert [row.values for row in read(path, "csv", "Big5")] == [{"title": "軸承"}]
    assert columns_of(path, "csv", "Big5") == ["title"]


@pytest.mark.parametrize(
    ("name", "message"),
    [("klingon", "no encoding 'klingon'"), ("ascii", "is not ascii"), ("hex", "no encoding")],
)
def test_encoding_that_is_unknown_or_is_not_the_files_is_refused(tmp_path, name, message):
    with pytest.raises(Unreadable, match=message):
        encoding_for(written(tmp_path, "title\n轴承\n"), "csv", name)


@pytest.mark.parametrize("column", ["title", "keywords", "unmapped"])
def test_row_with_a_private_use_character_is_refused_anywhere(column):
    row = parsed({"title": "A", column: "B\ue5e5"})
    said = "The private-use character U+E5E5 is in the text: the encoding of the text was guessed wrongly, "
    said += "or the character exists in one font only. (--encoding names the encoding of the file)"
    assert [(each.column, each.reason) for each in row.problems] == [(column, said)]


def test_row_with_a_value_nested_too_deeply_names_row_and_column():
    nested: list = []
    for _level in range(2_000):
        nested = [nested]
    assert parsed({"title": "T", "x": nested}).problems == [Problem(7, "x", "nested too deeply")]


def test_whole_number_of_many_digits_is_refused():
    with pytest.raises(InvalidCell, match="is no whole number"):
        convert("trl", "1" + "0" * 5_000)
