from typing import Self

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from catalog.enums import Scheme


class TaxonomyQuerySet(models.QuerySet["TaxonomyCode"]):
    def of(self, scheme: str) -> Self:
        return self.filter(scheme=scheme)


class TaxonomyCode(models.Model):
    """One code of a classification; the revision is part of the row. Listings hold "scheme:code" as text."""

    scheme = models.CharField(max_length=10, choices=Scheme)
    revision = models.CharField(max_length=10)
    code = models.CharField(_("code"), max_length=20)
    parent = models.CharField(max_length=20, blank=True)
    title_en = models.CharField(max_length=120)
    title_zh = models.CharField(max_length=120)

    objects = TaxonomyQuerySet.as_manager()

    class Meta:
        ordering = ["scheme", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "revision", "code"], name="taxonomy_code_once_per_revision"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def title(self) -> str:
        return self.title_zh if (get_language() or "").startswith("zh") else self.title_en

    @property
    def key(self) -> str:
        return f"{self.scheme}:{self.code}"
