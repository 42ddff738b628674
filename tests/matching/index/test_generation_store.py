"""A second host: its own index folder, the same storage."""

import json
import os
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, storages
from django.utils import timezone

from matching import index as live_index
from matching.engine import MANIFEST
from matching.enums import RunState
from matching.index import build, generation_store, live
from matching.models import IndexBuild, IndexGeneration, MatchRun
from matching.pipeline import rebuild
from tests.conftest import LOCAL
from tests.matching.pairs import need

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def hosts(settings, tmp_path, monkeypatch):
    """hosts("b") moves this process to host b; all hosts share one storage."""
    monkeypatch.setattr(live, "_asked_at", float("-inf"))
    monkeypatch.setattr(generation_store, "_refused", {})
    settings.STORAGES = {
        **settings.STORAGES,
        "indexes": {**LOCAL, "OPTIONS": {"location": tmp_path / "shared"}},
    }

    def move(name):
        settings.INDEX_DIR = tmp_path / name
        live_index.forget()
        return settings.INDEX_DIR

    move("a")
    return move


def keys():
    return set(live_index.current_index().keys())


def folders(place):
    return {path.name for path in place.iterdir() if path.is_dir()}


def test_generation_built_on_one_host_is_fetched_by_another(hosts, tmp_path):
    wanted = need("vacuum")
    generation = rebuild.build_now()
    there = hosts("b")
    assert (live_index.current().generation, keys()) == (generation, {wanted.public_id})
    assert folders(there) == {generation.public_id} == folders(tmp_path / "shared")
    assert IndexBuild.objects.count() == 0


def test_storage_that_is_the_index_folder_itself_gets_no_copies(settings):
    generation = rebuild.build_now()
    assert not generation_store.is_elsewhere()
    assert [path.name for path in settings.INDEX_DIR.iterdir()] == [generation.public_id]


def test_storage_that_is_no_folder_is_elsewhere(monkeypatch):
    class Remote(FileSystemStorage):
        def path(self, name):
            raise NotImplementedError

    monkeypatch.setattr(generation_store, "_storage", Remote)
    assert generation_store.is_elsewhere()


def test_host_whose_copy_is_torn_fetches_it_again(hosts):
    wanted = need("vacuum")
    rebuild.build_now()
    hosts("b")
    keys()
    for path in IndexGeneration.objects.get().folder.iterdir():
        path.write_bytes(path.read_bytes()[:-1])
    live_index.forget()
    assert (keys(), live_index.current().generation) == ({wanted.public_id}, IndexGeneration.objects.get())
    assert IndexBuild.objects.count() == 0


def torn(name):
    with storages["indexes"].open(f"{name}/halves.npy", "r+b") as file:
        file.seek(-1, os.SEEK_END)
        file.write(b"\x55")


def unfinished(name):
    storages["indexes"].delete(f"{name}/{MANIFEST}")


def older_format(name):
    with storages["indexes"].open(f"{name}/{MANIFEST}") as file:
        manifest = json.load(file)
    storages["indexes"].delete(f"{name}/{MANIFEST}")
    storages["indexes"].save(
        f"{name}/{MANIFEST}", ContentFile(json.dumps({**manifest, "format": 0}).encode())
    )


@pytest.mark.parametrize("spoil", [torn, unfinished, older_format])
def test_what_is_not_whole_in_the_storage_is_refused_and_built_again(hosts, spoil):
    wanted = need("vacuum")
    generation = rebuild.build_now()
    spoil(generation.public_id)
    there = hosts("b")
    assert (live_index.current().generation, keys()) == (None, {wanted.public_id})
    assert folders(there) == set()
    assert list(IndexBuild.objects.values_list("reason", flat=True)) == ["damaged or missing"]
    rebuild.work_off()
    hosts("c")
    assert live_index.current().generation == IndexGeneration.objects.current() != generation


def test_generation_of_another_site_under_the_same_name_is_refused(hosts, tmp_path):
    need("vacuum")
    generation = rebuild.build_now()
    need("bearing")
    other = build.engine.build(build._documents(None, print), tmp_path / "other", label=generation.public_id)
    generation_store.discard(generation.public_id)
    for path in other.folder.iterdir():
        storages["indexes"].save(f"{generation.public_id}/{path.name}", ContentFile(path.read_bytes()))
    hosts("b")
    assert live_index.current().generation is None
    assert IndexBuild.objects.count() == 1


def test_what_could_not_be_fetched_is_not_asked_for_at_each_use(hosts, monkeypatch):
    generation = rebuild.build_now()
    torn(generation.public_id)
    hosts("b")
    copied = []
    monkeypatch.setattr(generation_store, "_copy", lambda *names: copied.append(names))
    live_index.current(), live_index.current()
    assert len(copied) == len(list(generation_store._files(generation.public_id)))


def test_generation_is_missing_only_when_the_storage_has_none(hosts):
    generation = rebuild.build_now()
    hosts("b")
    assert build.why_due() == ""
    unfinished(generation.public_id)
    assert build.why_due() == "missing"


def test_older_generations_leave_the_storage_and_the_hosts(hosts, tmp_path):
    first = rebuild.build_now()
    there = hosts("b")
    keys()
    hosts("a")
    later = [rebuild.build_now() for _ in range(2)]
    names = {row.public_id for row in later}
    assert folders(tmp_path / "shared") == folders(tmp_path / "a") == names
    assert folders(there) == {first.public_id}
    past = (timezone.now() - timedelta(days=1)).timestamp()
    os.utime(there / first.public_id, (past, past))
    hosts("b")
    keys()
    assert folders(there) == {later[-1].public_id}


def test_generation_of_a_run_that_goes_on_is_kept(hosts, tmp_path):
    first = rebuild.build_now()
    run = MatchRun.objects.create(generation=first, code_version="tenon 0")
    for _ in range(3):
        latest = rebuild.build_now()
    assert first.public_id in folders(tmp_path / "shared")
    hosts("b")
    assert live_index.current(first).generation == first
    assert live_index.current().generation == latest
    MatchRun.objects.filter(pk=run.pk).update(state=RunState.DONE, finished_at=timezone.now())
    rebuild.build_now()
    assert first.public_id not in folders(tmp_path / "shared")


def test_failed_copy_to_the_storage_leaves_nothing_behind(hosts, tmp_path, monkeypatch):
    def full(self, name, content, max_length=None):
        raise OSError("No space left")

    monkeypatch.setattr(FileSystemStorage, "save", full)
    with pytest.raises(OSError, match="No space left"):
        rebuild.build_now()
    assert (IndexGeneration.objects.count(), folders(tmp_path / "a")) == (0, set())


def test_orphan_in_the_storage_goes_when_nobody_can_be_writing_it(hosts, tmp_path):
    for name in ("old", "young"):
        storages["indexes"].save(f"{name}/halves.npy", ContentFile(b"x"))
    past = (timezone.now() - timedelta(days=1)).timestamp()
    os.utime(tmp_path / "shared" / "old" / "halves.npy", (past, past))
    assert generation_store.tidy_storage() == 1
    assert folders(tmp_path / "shared") == {"young"}
