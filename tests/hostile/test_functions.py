"""What reads people's text takes time in step with its length, whatever the text is.

Every function here is given texts made to slow it down, of 50,000 and of 100,000 characters: the second
takes at most three times as long, measured as in test_patterns; what takes less than `QUICK` is not
measured twice.
"""

from contextlib import suppress
from functools import partial
from itertools import count

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Organisation
from accounts.models.site_text import blocks_of
from accounts.queries import plain_code, plain_name
from catalog import diagnosis
from catalog.content import clean
from catalog.errors import ContentErrors
from catalog.fields import FIELDS
from catalog.forms.fields import PatentsField, TextField, WordsField
from catalog.importing import mapping, readers
from catalog.importing.cells import InvalidCell, convert
from catalog.patent_numbers import normalize_patent_number
from core.nfkc import nfkc
from core.templatetags import marks
from core.templatetags.words import initials
from matching import evidence
from matching.engine import Document, Index, build
from matching.engine.analysis.analyzer import analyze, index_terms
from matching.engine.explain.snippets import split_sentences
from matching.evidence.indicators import indicators
from matching.evidence.marking import Mark, segments
from matching.evidence.quantities import direction, fold, quantities
from notifications.letters.composing import one_line
from tests.factories.catalog import ListingFactory
from tests.hostile import clock, texts

QUICK = 0.1  # seconds
LONG = 100_000  # characters
FIELD = 10_000  # characters of a description
ROWS = 20  # indicators of a need
UNITS = (
    "1", " ", "\n", "a", "a ", "a-", "中", "中 ", "，", "e\u0301\u0323", "\u0301\u0323", "1 ½", "1万",
    "12 min ", "a12-3b ", "{n}, ", "word{n} ", "t{n}-{n}x ", "N{n} kV ", "; ", "[", "|", "\"",
    texts.TABLE, texts.MIXED,
)  # fmt: skip
ORGANISATION = Organisation(
    name_en="a" * 199 + "b",
    name_zh="中" * 199 + "文",
    short_name="a a b",
    domain="a-a.example",
    website="https://aaaa.example",
)


