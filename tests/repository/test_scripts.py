"""The scripts of the site: one behaviour for each module, and each of them is bound and used."""

import re

from tests.repository.test_tree import ROOT, text_of, tracked

BEHAVIOURS = ROOT / "static" / "js" / "behaviours"


def names() -> set[str]:
    return {path.stem for path in tracked("static/js/behaviours/*.js")}


def test_the_loader_binds_every_behaviour():
    text = text_of(ROOT / "static" / "js" / "site.js")
    assert set(re.findall(r'from "./behaviours/([a-z-]+)\.js";', text)) == names()
    table = text.split("const BEHAVIOURS = {")[1].split("};")[0]
    assert set(re.findall(r"^  \"?([a-z-]+)\"?[:,]", table, re.MULTILINE)) == names()


def test_templates_name_every_behaviour_and_no_other():
    found = [re.findall(r'data-behaviour="([^"]*)"', text_of(path)) for path in tracked("templates/*.html")]
    assert {name for each in found for value in each for name in value.split()} == names()


def test_every_behaviour_is_tried_in_the_browser():
    text = text_of(ROOT / "tests" / "e2e" / "test_behaviours.py")
    assert [name for name in sorted(names()) if f'"{name}"' not in text] == []


def test_modules_have_one_function_and_say_what_it_does():
    for path in tracked("static/js/behaviours/*.js"):
        text = text_of(path)
        assert text.startswith("// "), path.name
        assert text.count("export ") == text.count("export default function") == 1, path.name


def test_comments_do_not_read_like_imports():
    """Django rewrites what looks like `import ... from "./x.js"`, also when it begins in a comment."""
    comments = [line for path in tracked("static/js/*.js") for line in re.findall(r"//.*", text_of(path))]
    assert [line for line in comments if re.search(r"\b(import|export)\b", line)] == []
