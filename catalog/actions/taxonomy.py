"""Loading the shipped classifications: new rows come, changed titles change, nothing is removed."""

from django.db import transaction

from catalog import classification
from catalog.models import TaxonomyCode


@transaction.atomic
def load() -> int:
    """Returns how many codes the files hold."""
    rows = list(classification.rows())
    TaxonomyCode.objects.bulk_create(
        [TaxonomyCode(**row) for row in rows],
        update_conflicts=True,
        unique_fields=["scheme", "revision", "code"],
        update_fields=["parent", "title_en", "title_zh"],
    )
    return len(rows)
