"""Loading the classifications of catalog/data: new rows come, changed titles change, nothing is removed."""

import csv
from pathlib import Path

from django.db import transaction

from catalog.models import TaxonomyCode

DATA = Path(__file__).resolve().parent.parent / "data"
COLUMNS = ["scheme", "revision", "code", "parent", "title_en", "title_zh"]


@transaction.atomic
def load() -> int:
    """Read every *.tsv; returns how many codes there are."""
    rows = [row for path in sorted(DATA.glob("*.tsv")) for row in _read(path)]
    TaxonomyCode.objects.bulk_create(
        [TaxonomyCode(**row) for row in rows],
        update_conflicts=True,
        unique_fields=["scheme", "revision", "code"],
        update_fields=["parent", "title_en", "title_zh"],
    )
    return len(rows)


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [
            {name: row[name] or "" for name in COLUMNS}
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        ]
