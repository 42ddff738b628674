"""The tree itself keeps the rules of the house."""

import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
APPS = ("core", "accounts", "catalog", "matching", "notifications", "pages", "config")


def tracked(*patterns: str) -> list[Path]:
    listing = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "--", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / line for line in listing.stdout.splitlines() if (ROOT / line).is_file()]


def text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def test_no_file_names_a_package_index():
    index = re.compile(
        r"(index-url|find-links|extra-index)[ =]|https?://[^ ]*/simple(/|[\"' ]|$)|\"resolved\":"
    )
    here = Path(__file__)
    guilty = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in tracked()
        if path != here and path.name != "compile.sh"
        for number, line in enumerate(text_of(path).splitlines(), 1)
        if index.search(line)
    ]
    assert guilty == []


def test_pins_hold_no_address():
    guilty = [
        f"{path.name}:{number}"
        for path in tracked("requirements/*.txt")
        for number, line in enumerate(text_of(path).splitlines(), 1)
        if "://" in line
        or not re.match(r"^(\S+==\S+( ; .*)?( \\)?|    --hash=sha256:[0-9a-f]{64}( \\)?)$", line)
    ]
    assert guilty == []


def test_pins_name_the_extras_that_other_packages_ask_for():
    """pip meets `coverage[toml]` of one package beside a pin `coverage==7.17.3`
    and may take a newer release for it."""
    pins = {}
    for line in text_of(ROOT / "requirements/test.txt").splitlines():
        if found := re.match(r"([\w.-]+)(?:\[([\w,-]+)\])?==", line):
            pins[canonicalize_name(found[1])] = set((found[2] or "").split(","))
    missing = [
        f"{name} asks for {wanted}"
        for name in pins
        for line in _requires(name)
        if (wanted := Requirement(line)).extras
        and (wanted.marker is None or wanted.marker.evaluate({"extra": ""}))
        and not wanted.extras <= pins.get(canonicalize_name(wanted.name), set())
    ]
    assert missing == []


def _requires(name: str) -> list[str]:
    try:
        return metadata.requires(name) or []
    except metadata.PackageNotFoundError:  # of another platform
        return []


def test_no_lock_file_with_addresses_is_tracked():
    assert tracked("*uv.lock", "*package-lock.json", "*poetry.lock", "*yarn.lock") == []


def test_no_file_names_a_folder_of_one_machine():
    machine = re.compile(r"(^|[^a-zA-Z0-9._<{])/(work|farm|root|home/[a-z]+)/")
    here = Path(__file__)
    guilty = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in tracked()
        if path != here
        for number, line in enumerate(text_of(path).splitlines(), 1)
        if machine.search(line)
    ]
    assert guilty == []


# Lines of one file: of what runs, and of tests.
LONGEST = {"*.py": 400, "static/css/*.css": 400, "static/js/*.js": 400, "templates/*": 400, "*.sh": 400}
LONGEST_TEST = 500


@pytest.mark.parametrize(("pattern", "longest"), [*LONGEST.items(), ("tests/*.py", LONGEST_TEST)])
def test_files_stay_short(pattern, longest):
    guilty = {
        str(path.relative_to(ROOT)): n
        for path in tracked(pattern)
        if "migrations" not in path.parts
        and (pattern.startswith("tests") or "tests" not in path.relative_to(ROOT).parts)
        and (n := len(text_of(path).splitlines())) > longest
    }
    assert guilty == {}


def test_packages_of_the_engine_stay_small():
    """At most 8 modules beside the packages, at most 12 in each package; `__init__` is not counted in a
    package.
    """
    engine = ROOT / "matching" / "engine"
    modules: dict[Path, list[str]] = {}
    for path in tracked("matching/engine/*.py", "matching/engine/**/*.py"):
        modules.setdefault(path.parent, []).append(path.stem)
    assert len(modules[engine]) <= 8
    assert {
        folder.name: n for folder in modules if (n := len(set(modules[folder]) - {"__init__"})) > 12
    } == {}


def test_no_module_has_the_name_of_one_of_the_standard_library():
    names = sys.stdlib_module_names - {"__init__", "__main__"}
    found = {
        str(path.relative_to(ROOT))
        for app in APPS
        for path in tracked(f"{app}/*.py", f"{app}/**/*.py")
        if names & {path.stem, *path.relative_to(ROOT).parts[:-1]}
    }
    assert found == set()


def test_only_the_nudge_sends_tasks():
    sending = re.compile(r"\.(delay|apply_async|delay_on_commit|send_task)\(")
    guilty = [
        str(path.relative_to(ROOT))
        for app in APPS
        for path in tracked(f"{app}/*.py", f"{app}/**/*.py")
        if sending.search(text_of(path)) and path != ROOT / "core" / "nudge.py"
    ]
    assert guilty == []


def test_no_receiver_listens_to_the_saving_of_rows():
    guilty = [
        str(path.relative_to(ROOT))
        for app in APPS
        for path in tracked(f"{app}/**/*.py")
        if re.search(r"\b(post|pre)_(save|delete)\b", text_of(path))
    ]
    assert guilty == []


def test_templates_have_no_inline_script_or_style():
    inline = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>|<style\b|<[^>]*\s(style|on[a-z]+)=", re.IGNORECASE)
    tags = re.compile(r"{%.*?%}", re.DOTALL)
    guilty = [
        str(path.relative_to(ROOT))
        for path in tracked("templates/*.html", "templates/**/*.html")
        if inline.search(tags.sub("", text_of(path)))
    ]
    assert guilty == []


def test_vendored_files_are_those_of_the_manifest():
    import hashlib
    import json

    folder = ROOT / "static" / "vendor"
    manifest = json.loads((folder / "MANIFEST.json").read_text())
    entries = manifest["files"] if isinstance(manifest, dict) else manifest
    stated = {entry["file"]: entry["sha256"] for entry in entries}
    found = {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.name not in {"MANIFEST.json"} and "LICENSE" not in path.name
    }
    assert {name: digest for name, digest in stated.items() if "LICENSE" not in name} == found


def test_every_folder_of_the_architecture_page_exists():
    page = (ROOT / "docs" / "architecture.md").read_text()
    named = re.findall(r"^ *([a-z_]+(?:/[a-z_]+)*)/ {2,}", page, re.MULTILINE)
    assert named
    assert [name for name in named if not (ROOT / name).is_dir()] == []
