"""Wrong settings fail at start with a sentence that says what to do."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GOOD = {
    "SECRET_KEY": "k3Jz9wQm1xVb7RtYpLfHs5NdGc2EaUo8iZq4MXvB6KTySnWr0D-_jhPe",
    "TENON_SITE_URL": "https://market.example.org",
    "DATABASE_URL": "postgres://tenon:secret@localhost:5432/tenon",
    "REDIS_URL": "redis://localhost:6379/0",
    "TENON_SMTP_HOST": "mail.example.org",
    "TENON_FROM_EMAIL": "Tenon <noreply@example.org>",
}


def start(tmp_path, **changes):
    """Load the production settings in a process of their own; returns its last line of error."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TENON_")}
    environment |= {**GOOD, "TENON_VAR": str(tmp_path), **changes}
    for name in [name for name, value in environment.items() if value is None]:
        del environment[name]
    done = subprocess.run(
        [sys.executable, "-c", "import config.settings.production"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, (done.stderr.strip().splitlines() or [""])[-1]


def test_good_settings_start(tmp_path):
    assert start(tmp_path) == (0, "")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"SECRET_KEY": None}, "The setting SECRET_KEY is missing"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is too weak"),
        ({"TENON_SITE_URL": "http://market.example.org"}, "must begin with https://"),
        ({"TENON_HOSTS": "*"}, "must name the hosts"),
        ({"DATABASE_URL": "mysql://x"}, "DATABASE_URL begins with 'mysql'"),
        ({"DATABASE_URL": "sqlite:///x"}, "Production needs PostgreSQL"),
        ({"REDIS_URL": None}, "The setting REDIS_URL is missing"),
        ({"TENON_PENDING_PER_NEED": "many"}, "TENON_PENDING_PER_NEED='many' is not a number"),
        ({"TENON_SMTP_STARTTLS": "perhaps"}, "neither yes nor no"),
    ],
)
def test_a_wrong_setting_stops_the_start_and_says_what_to_do(tmp_path, changes, sentence):
    code, last_line = start(tmp_path, **changes)
    assert code != 0
    assert sentence in last_line


def test_a_plain_http_trial_is_allowed_when_asked_for(tmp_path):
    assert start(tmp_path, TENON_SITE_URL="http://market.example.org", TENON_PLAIN_HTTP="1") == (0, "")


def test_the_embedded_secret_is_made_once_and_only_for_its_owner(tmp_path):
    code = "from django.conf import settings; print(settings.SECRET_KEY)"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.embedded",
        "TENON_VAR": str(tmp_path),
    }
    runs = [
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        for _ in range(2)
    ]
    assert runs[0].stdout == runs[1].stdout
    assert len(runs[0].stdout.strip()) > 60
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600
