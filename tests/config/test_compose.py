"""docker-compose.yml cannot run here; that it is sound is checked piece by piece."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
OURS = ("migrate", "web", "worker", "beat")


def test_the_services_are_those_of_the_architecture():
    assert sorted(COMPOSE["services"]) == ["beat", "migrate", "postgres", "redis", "web", "worker"]


def test_every_service_that_stays_has_a_health_check():
    staying = {name: service for name, service in COMPOSE["services"].items() if name != "migrate"}
    assert [name for name, service in staying.items() if "test" not in service.get("healthcheck", {})] == []


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_nothing_starts_before_the_migration_is_complete(name):
    needed = COMPOSE["services"][name]["depends_on"]
    assert needed["migrate"] == {"condition": "service_completed_successfully"}
    assert needed["redis"] == {"condition": "service_healthy"}


def test_redis_keeps_what_it_is_given():
    command = COMPOSE["services"]["redis"]["command"]
    assert command[command.index("--appendonly") + 1] == "yes"
    assert command[command.index("--maxmemory-policy") + 1] == "noeviction"


def test_the_database_is_made_with_a_locale_that_knows_chinese():
    assert "C.UTF-8" in COMPOSE["services"]["postgres"]["environment"]["POSTGRES_INITDB_ARGS"]


def commands() -> list[list[str]]:
    found = [COMPOSE["services"][name]["command"] for name in OURS]
    checks = [COMPOSE["services"][name]["healthcheck"]["test"][1:] for name in ("web", "worker", "beat")]
    docker = re.search(r"^CMD (\[.*\])$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    return [*found, *checks, json.loads(docker.group(1))]


def test_the_image_starts_what_compose_starts_as_web():
    assert commands()[-1] == COMPOSE["services"]["web"]["command"]


@pytest.mark.parametrize(
    "command", [json.loads(text) for text in sorted({json.dumps(c) for c in commands()})], ids=" ".join
)
def test_every_command_is_one_of_this_project(command):
    """manage.py commands exist; gunicorn and celery accept the very options."""
    if command[:2] == ["python", "manage.py"]:
        assert command[2] in get_commands()
        return
    program = [sys.executable, "-m", *command]
    check = [*program, "--check-config"] if command[0] == "gunicorn" else [*program, "--help"]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    done = subprocess.run(check, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_every_variable_of_the_example_is_explained():
    names = re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)
    page = (ROOT / "docs" / "operations.md").read_text() + "POSTGRES_PASSWORD"
    suffixes = {"TENON_SMTP_USER": "_USER", "TENON_SMTP_PASSWORD": "_PASSWORD"}
    assert [name for name in names if suffixes.get(name, name) not in page] == []
