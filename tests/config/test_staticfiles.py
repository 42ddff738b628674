"""One style sheet is served, the same to whoever asks, and the imports of scripts carry digests."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command

from config.staticfiles import ENTRY


@pytest.fixture
def _built(settings, tmp_path):
    settings.STATIC_BUILD = tmp_path / "build"
    settings.STATIC_ROOT = tmp_path / "static"
    finders.get_finder.cache_clear()
    yield
    finders.get_finder.cache_clear()


@pytest.mark.usefixtures("_built")
def test_the_bundle_is_found_and_its_sources_are_not():
    found = Path(finders.find(ENTRY))
    assert found.read_text().count("@layer") > 6
    assert finders.find(ENTRY, find_all=True) == [str(found)]
    assert finders.find("css/tokens.css") is None
    assert finders.find("img/sprite.svg")


@pytest.mark.usefixtures("_built")
def test_the_bundle_is_written_again_when_it_is_not_what_the_sources_say():
    found = Path(finders.find(ENTRY))
    text = found.read_text()
    found.write_text("stale")
    assert Path(finders.find(ENTRY)).read_text() == text


@pytest.mark.usefixtures("_built")
@pytest.mark.parametrize("storage", ["HashedStorage", "CompressedHashedStorage"])
def test_collected_files_carry_digests_and_so_do_the_imports_of_scripts(settings, storage):
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": f"config.staticfiles.{storage}"}}
    call_command("collectstatic", verbosity=0, interactive=False)
    root = Path(settings.STATIC_ROOT)
    sheets = sorted(path.name for path in root.glob("css/*.css"))
    assert len(sheets) == 2  # with and without the digest
    assert re.fullmatch(r"site\.[0-9a-f]{12}\.css", sheets[1 if sheets[0] == "site.css" else 0])
    loader = next(root.glob("js/site.*.js")).read_text()
    imported = re.findall(r'from "./(behaviours/[^"]+)"', loader)
    assert len(imported) > 10
    assert all(re.fullmatch(r"behaviours/[a-z-]+\.[0-9a-f]{12}\.js", each) for each in imported)
    assert all((root / "js" / each).exists() for each in imported)
