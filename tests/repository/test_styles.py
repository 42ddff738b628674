"""No class in the style sheets and no icon in the sprite that nothing uses."""

import re

from tests.repository.test_tree import APPS, ROOT, text_of, tracked

BY_SCRIPTS = {"htmx-indicator", "htmx-request"}  # htmx puts them on while it waits
LEVELS = {"1", "2", "3"}  # of chips and marks, computed
TAG = re.compile(r"\{[{%].*?[%}]\}")
QUOTED = re.compile(r"""["']([^"'\n]*)["']""")
# A block of a layout that holds nothing but classes.
CLASS_BLOCK = re.compile(r"\{% block \w+_class %\}([\w -]*)\{% endblock %\}")
# "state-{{ family }}", "fact-{% if ... %}", "mark-{}": the class ends with what is put in.
BUILT = re.compile(r"\b([a-z][\w-]*-)(?:\{\{|\{%|\{[a-z}])")


def _code() -> str:
    python = [path for app in APPS for path in tracked(f"{app}/*.py") if "migrations" not in path.parts]
    return "\n".join(map(text_of, [*python, *tracked("static/js/*.js")]))


def _templates() -> str:
    return "\n".join(map(text_of, tracked("templates/*.html")))


def _words() -> set[str]:
    """Every word inside quotation marks: of code, of the tags of templates,
    and of what stands around them."""
    templates = _templates()
    texts = [_code(), TAG.sub(" ", templates), *TAG.findall(templates)]
    found = [each for text in texts for each in QUOTED.findall(text)] + CLASS_BLOCK.findall(templates)
    return {word for each in found for word in re.split(r"[^\w-]+", each)}


def _classes() -> set[str]:
    """Every class selector of our own style sheets; declarations and comments do not count."""
    found = set()
    for path in tracked("static/css/*.css"):
        selectors = re.sub(r"/\*.*?\*/|\{[^{}]*\}", "{}", text_of(path), flags=re.DOTALL)
        found |= set(re.findall(r"\.([a-z][\w-]*)", selectors))
    return found


def test_every_class_of_the_style_sheets_is_used():
    words = _words()
    prefixes = set(BUILT.findall(_code() + _templates()))
    classes = _classes()
    assert len(classes) > 200
    unused = [
        name
        for name in sorted(classes - words - BY_SCRIPTS)
        if not any(
            name.startswith(prefix) and (name.removeprefix(prefix) in words | LEVELS) for prefix in prefixes
        )
    ]
    assert unused == []


def test_every_icon_of_the_sprite_is_used():
    listed = ROOT / "core" / "templatetags" / "sprite.py"
    text = (_code() + _templates()).replace(text_of(listed), "")
    icons = re.findall(r'<symbol id="([a-z]+)"', text_of(ROOT / "static" / "img" / "sprite.svg"))
    assert icons
    assert [name for name in icons if not re.search(rf"""["']{name}["']""", text)] == []
