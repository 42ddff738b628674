import subprocess
import sys

import pytest
from django.core.management import call_command

from tests.repository.test_tree import ROOT


@pytest.mark.django_db
def test_models_and_migrations_agree():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_system_checks_find_nothing():
    """Run apart: the test runner itself changes a setting of the templates."""
    command = [
        sys.executable,
        "manage.py",
        "check",
        "--fail-level",
        "WARNING",
        "--settings",
        "config.settings.test",
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
