"""A backup is a folder: manifest, one file of rows that both databases read, uploaded files, settings.

Rows are written in the order of their dependencies from one consistent snapshot, and read back in one
transaction into an empty database; so a backup of SQLite restores into PostgreSQL and the other way round.
"""

import gzip
import hashlib
import json
import os
import shutil
from collections.abc import Collection, Iterator
from datetime import datetime
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core import serializers
from django.core.management.color import no_style
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction
from django.db.migrations import RunPython
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

FORMAT = 1
LEFT_OUT = {"sessions.session", "contenttypes.contenttype", "auth.permission", "auth.group"}
BATCH = 500


class _ToTheMicrosecond(DjangoJSONEncoder):
    """Django's own encoder cuts times to milliseconds; a backup keeps them."""

    def default(self, o):
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


class BackupRefused(Exception):
    """The folder or the database is not what a backup or restore needs; nothing was changed."""


def kept_models() -> list[type[models.Model]]:
    """Every table with content of its own, referenced ones first."""
    wanted = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.label_lower not in LEFT_OUT and not model._meta.proxy and model._meta.managed
    ]
    order: list[type[models.Model]] = []

    def place(model: type[models.Model], above: tuple = ()) -> None:
        if model in order or model in above or model not in wanted:
            return
        for field in model._meta.concrete_fields:
            target = (
                field.related_model._meta.concrete_model
                if field.is_relation and field.related_model
                else None
            )
            if target is not None:
                place(target, (*above, model))
        order.append(model)

    for model in wanted:
        place(model)
    return order


def backup(folder: Path) -> dict:
    """Write a backup into a folder that does not exist yet. Returns the manifest."""
    if folder.exists() and any(folder.iterdir()):
        raise BackupRefused(f"{folder} is not empty. Name a new folder.")
    aside = folder.with_name(folder.name + ".partial")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True, mode=0o700)
    counts = _write_rows(aside / "rows.jsonl.gz")
    _copy_files(Path(settings.MEDIA_ROOT), aside / "media")
    _write_settings(aside)
    manifest = {
        "format": FORMAT,
        "made_at": timezone.now().isoformat(),
        "migrations": sorted(
            f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()
        ),
        "rows": counts,
        "sha256": hashlib.sha256((aside / "rows.jsonl.gz").read_bytes()).hexdigest(),
    }
    (aside / "manifest.json").write_text(json.dumps(manifest, indent=1))
    if folder.exists():
        folder.rmdir()
    aside.rename(folder)
    return manifest


def _write_rows(path: Path) -> dict[str, int]:
    counts: dict[str, int] = {}
    with gzip.open(path, "wt", encoding="utf-8") as stream, transaction.atomic():
        if connection.vendor == "postgresql":
            connection.cursor().execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        for model in kept_models():
            rows = model._base_manager.order_by("pk").iterator(chunk_size=BATCH)
            counts[model._meta.label_lower] = 0
            for row in rows:
                stream.write(serializers.serialize("jsonl", [row], cls=_ToTheMicrosecond).strip() + "\n")
                counts[model._meta.label_lower] += 1
    return counts


def _copy_files(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target)


def _write_settings(folder: Path) -> None:
    """TENON_* of the environment and, in embedded mode, the key that letters are encrypted with."""
    values = {name: value for name, value in os.environ.items() if name.startswith("TENON_")}
    (folder / "settings.json").write_text(json.dumps(values, indent=1, sort_keys=True))
    key = Path(settings.VAR_DIR) / "secret-key"
    if settings.EMBEDDED and key.exists():
        descriptor = os.open(folder / "secret-key", os.O_WRONLY | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(key.read_text())


def read_manifest(folder: Path) -> dict:
    try:
        manifest = json.loads((folder / "manifest.json").read_text())
    except (OSError, ValueError) as error:
        raise BackupRefused(f"{folder} holds no readable manifest.json: {error}") from None
    if manifest.get("format") != FORMAT:
        raise BackupRefused(f"The backup has format {manifest.get('format')!r}; this version reads {FORMAT}.")
    try:
        digest = hashlib.sha256((folder / "rows.jsonl.gz").read_bytes()).hexdigest()
    except OSError as error:
        raise BackupRefused(f"{folder} holds no readable rows.jsonl.gz: {error}") from None
    if digest != manifest["sha256"]:
        raise BackupRefused("rows.jsonl.gz was changed or damaged after the backup was made.")
    return manifest


def restore(folder: Path) -> dict[str, int]:
    """Read a backup into a migrated database without people. All or nothing. Returns rows per table."""
    manifest = read_manifest(folder)
    applied = {f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()}
    unknown = sorted(set(manifest["migrations"]) - applied)
    if unknown:
        raise BackupRefused(f"The backup comes from a newer version; unknown here: {', '.join(unknown[:3])}.")
    if apps.get_model(settings.AUTH_USER_MODEL)._base_manager.exists():
        raise BackupRefused("This database already has people. Restore into an empty one.")
    counts: dict[str, int] = {}
    with transaction.atomic():
        if connection.vendor == "postgresql":
            connection.cursor().execute("SET CONSTRAINTS ALL DEFERRED")
        for model in reversed(kept_models()):
            model._base_manager.all().delete()  # what migrations have put in (taxonomies, texts)
        for model, rows in _batches(folder / "rows.jsonl.gz"):
            model._base_manager.bulk_create(rows)
            counts[model._meta.label_lower] = counts.get(model._meta.label_lower, 0) + len(rows)
        wanted = {label: n for label, n in manifest["rows"].items() if n}
        if counts != wanted:
            raise BackupRefused("The number of rows differs from the manifest; nothing was restored.")
        _bring_up_to_date(manifest["migrations"])
        _reset_sequences()
    _copy_files_back(folder)
    return counts


def _bring_up_to_date(seen: Collection[str]) -> None:
    """Do to the rows what migrations that an older backup has not seen do to them.

    `migrate` ran them before there were rows. They see the tables as they are now.
    """
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes(), clean_start=True)
    later = [
        migration for migration, _backwards in plan if f"{migration.app_label}.{migration.name}" not in seen
    ]
    if not later:
        return
    newest = executor.loader.project_state().apps
    for operation in (operation for migration in later for operation in migration.operations):
        if isinstance(operation, RunPython):
            operation.code(newest, connection.schema_editor())


def _batches(path: Path) -> Iterator[tuple[type[models.Model], list]]:
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        batch: list = []
        for item in serializers.deserialize("jsonl", stream):
            if batch and (type(item.object) is not type(batch[0]) or len(batch) >= BATCH):
                yield type(batch[0]), batch
                batch = []
            batch.append(item.object)
        if batch:
            yield type(batch[0]), batch


def _reset_sequences() -> None:
    for statement in connection.ops.sequence_reset_sql(no_style(), kept_models()):
        connection.cursor().execute(statement)


def _copy_files_back(folder: Path) -> None:
    if (folder / "media").is_dir():
        shutil.copytree(folder / "media", settings.MEDIA_ROOT, dirs_exist_ok=True)
    if settings.EMBEDDED and (folder / "secret-key").exists():
        target = Path(settings.VAR_DIR) / "secret-key"
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write((folder / "secret-key").read_text())
