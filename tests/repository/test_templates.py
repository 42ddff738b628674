"""Every template is reachable from the code, and every template compiles."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template

from tests.look.components import attributes_of
from tests.repository.test_tree import APPS, ROOT, text_of, tracked

FOLDER = ROOT / "templates"
WIDTH = 160
INNER = re.compile(r"\{%.*?%\}|\{\{.*?\}\}")  # tags inside tags, which would end an attribute too early
CALL = re.compile(r"""<c-([a-z-]+)((?:\s+[:\w]+(?:="[^"]*")?)*)\s*/?>""")
ATTRIBUTE = re.compile(r"""([:\w]+)(?:="[^"]*")?""")
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
        if not BY_CONVENTION.search(name)
        and name not in text
        and not _built_name(name, text)
        and not _called(name, text)
    ]
    assert lost == []


def _built_name(name: str, text: str) -> bool:
    """Letters are named by their kind: the folder stands in the code, the kind is in the enum."""
    path = Path(name)
    return "letters" in path.parts and f"{path.parent}/" in text


def _called(name: str, text: str) -> bool:
    """A component is called <c-its-name>."""
    path = Path(name)
    return path.parent.name == "components" and f"<c-{path.stem.replace('_', '-')}" in text


@pytest.mark.parametrize("name", names() if FOLDER.is_dir() else [])
def test_template_compiles(name):
    assert get_template(name).template.source is not None


def test_lines_of_templates_fit_the_width():
    long = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in FOLDER.rglob("*")
        if path.is_file()
        for number, line in enumerate(text_of(path).splitlines(), 1)
        if len(line) > WIDTH
    ]
    assert long == []


def calls() -> list[tuple[str, str, set[str]]]:
    """(template, component, attributes given) of every `<c-...>` of the templates."""
    found = []
    for path in FOLDER.rglob("*.html"):
        for name, attributes in CALL.findall(INNER.sub("_", text_of(path))):
            if name not in {"vars", "slot"}:
                given = {each.lstrip(":") for each in ATTRIBUTE.findall(attributes)}
                found.append((str(path.relative_to(FOLDER)), name.replace("-", "_"), given))
    return found


def test_components_are_called_with_attributes_they_know():
    """A misspelt attribute would be ignored, and a missing one would print nothing."""
    assert len(calls()) == sum(
        len(re.findall(r"<c-(?!vars|slot)", text_of(path))) for path in FOLDER.rglob("*.html")
    )
    wrong = []
    for template, name, given in calls():
        needed, known = attributes_of(name)
        wrong += [f"{template}: {name} knows no {each}" for each in sorted(given - known)]
        wrong += [f"{template}: {name} lacks {each}" for each in sorted(needed - given)]
    assert wrong == []


def test_components_are_called_as_components_only():
    included = re.compile(r"""(?:include|inclusion_tag\(|render\(.*) ?"components/""")
    python = [path for app in APPS for path in tracked(f"{app}/*.py")]
    guilty = [
        str(path.relative_to(ROOT))
        for path in [*FOLDER.rglob("*.html"), *python]
        if included.search(text_of(path))
    ]
    assert guilty == []
