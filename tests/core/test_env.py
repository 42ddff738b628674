import pytest
from django.core.exceptions import ImproperlyConfigured

from core import env


def test_a_missing_setting_is_named(monkeypatch):
    monkeypatch.delenv("TENON_TRIAL", raising=False)
    with pytest.raises(ImproperlyConfigured, match="TENON_TRIAL is missing"):
        env.text("TENON_TRIAL")


def test_a_setting_may_stand_in_a_file(monkeypatch, tmp_path):
    (tmp_path / "key").write_text("from the file\n")
    monkeypatch.setenv("TENON_TRIAL_FILE", str(tmp_path / "key"))
    assert env.text("TENON_TRIAL") == "from the file"


@pytest.mark.parametrize(("value", "meaning"), [("1", True), ("No", False), ("", True)])
def test_flag(monkeypatch, value, meaning):
    monkeypatch.setenv("TENON_TRIAL", value)
    assert env.flag("TENON_TRIAL", True) is meaning


@pytest.mark.parametrize(("read", "value"), [(env.flag, "maybe"), (env.number, "ten"), (env.whole, "1.5")])
def test_a_wrong_value_is_named(monkeypatch, read, value):
    monkeypatch.setenv("TENON_TRIAL", value)
    with pytest.raises(ImproperlyConfigured, match="TENON_TRIAL="):
        read("TENON_TRIAL", 1)


def test_storage_is_a_folder_or_an_entry_in_json(monkeypatch, tmp_path):
    files = "django.core.files.storage.FileSystemStorage"
    assert env.storage("STORE", tmp_path) == {"BACKEND": files, "OPTIONS": {"location": str(tmp_path)}}
    monkeypatch.setenv("STORE", "/srv/indexes")
    assert env.storage("STORE", tmp_path)["OPTIONS"] == {"location": "/srv/indexes"}
    monkeypatch.setenv("STORE", '{"BACKEND": "a.Storage", "OPTIONS": {"bucket": "b"}}')
    assert env.storage("STORE", tmp_path) == {"BACKEND": "a.Storage", "OPTIONS": {"bucket": "b"}}


@pytest.mark.parametrize("value", ['{"BACKEND": ', '{"OPTIONS": {}}'])
def test_storage_that_is_neither_is_refused(monkeypatch, tmp_path, value):
    monkeypatch.setenv("STORE", value)
    with pytest.raises(ImproperlyConfigured, match="STORE"):
        env.storage("STORE", tmp_path)
