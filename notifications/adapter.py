"""What allauth wants to send becomes a secret letter: the page never waits for a mail server."""

from datetime import timedelta
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from notifications.actions import write_secret

NOTICE_LASTS = timedelta(days=3)  # as long as a mail server may be away
# allauth's names of codes and how long each is good; what is not here lasts as long as a notice
LASTS = {
    "email_confirmation": lambda: app_settings.EMAIL_VERIFICATION_BY_CODE_TIMEOUT,
    "email_confirmation_signup": lambda: app_settings.EMAIL_VERIFICATION_BY_CODE_TIMEOUT,
    "password_reset_code": lambda: app_settings.PASSWORD_RESET_BY_CODE_TIMEOUT,
    "login_code": lambda: app_settings.LOGIN_BY_CODE_TIMEOUT,
}
ADDRESS_OF = {
    "email_confirmation": "activate_url",
    "email_confirmation_signup": "activate_url",
    "password_reset_key": "password_reset_url",
    "account_already_exists": "password_reset_url",
    "unknown_account": "signup_url",
}


TOO_MANY = DefaultAccountAdapter.error_messages["too_many_login_attempts"]
CODE_IS_OVER = _("Too many wrong codes: the code is no longer valid. Sign in, and we send a new one.")
RESET_IS_OVER = _("Too many wrong codes: the code is no longer valid. Ask for a new one.")
RESET_PAGE = "account_confirm_password_reset_code"


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "incorrect_code": _("The code is wrong. Take it from our latest letter.")
    }

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        """As a message (not as an error of the sign-in form) "too many" is always about a code."""
        if kwargs.get("message") is TOO_MANY:
            page = request.resolver_match.url_name if request.resolver_match else ""
            kwargs["message"] = RESET_IS_OVER if page == RESET_PAGE else CODE_IS_OVER
        super().add_message(request, level, *args, **kwargs)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        note = template_prefix.rsplit("/", 1)[-1]
        recipient = User.objects.filter(email__iexact=email).first()
        write_secret(
            note=note,
            address=email,
            language=recipient.language if recipient else get_language() or "en",
            content=_content(note, context),
            lasts=timedelta(seconds=LASTS[note]()) if note in LASTS else NOTICE_LASTS,
            recipient=recipient,
        )


def _content(note: str, context: dict[str, Any]) -> dict[str, str]:
    """The few words of allauth's context that the letters print."""
    happened = context.get("timestamp")
    content = {
        "code": context.get("code"),
        "url": context.get(ADDRESS_OF.get(note, "")),
        "old_address": context.get("from_email") or context.get("deleted_email"),
        "new_address": context.get("to_email"),
        "time": date_format(timezone.localtime(happened), "DATETIME_FORMAT") if happened else None,
        "ip": context.get("ip"),
        "browser": context.get("user_agent"),
    }
    return {name: str(value) for name, value in content.items() if value}
