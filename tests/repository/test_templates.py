"""Every template is reachable from the code, and every template compiles."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template

from tests.repository.test_tree import APPS, ROOT, text_of, tracked

FOLDER = ROOT / "templates"
# Named by Django, allauth or the error handlers, not by our code.
BY_CONVENTION = re.compile(r"^(account|allauth|django|mfa)/|^(400|403|403_csrf|404|429|500)\.html$")


def names() -> list[str]:
    return sorted(str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*") if path.is_file())


def test_every_template_is_reachable():
    sources = [text_of(path) for app in APPS for path in tracked(f"{app}/*.py", f"{app}/**/*.py")]
    sources += [text_of(path) for path in FOLDER.rglob("*") if path.is_file()]
    text = "\n".join(sources)
    lost = [
        name
        for name in names()
        if not BY_CONVENTION.search(name) and name not in text and not _built_name(name, text)
    ]
    assert lost == []


def _built_name(name: str, text: str) -> bool:
    """Letters are named by their kind: the folder stands in the code, the kind is in the enum."""
    path = Path(name)
    return "letters" in path.parts and f"{path.parent}/" in text


@pytest.mark.parametrize("name", names() if FOLDER.is_dir() else [])
def test_template_compiles(name):
    assert get_template(name).template.source is not None
