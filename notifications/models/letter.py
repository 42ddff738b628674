from typing import Any, ClassVar, Self
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.models import User
from core.fields import PublicIdField
from core.models import Work, WorkQuerySet, WorkState
from notifications.enums import DeliveryState, LetterKind, letter_kinds


class LetterQuerySet(WorkQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        return self.all() if actor.is_operator else self.none()

    def gathering(self, kind: str, recipient: User) -> Self:
        """The letter that still takes more of this kind for this person."""
        return self.filter(kind=kind, recipient=recipient, gathering=True)

    def to_erase(self) -> Self:
        """Secret letters whose body is no longer needed: expired, or nobody will send them."""
        over = Q(expires_at__lte=timezone.now()) & ~Q(state=WorkState.LEASED)
        return self.exclude(body="").filter(
            over | Q(state__in=[WorkState.DONE, WorkState.DEAD, WorkState.CANCELLED])
        )

    def try_again(self) -> int:
        """From the beginning; an erased letter has nothing left to send and stays as it is."""
        chosen = self.filter(erased_at=None)
        chosen.filter(state__in=[WorkState.DEAD, WorkState.CANCELLED]).update(refused="", gathering=False)
        return WorkQuerySet.try_again(chosen)

    def search(self, text: str) -> Self:
        words = "".join(character for character in text if character.isprintable()).strip()
        return self.filter(address__icontains=words) if words else self.all()


class Letter(Work):
    """One e-mail to one person. What it says is rendered at delivery, from its items;
    a secret one has a body."""

    # Pauses grow to an hour: the mail server may be away for about three days.
    ATTEMPTS: ClassVar[int] = 80
    # Longer than the slowest delivery: every step of the SMTP dialogue may take EMAIL_TIMEOUT.
    LEASE_SECONDS: ClassVar[int] = 300

    public_id = PublicIdField()
    dedupe_key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(_("kind"), max_length=30, choices=letter_kinds)
    recipient = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="letters"
    )
    address = models.CharField(_("address"), max_length=254)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    subject = models.CharField(_("subject"), max_length=250, blank=True)  # written when it was sent
    message_id = models.CharField(max_length=200, unique=True)
    gathering = models.BooleanField(default=False)
    sent_at = models.DateTimeField(null=True, blank=True)
    refused = models.CharField(max_length=300, blank=True)  # what the mail server said when it took no more
    body = models.TextField(blank=True, editable=False)
    expires_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = LetterQuerySet.as_manager()

    class Meta(Work.Meta):
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ["-pk"]
        constraints = [
            *Work.Meta.constraints,
            models.CheckConstraint(
                name="letter_sent_iff_done",
                condition=Q(state="done", sent_at__isnull=False) | (~Q(state="done") & Q(sent_at=None)),
            ),
            models.CheckConstraint(
                name="letter_with_a_body_is_secret_and_expires",
                condition=Q(body="") | Q(kind="secret", expires_at__isnull=False, erased_at=None),
            ),
            models.UniqueConstraint(
                name="letter_gathers_once_per_person_and_kind",
                fields=["recipient", "kind"],
                condition=Q(gathering=True),
            ),
        ]
        indexes = [
            *Work.Meta.indexes,
            models.Index(name="letter_by_state", fields=["state", "-id"]),
            models.Index(name="letter_not_erased", fields=["expires_at"], condition=~Q(body="")),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.public_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name_message()
        super().save(*args, **kwargs)

    def name_message(self) -> None:
        """The Message-ID is made once: a letter that is sent again is the same message."""
        if not self.message_id:
            host = urlsplit(settings.SITE_URL).hostname or "localhost"
            self.message_id = f"<{self.public_id}@{host}>"

    def get_absolute_url(self) -> str:
        return reverse("notifications:letter", args=[self.public_id])

    @property
    def is_secret(self) -> bool:
        return self.kind == LetterKind.SECRET

    @property
    def shown_state(self) -> str:
        """The state as pages name it: a sent letter is more than work done."""
        if self.state == WorkState.DONE:
            return DeliveryState.SENT
        return DeliveryState.RETRYING if self.state == WorkState.WAITING and self.attempts else self.state

    @property
    def is_expired(self) -> bool:
        return self.expires_at is not None and self.expires_at <= timezone.now()

    def drop(self, reason: str, **fields: Any) -> None:
        """Leased, but there is nothing to say any more."""
        self._let_go(
            state=WorkState.CANCELLED, last_error=reason[:2000], finished_at=timezone.now(), **fields
        )


class LetterItem(models.Model):
    """One piece of news in a letter: public ids only; the words come from the rows at delivery."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="items")
    dedupe_key = models.CharField(max_length=200, unique=True)
    data = models.JSONField(default=dict)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.dedupe_key
