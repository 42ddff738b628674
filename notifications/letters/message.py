"""The envelope: headers that mail programs and other robots understand."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from notifications.letters.composing import Composed
from notifications.models import Letter


def envelope(letter: Letter, composed: Composed) -> EmailMultiAlternatives:
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    headers = {
        "Message-ID": letter.message_id,
        "Auto-Submitted": "auto-generated",
        "Content-Language": letter.language,
        "List-Id": f"<letters.{host}>",
    }
    message = EmailMultiAlternatives(
        subject=composed.subject,
        body=composed.text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[letter.address],
        reply_to=[settings.SITE_CONTACT_EMAIL] if settings.SITE_CONTACT_EMAIL else None,
        headers=headers,
    )
    message.attach_alternative(composed.html, "text/html")
    return message
