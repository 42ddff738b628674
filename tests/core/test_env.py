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
