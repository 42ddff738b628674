"""The style sheets: layers, one home for each class, tokens for space, order and widths, nothing unused."""

import re
from collections import defaultdict
from pathlib import Path

import lightningcss
import pytest

from config.staticfiles import ENTRY, bundle
from tests.repository.test_tree import APPS, ROOT, text_of, tracked

CSS = ROOT / "static" / "css"
COMPONENTS = ROOT / "templates" / "components"
LAYERS = ["reset", "tokens", "base", "layout", "components", "utilities", "print"]
WITHOUT_A_HOME = {"print.css"}  # hides and flattens what others style
BY_SCRIPTS = {"htmx-indicator", "htmx-request"}  # htmx puts them on while it waits
LEVELS = {"1", "2", "3"}  # of chips and marks, computed
TAG = re.compile(r"\{[{%].*?[%}]\}")
QUOTED = re.compile(r"""["']([^"'\n]*)["']""")
CLASSES = re.compile(r'''(?:class|css)"?[=:] ?"((?:\{[{%].*?[%}]\}|[^"{])*)"''')
# A block of a layout that holds nothing but classes.
CLASS_BLOCK = re.compile(r"\{% block \w+_class %\}([\w -]*)\{% endblock %\}")
# "badge-{{ family }}", "fact-table-{% if ... %}", "marked-{}": the class ends with what is put in.
BUILT = re.compile(r"\b([a-z][\w-]*-)(?:\{\{|\{%|\{[a-z}])")
SPACING = re.compile(r"^\s*(?:margin|padding|(?:row-|column-)?gap)(?:-[a-z]+)*: (.*);", re.MULTILINE)


def sheets() -> dict[str, str]:
    """The text of each of our style sheets without its comments."""
    found = {str(path.relative_to(CSS)): text_of(path) for path in tracked("static/css/*.css")}
    return {name: re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL) for name, text in found.items()}


def classes_of(text: str) -> set[str]:
    """Every class of a selector; declarations and names of files do not count."""
    return set(re.findall(r"\.([a-z][\w-]*)", re.sub(r"\{[^{}]*\}|\"[^\"]*\"", "{}", text)))


def _code() -> str:
    python = [path for app in APPS for path in tracked(f"{app}/*.py") if "migrations" not in path.parts]
    return "\n".join(map(text_of, [*python, *tracked("static/js/*.js")]))


def _templates() -> str:
    """Those of pages; letters have a style sheet of their own."""
    pages = [path for path in tracked("templates/*.html") if "letters" not in path.parts]
    return "\n".join(map(text_of, pages))


def _words() -> set[str]:
    """Every word of the class attributes and `css` arguments of templates, tags and scripts."""
    templates = _templates()
    drawn = [*tracked("static/js/*.js"), ROOT / "core" / "templatetags" / "sprite.py"]
    values = CLASSES.findall(templates) + CLASSES.findall(_code()) + CLASS_BLOCK.findall(templates)
    values += QUOTED.findall("\n".join(map(text_of, drawn)))
    texts = [TAG.sub(" ", each) for each in values]
    texts += [quoted for each in values for quoted in QUOTED.findall(each)]
    return {word for each in texts for word in re.split(r"[^\w-]+", each)}


def _quoted() -> set[str]:
    """Every word in quotation marks: what a class that is built may end with."""
    return {word for each in QUOTED.findall(_code() + _templates()) for word in re.split(r"[^\w-]+", each)}


def test_every_class_of_the_style_sheets_is_used():
    words, endings = _words(), _quoted() | LEVELS
    prefixes = set(BUILT.findall(_code() + _templates()))
    classes = set().union(*map(classes_of, sheets().values()))
    assert len(classes) > 200
    unused = [
        name
        for name in sorted(classes - words - BY_SCRIPTS)
        if not any(name.startswith(prefix) and name.removeprefix(prefix) in endings for prefix in prefixes)
    ]
    assert unused == []


def test_each_class_is_named_in_one_style_sheet():
    """Elsewhere an element is reached by its tag, by its own class or by a property its component reads."""
    homes = defaultdict(set)
    for name, text in sheets().items():
        if name not in WITHOUT_A_HOME:
            for each in classes_of(text):
                homes[each].add(name)
    shared = {each: sorted(names) for each, names in homes.items() if len(names) > 1}
    assert [each for each in shared if not each.startswith("is-")] == []


def belongs(name: str, component: str) -> bool:
    """`step-name` and `steps` belong to steps.css, `result` and `results` to result.css."""
    return bool(re.match(rf"{component.removesuffix('s')}s?(-|$)", name)) or name.startswith("is-")