def of(unit: str, size: int) -> str:
    """A text of `size` characters of a unit; "{n}" is the number of its turn."""
    if "{n}" not in unit:
        return (unit * (size // len(unit) + 1))[:size]
    turns = (unit.replace("{n}", str(turn)) for turn in range(size))
    found, length = [], 0
    while length < size:
        found.append(next(turns))
        length += len(found[-1])
    return "".join(found)[:size]


def owner_named(text):
    return diagnosis.owner_named_in(ORGANISATION, {"description": text})


def cell(field, text):
    with suppress(InvalidCell):
        convert(field, text)


def judged(text):
    """Every field of a need at once."""
    with suppress(ContentErrors):
        clean("need", {name: [text] if FIELDS[name].is_list else text for name in FIELDS})


def columns(path, text):
    path.write_text(text.replace("\n", " ").replace('"', " "), encoding="utf-8")
    with suppress(readers.Unreadable):
        readers.columns_of(path, "csv")


def row(text):
    plan = mapping.ColumnMapping(
        "offer", {"one": ("patents",), "two": ("patents",), "three": ("description",)}
    )
    raw = readers.RawRow(1, {"one": text, "two": text, "three": text, "four": text})
    return list(mapping.parse([raw], plan))


def cleaned(field, text):
    with suppress(ValidationError):
        field.clean(text)


def marked(text):
    given = [Mark(place, place + 20, place % 3, "a") for place in range(0, len(text), 30)]
    return marks.block(segments(text, given))


def reasons(text):
    need = ListingFactory.build(indicators=rows_of("Cycle time a word", "20 min"))
    return indicators(need, ListingFactory.build(offer=True, description=text))


def rows_of(name, wanted):
    return [{"name": f"{name} {number}", "wanted": wanted, "today": "60 min"} for number in range(ROWS)]


FUNCTIONS = {
    "analyze": analyze,
    "index terms": index_terms,
    "sentences": split_sentences,
    "quantities": lambda text: list(quantities(fold(text))),
    "direction": direction,
    "nfkc": nfkc,
    "owner's name": owner_named,
    "name of an organisation": plain_name,
    "code of an organisation": plain_code,
    "number of a patent": normalize_patent_number,
    "blocks of a legal page": blocks_of,
    "initials": initials,
    "subject of a letter": one_line,
    "text": partial(cleaned, TextField()),
    "content": judged,
    "words": partial(cleaned, WordsField()),
    "patents": partial(cleaned, PatentsField()),
    "marks": marked,
    "reasons": reasons,
    "row of a file": row,
    **{
        f"cell of {field}": partial(cell, field)
        for field in (
            "title", "description", "keywords", "patents", "countries", "indicators", "trl", "deadline",
            "budget_min",
        )
    },
}  # fmt: skip


def in_step(function, unit, size=LONG) -> bool:
    whole, half = (partial(function, of(unit, length)) for length in (size, size // 2))
    if clock.seconds(whole) <= QUICK:
        return True
    return any(clock.seconds(whole, times=2) <= 3 * clock.seconds(half, times=2) for _round in range(3))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_time_grows_in_step_with_the_text(name):
    FUNCTIONS[name](of("a 1 中", 1_000))  # what is built once is built now
    assert [unit[:20] for unit in UNITS if not in_step(FUNCTIONS[name], unit)] == []


def test_time_of_a_header_grows_in_step_with_its_columns(tmp_path):
    read = partial(columns, tmp_path / "table.csv")
    assert [unit[:20] for unit in UNITS if not in_step(read, unit)] == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("unit", "name", "wanted"),
    [
        (texts.TABLE, "Cycle time of the press", "20 min"),
        ("Cycle time " + texts.TABLE, "Cycle time of the press", "20 min"),
        ("Cycle time 12 min 13 min, ", "Cycle time", "20 min 30 min 40 min"),
        ("cycle time {n} min; ", "Cycle time", "under 20 min"),
        ("周期时间{n}分钟；", "设备周期时间" * 18, "不超过 20 分钟"),
        ("12-34 kV to 56 kV ", "Voltage kV to", "10 kV"),
        ("\u0301\u0323", "Cycle time", "20 min"),
        (";", "Cycle time", "20 min"),
    ],
)
def test_evidence_of_a_pair_at_the_limits_of_its_fields_takes_less_than_a_second(
    unit, name, wanted, tmp_path
):
    text = of(unit, FIELD)
    fields = {"description": text, "technical_specification": text[:4_000]}
    need = ListingFactory(published=True, indicators=rows_of(name[:110], wanted), **fields)
    offer = ListingFactory(published=True, offer=True, **fields)
    given = [Document(key=kind, kind=kind, title="Press", text=text[:200]) for kind in ("need", "offer")]
    index = Index(build(given, tmp_path / "generation"))
    evidence.of(need, offer, titles={}, index=index)  # what is built once is built now
    assert clock.seconds(partial(evidence.of, need, offer, titles={}, index=index), times=3) < 1.0


ENGINE = (
    "a ",
    "中",
    "12 min ",
    "a12-3b ",
    "word{n} ",
    "t{n}-{n}x ",
    "{n} kV ",
    "滚动轴承，",
    "bearing motor ",
    texts.TABLE,
)


def test_explanation_of_two_equal_texts_grows_in_step_with_them(tmp_path):
    """Of 10,000 and 20,000 characters."""
    given = [
        Document(key=kind, kind=kind, title="Press", text="bearing 轴承 10 kV") for kind in ("need", "offer")
    ]
    index = Index(build(given, tmp_path / "generation"))

    turn = count()

    def explained(text):  # each under a title of its own: the index remembers shorter texts that it has read
        need, offer = (Document(kind, kind, f"Press {next(turn)}", text) for kind in ("need", "offer"))
        index.explain(need, offer)

    assert [unit[:20] for unit in ENGINE if not in_step(explained, unit, 20_000)] == []
