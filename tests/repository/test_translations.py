"""Chinese is complete, compiled and keeps its placeholders."""

import io
import re
import tokenize
from ast import literal_eval
from pathlib import Path

import polib
import pytest
from django.utils.translation.template import templatize

from tests.repository.test_tree import APPS, ROOT, text_of, tracked

PO = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
PLACEHOLDER = re.compile(r"%\([a-z_]+\)[sd]|%[sd]|\{[a-z_]*\}")
LITERAL = r"u?(?:'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\")"
IN_TEMPLATE = re.compile(rf"\b(?:_\(|n?gettext\(|n?pgettext\(\s*{LITERAL},)\s*(?P<text>{LITERAL})")
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,;:?!()]|[,;:?!()][\u4e00-\u9fff]|！")
FUNCTIONS = {
    "_",
    "gettext",
    "gettext_lazy",
    "gettext_noop",
    "ngettext",
    "ngettext_lazy",
    "pgettext",
    "pgettext_lazy",
}


@pytest.fixture(scope="module")
def catalogue() -> polib.POFile:
    return polib.pofile(str(PO))


def messages_in_python(source: str) -> set[str]:
    """The first string (of two for plurals and contexts) of every call of a gettext function."""
    found, tokens = set(), list(tokenize.generate_tokens(io.StringIO(source).readline))
    for index, token in enumerate(tokens[:-2]):
        if token.type != tokenize.NAME or token.string not in FUNCTIONS or tokens[index + 1].string != "(":
            continue
        if index and tokens[index - 1].string in {"def", "."}:
            continue
        rest = tokens[index + 2 :]
        if token.string.startswith("pgettext"):
            comma = next(i for i, t in enumerate(rest) if t.string == ",")
            rest = rest[comma + 1 :]
        text = ""
        for t in rest:
            if t.type == tokenize.STRING:
                text += eval(t.string)  # a literal of our own source
            elif t.type not in {
                tokenize.NL,
                tokenize.COMMENT,
                tokenize.NEWLINE,
                tokenize.INDENT,
                tokenize.DEDENT,
            }:
                break
        if text:
            found.add(text)
    return found


def messages_in_template(source: str) -> set[str]:
    return {literal_eval(match["text"]) for match in IN_TEMPLATE.finditer(templatize(source))}


def all_messages() -> set[str]:
    found: set[str] = set()
    for app in APPS:
        for path in tracked(f"{app}/*.py", f"{app}/**/*.py"):
            if "migrations" not in path.parts:
                found |= messages_in_python(text_of(path))
    for path in Path(ROOT / "templates").rglob("*"):
        if path.is_file() and path.suffix in {".html", ".txt"}:
            found |= messages_in_template(text_of(path))
    return {message for message in found if message}


def test_every_message_of_the_code_stands_in_the_catalogue(catalogue):
    known = {entry.msgid for entry in catalogue if not entry.obsolete}
    assert sorted(all_messages() - known) == []


def test_every_message_is_translated(catalogue):
    def is_open(entry):
        if entry.msgid_plural:
            return not all(entry.msgstr_plural.values())
        return not entry.msgstr

    assert [
        entry.msgid for entry in catalogue if not entry.obsolete and (is_open(entry) or entry.fuzzy)
    ] == []


def pairs(catalogue) -> list[tuple[str, str]]:
    """Source and Chinese of every entry; Chinese has one form for all numbers,
    so the plural is its source."""
    return [
        (entry.msgid_plural, entry.msgstr_plural[0]) if entry.msgid_plural else (entry.msgid, entry.msgstr)
        for entry in catalogue
        if not entry.obsolete
    ]


def test_translations_keep_their_placeholders(catalogue):
    guilty = [
        source
        for source, chinese in pairs(catalogue)
        if sorted(PLACEHOLDER.findall(source)) != sorted(PLACEHOLDER.findall(chinese))
    ]
    assert guilty == []


def test_chinese_has_full_width_punctuation_and_does_not_shout(catalogue):
    assert [chinese for _source, chinese in pairs(catalogue) if HALF_WIDTH.search(chinese)] == []


def test_the_compiled_catalogue_is_fresh(catalogue):
    compiled = polib.mofile(str(PO.with_suffix(".mo")))
    written = {(e.msgctxt, e.msgid): e.msgstr or e.msgstr_plural for e in catalogue.translated_entries()}
    read = {(e.msgctxt, e.msgid): e.msgstr or e.msgstr_plural for e in compiled}
    assert read == written
