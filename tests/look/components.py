"""What the components of templates/components declare in their <c-vars>."""

import re
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "templates" / "components"
DECLARATION = re.compile(r"<c-vars\b((?:\"[^\"]*\"|[^>\"])*?)/>")
DECLARED = re.compile(r"""(:?\w+)(="[^"]*")?""")


def component_names() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.html"))


def attributes_of(name: str) -> tuple[set[str], set[str]]:
    """(needed, known) attributes of a component; those without a default are needed."""
    found = DECLARATION.search((FOLDER / f"{name}.html").read_text(encoding="utf-8"))
    rows = DECLARED.findall(found[1]) if found else []
    return {key for key, default in rows if not default}, {key.lstrip(":") for key, _default in rows}
