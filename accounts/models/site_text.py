import re
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language

from accounts.enums import SiteTextSlug
from accounts.models.user import User

HEADINGS = {"# ": "title", "## ": "heading", "### ": "subheading"}


def blocks_of(text: str) -> list[dict[str, Any]]:
    """Titles, headings, lists and paragraphs of a plain text; a blank line ends a block. Nothing is HTML."""
    blocks = []
    for chunk in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()):
        lines = [line.strip() for line in chunk.split("\n") if line.strip()]
        for mark, name in HEADINGS.items():
            if lines and lines[0].startswith(mark):
                blocks.append({"shape": name, "text": lines.pop(0).removeprefix(mark).strip()})
        if lines and all(line.startswith("- ") for line in lines):
            blocks.append({"shape": "list", "items": [line.removeprefix("- ") for line in lines]})
        elif lines:
            blocks.append({"shape": "paragraph", "lines": lines})
    return blocks


class SiteTextQuerySet(models.QuerySet["SiteText"]):
    def current(self, slug: str) -> "SiteText | None":
        return self.filter(slug=slug).order_by("-version").first()

    def latest_of_each(self) -> Self:
        newest = self.filter(slug=models.OuterRef("slug")).order_by("-version").values("pk")[:1]
        return self.filter(pk=models.Subquery(newest))


class SiteText(models.Model):
    """One version of a legal page in both languages; editing makes a new version."""

    slug = models.CharField(max_length=20, choices=SiteTextSlug)
    version = models.PositiveIntegerField(default=1)
    body_en = models.TextField()
    body_zh = models.TextField()
    published_at = models.DateTimeField(default=timezone.now)
    published_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    objects = SiteTextQuerySet.as_manager()

    class Meta:
        ordering = ["slug", "-version"]
        constraints = [models.UniqueConstraint(fields=["slug", "version"], name="site_text_version_once")]

    def __str__(self) -> str:
        return f"{self.slug} {self.version}"

    @property
    def body(self) -> str:
        return self.body_zh if (get_language() or "").startswith("zh") else self.body_en

    def blocks(self) -> list[dict[str, Any]]:
        """The text in the reader's language, with the site's own names in its places."""
        operator = settings.SITE_OPERATOR or settings.SITE_NAME
        names = {
            "{site}": settings.SITE_NAME,
            "{operator}": operator,
            "{contact}": settings.SITE_CONTACT_EMAIL or operator,
        }
        body = self.body
        for place, name in names.items():
            body = body.replace(place, name)
        return blocks_of(body)


class TermsAcceptance(models.Model):
    """This person accepted this version of the terms, then."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="terms_acceptances")
    version = models.PositiveIntegerField()
    accepted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "version"], name="terms_accepted_once")]

    def __str__(self) -> str:
        return f"{self.user} accepted terms {self.version}"
