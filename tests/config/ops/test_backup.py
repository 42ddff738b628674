import gzip
import hashlib
import json
from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from accounts.actor import SYSTEM, actor_of
from accounts.models import Organisation, User
from catalog.models import Listing, TaxonomyCode
from config.ops.backup import BackupRefused, backup, kept_models, restore
from core import audit
from core.models import AuditEvent
from tests.factories.accounts import MembershipFactory
from tests.factories.catalog import ListingFactory, ListingPatentFactory
from tests.factories.matching import CandidateFactory, ProposalFactory

# A round trip empties the tables, so it needs real transactions.
pytestmark = pytest.mark.django_db(transaction=True)


def everything() -> dict[str, list]:
    return {
        model._meta.label_lower: sorted(
            json.dumps(row, default=str, sort_keys=True) for row in model._base_manager.values()
        )
        for model in kept_models()
    }


def empty() -> None:
    for model in reversed(kept_models()):
        model._base_manager.all().delete()


@pytest.fixture
def content():
    MembershipFactory()
    ListingFactory(title="高真空轴承", language="zh", indicators=[{"name": "寿命", "wanted": "20000 h"}])
    ListingPatentFactory(listing=ListingFactory(offer=True, published=True))
    ProposalFactory()
    CandidateFactory()


def round_trip(tmp_path):
    before = everything()
    backup(tmp_path / "copy")
    empty()
    restore(tmp_path / "copy")
    assert everything() == before
    ListingFactory()  # keys go on after the restored ones


def test_round_trip_gives_every_row_back(content, tmp_path):
    round_trip(tmp_path)


@pytest.mark.services
def test_round_trip_on_postgresql(content, tmp_path):
    assert connection.vendor == "postgresql"
    round_trip(tmp_path)


def test_restore_into_a_used_database_is_refused(content, tmp_path):
    backup(tmp_path / "copy")
    people = User.objects.count()
    with pytest.raises(BackupRefused, match="already has people"):
        restore(tmp_path / "copy")
    assert User.objects.count() == people


LATER = {"core.auditevent": "actor_kind", "accounts.organisation": "verification_at"}
MIGRATIONS = ("core.0003_auditevent_actor_kind", "accounts.0002_organisation_verification_at")


def make_older(folder):
    """The backup as the version before these migrations would have written it."""
    path, manifest = folder / "rows.jsonl.gz", json.loads((folder / "manifest.json").read_text())
    rows = [json.loads(line) for line in gzip.decompress(path.read_bytes()).decode().split("\n") if line]
    for row in rows:
        row["fields"].pop(LATER.get(row["model"]), None)
    path.write_bytes(gzip.compress("\n".join(map(json.dumps, rows)).encode()))
    manifest["migrations"] = [name for name in manifest["migrations"] if name not in MIGRATIONS]
    manifest["sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest))


def test_rows_of_an_older_backup_are_brought_up_to_date_as_by_migrating(tmp_path):
    actor = actor_of(MembershipFactory().user)
    verified = datetime(2020, 5, 1, tzinfo=UTC)
    Organisation.objects.update(verified_at=verified, verification_at=verified)
    audit.record("listing.edited", ListingFactory(organisation=actor.organisation), by=actor)
    audit.record("listing.expired", Listing.objects.get(), by=SYSTEM)
    before = everything()
    backup(tmp_path / "copy")
    make_older(tmp_path / "copy")
    empty()
    restore(tmp_path / "copy")
    assert everything() == before


def test_a_damaged_backup_is_refused_and_nothing_is_written(content, tmp_path):
    backup(tmp_path / "copy")
    empty()
    rows = tmp_path / "copy" / "rows.jsonl.gz"
    rows.write_bytes(rows.read_bytes()[:-20])
    with pytest.raises(BackupRefused, match="changed or damaged"):
        restore(tmp_path / "copy")
    assert Listing.objects.count() == 0


def test_a_backup_without_its_rows_is_refused_with_a_sentence(content, tmp_path):
    backup(tmp_path / "copy")
    empty()
    (tmp_path / "copy" / "rows.jsonl.gz").unlink()
    with pytest.raises(CommandError, match=r"no readable rows\.jsonl\.gz"):
        call_command("restore", str(tmp_path / "copy"))


def test_a_backup_of_another_format_is_refused(content, tmp_path):
    backup(tmp_path / "copy")
    manifest = tmp_path / "copy" / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"format": 1', '"format": 99'))
    with pytest.raises(CommandError, match="format 99"):
        call_command("restore", str(tmp_path / "copy"))


def test_a_backup_does_not_overwrite_another(content, tmp_path):
    backup(tmp_path / "copy")
    with pytest.raises(CommandError, match="not empty"):
        call_command("backup", str(tmp_path / "copy"))


def test_taxonomies_of_the_migration_are_not_doubled(content, tmp_path):
    codes = TaxonomyCode.objects.count()
    round_trip(tmp_path)
    assert TaxonomyCode.objects.count() == codes
    assert AuditEvent.objects.count() == 0
