"""Documentation is wrapped."""

from tests.repository.test_tree import ROOT, text_of, tracked

WIDTH = 120
# Texts of the site, which it prints: a line end there is a line end on the page.
SITE_TEXTS = ROOT / "accounts" / "data" / "texts"
# Being rewritten; they are wrapped with that and leave this list.
NOT_YET = {
    "CHANGELOG.md",
    "docs/adr/0008-needs-ask-offers-answer.md",
    "docs/adr/0009-compiled-loops.md",
    "docs/adr/0010-neighbours.md",
    "docs/adr/0011-engine-packages.md",
    "docs/architecture.md",
    "docs/languages.md",
    "docs/matcher.md",
    "matching/engine/bilingual/data/README.md",
    "tests/matching/golden/README.md",
}


def test_lines_of_documentation_fit_the_width():
    long = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in tracked("*.md")
        if SITE_TEXTS not in path.parents and str(path.relative_to(ROOT)) not in NOT_YET
        for number, line in enumerate(text_of(path).splitlines(), 1)
        if len(line) > WIDTH and not _cannot_be_wrapped(line)
    ]
    assert long == []


def _cannot_be_wrapped(line: str) -> bool:
    """A row of a table, or one long word such as an address."""
    return line.lstrip().startswith("|") or max(map(len, line.split())) > WIDTH
