"""Documentation is wrapped, and what it says of files and names is there."""

import re
from pathlib import Path

import pytest

from tests.repository.test_tree import ROOT, text_of, tracked

WIDTH = 120
# Texts of the site, which it prints: a line end there is a line end on the page.
SITE_TEXTS = ROOT / "accounts" / "data" / "texts"
# Being rewritten; they are wrapped with that and leave this list.
NAMING_FILES = ("docs/where.md", "docs/architecture.md")
QUOTED = re.compile(r"`([^`]+)`")
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"\.?[\w-]+(?:/[\w.-]+)+/?|[\w-]*\.(?:md|yml|example)")  # from the root of the repository
NAME = re.compile(r"_{0,2}[A-Za-z]\w*(?:\.(?!py$)[A-Za-z]\w*)?")


def test_lines_of_documentation_fit_the_width():
    long = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in tracked("*.md")
        if SITE_TEXTS not in path.parents
        for number, line in enumerate(text_of(path).splitlines(), 1)
        if len(line) > WIDTH and not _cannot_be_wrapped(line)
    ]
    assert long == []


def _cannot_be_wrapped(line: str) -> bool:
    """A row of a table, or one long word such as an address."""
    return line.lstrip().startswith("|") or max(map(len, line.split())) > WIDTH


@pytest.mark.parametrize("page", NAMING_FILES)
def test_files_that_a_page_names_exist(page):
    named = files_in(text_of(ROOT / page))
    assert len(named) > 30
    lost = sorted(name for name in named if not (ROOT / name).exists())
    assert [name for name in lost if not name.startswith("var/")] == []  # var/ is made by running the site


def test_names_of_the_page_where_stand_in_a_file_of_their_section():
    sections = text_of(ROOT / "docs" / "where.md").split("\n## ")[1:]
    assert len(sections) == 20
    lost = []
    for section in sections:
        title = section.splitlines()[0]
        code = "\n".join(_texts(files_in(section)))
        names = {name for name in QUOTED.findall(section) if NAME.fullmatch(name)} - files_in(section)
        lost += [
            f"{title}: {name}"
            for name in sorted(names)
            if not re.search(rf"\b{name.rpartition('.')[2]}\b", code)
        ]
    assert lost == []


def test_every_section_of_the_page_where_names_files_and_a_proof():
    sections = text_of(ROOT / "docs" / "where.md").split("\n## ")[1:]
    proofs = {section.splitlines()[0]: section.rpartition("\nProof: ")[2] for section in sections}
    assert [
        title for title, proof in proofs.items() if not any("test" in each for each in files_in(proof))
    ] == []
    assert [section.splitlines()[0] for section in sections if "\nFiles" not in section] == []


def files_in(text: str) -> set[str]:
    """What is quoted as code and reads like a path of a file or folder."""
    return {name for name in QUOTED.findall(FENCED.sub("", text)) if FILE.fullmatch(name)}


def _texts(names: set[str]) -> list[str]:
    """The text of each file, of a folder that of all the files in it."""
    found: list[Path] = [path for name in names for path in tracked(name.rstrip("/"))]
    return [text_of(path) for path in found]