def test_classes_of_a_component_begin_with_its_name():
    templates = {path.stem for path in COMPONENTS.glob("*.html")}
    found = {Path(name).stem: text for name, text in sheets().items() if name.startswith("components/")}
    assert len(templates & set(found)) >= 30
    strangers = {
        stem: lost
        for stem, text in found.items()
        if stem in templates
        and (lost := sorted(each for each in classes_of(text) if not belongs(each, stem.replace("_", "-"))))
    }
    assert strangers == {}


def test_a_style_sheet_without_a_template_is_a_pattern_of_the_documentation():
    page = text_of(ROOT / "docs" / "components.md").split("## Plain HTML with classes")[1]
    templates = {path.stem for path in COMPONENTS.glob("*.html")}
    stems = {Path(name).stem for name in sheets() if name.startswith("components/")}
    assert [stem for stem in sorted(stems - templates) if f"`components/{stem}.css`" not in page] == []


def test_the_entry_imports_every_style_sheet_into_its_layer():
    text = sheets()["site.css"]
    assert re.search(r"@layer ([\w, ]+);", text)[1].split(", ") == LAYERS
    imported = dict(re.findall(r'@import "([^"]+)" layer\((\w+)\)', text))
    imported.pop("../vendor/bootstrap/bootstrap-reboot.min.css")
    folders = {"base", "layout", "components"}
    assert {name: name.split("/")[0] for name in imported if "/" in name} == {
        name: layer for name, layer in imported.items() if layer in folders
    }
    assert set(imported) | {"breakpoints.css", "site.css"} == set(sheets())


def test_the_bundle_is_one_sheet_with_every_layer():
    text = bundle(ROOT / "static" / ENTRY)
    assert "@import" not in text
    assert "@custom-media" not in text
    assert re.findall(r"@layer (\w+)\{", text) == LAYERS
    assert classes_of(text) >= set().union(
        *(classes_of(each) for name, each in sheets().items() if "/" in name)
    )


def test_widths_are_named_in_one_place():
    """Media queries use names of breakpoints.css; scripts use the same numbers."""
    listed = sheets()["breakpoints.css"]
    stray = {
        name: found
        for name, text in sheets().items()
        if name != "breakpoints.css" and (found := re.findall(r"@media[^{]*width[^{]*", text))
    }
    assert stray == {}
    names = set(re.findall(r"@custom-media (--[\w-]+)", listed))
    used = {each for text in sheets().values() for each in re.findall(r"@media \((--[\w-]+)\)", text)}
    assert names == used
    in_scripts = re.findall(r"\((?:max|min)-width: [\d.]+px\)", _code())
    assert [each for each in in_scripts if each not in listed] == []


def test_space_and_order_are_tokens():
    scale = {int(px) for px in re.findall(r"--space-(\d+): \1px;", sheets()["tokens.css"])}
    assert scale == {4, 8, 12, 16, 20, 24, 32, 40, 48, 56}
    literal = {
        (name, value)
        for name, text in sheets().items()
        for value in SPACING.findall(text)
        if scale & {int(px) for px in re.findall(r"(?<![\w.-])(\d+)px", value)}
    }
    assert literal == set()
    orders = {each for text in sheets().values() for each in re.findall(r"z-index: ([^;]+);", text)}
    assert all(re.fullmatch(r"var\(--z-[a-z]+\)", each) for each in orders), orders


@pytest.mark.parametrize("name", [name for name in sheets() if name != "site.css"])
def test_style_sheet_is_read_without_an_error(name):
    lightningcss.process_stylesheet(
        text_of(CSS / name), filename=name, parser_flags=lightningcss.calc_parser_flags(custom_media=True)
    )


def test_every_icon_of_the_sprite_is_used():
    listed = ROOT / "core" / "templatetags" / "sprite.py"
    text = (_code() + _templates()).replace(text_of(listed), "")
    icons = re.findall(r'<symbol id="([a-z]+)"', text_of(ROOT / "static" / "img" / "sprite.svg"))
    assert icons
    assert [name for name in icons if not re.search(rf"""["']{name}["']""", text)] == []


def test_of_bootstrap_the_reboot_alone_is_used():
    names = {path.name for path in tracked("static/vendor/bootstrap/*")}
    assert names == {"LICENSE", "bootstrap-reboot.min.css"}
    assert re.findall(r"data-bs-(?!theme)\w+", _templates() + _code()) == []
    read = set(
        re.findall(r"var\((--bs-[\w-]+)", text_of(ROOT / "static/vendor/bootstrap/bootstrap-reboot.min.css"))
    )
    written = set(re.findall(r"^  (--bs-[\w-]+):", sheets()["tokens.css"], re.MULTILINE))
    assert sorted(written - read) == []  # nothing is mapped that the reboot does not ask for
