"""What the letters about a login say. Their codes and links come out of the encrypted body, at delivery."""

import json
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.registries import LetterSpec
from notifications import crypto
from notifications.enums import LetterKind
from notifications.models import Letter

ASKED = _("You get this letter because somebody asked for it on our site with this address.")
CHANGED = _("You get this letter because your login changed. It cannot be switched off.")
NOT_YOU = _("If it was not you, nothing happens without the code. You need not do anything.")
ALARM = _("If it was not you, set a new password at once and tell us.")


@dataclass(frozen=True, slots=True)
class Note:
    """Subject, sentence, what the code is for or what the button says, a closing sentence,
    why it was sent."""

    subject: Any
    lead: Any
    closing: Any = ""
    button: Any = ""  # shown with the address `url` of the content
    reason: Any = ASKED


NOTES = {
    "email_confirmation": Note(
        _("Your code to confirm this e-mail address"),
        _("Enter this code in the window where you gave us your address."),
        NOT_YOU,
        _("Confirm the address"),
    ),
    "email_confirmation_signup": Note(
        _("Your code to confirm this e-mail address"),
        _("Enter this code in the window where you signed up."),
        NOT_YOU,
        _("Confirm the address"),
    ),
    "password_reset_code": Note(
        _("Your code for a new password"),
        _("Enter this code in the window where you asked for a new password."),
        NOT_YOU,
    ),
    "password_reset_key": Note(
        _("A new password"),
        _("Somebody asked for a new password for your login. The button leads to the page where you set it."),
        _("If it was not you, nothing happens as long as you do not open the page."),
        _("Set a new password"),
    ),
    "login_code": Note(
        _("Your code to log in"),
        _("Enter this code in the window where you want to log in."),
        NOT_YOU,
    ),
    "account_already_exists": Note(
        _("You already have a login"),
        _("Somebody wanted to sign up with this address. There is a login with it already."),
        _("If you forgot your password, set a new one. If it was not you, nothing has changed."),
        _("Set a new password"),
    ),
    "unknown_account": Note(
        _("There is no login with this address"),
        _("Somebody asked for a code or a new password with this address. There is no login with it."),
        _("If it was you, sign up or try your other address."),
        _("Sign up"),
    ),
    "email_changed": Note(
        _("Your e-mail address was changed"),
        _("The address of your login was changed."),
        ALARM,
        reason=CHANGED,
    ),
    "email_confirm": Note(
        _("Your e-mail address is confirmed"),
        _("The address of your login is confirmed."),
        ALARM,
        reason=CHANGED,
    ),
    "email_deleted": Note(
        _("An e-mail address was removed"),
        _("An address was removed from your login."),
        ALARM,
        reason=CHANGED,
    ),
    "password_changed": Note(
        _("Your password was changed"), _("The password of your login was changed."), ALARM, reason=CHANGED
    ),
    "password_reset": Note(
        _("Your password was set anew"),
        _("The password of your login was set anew with a code."),
        ALARM,
        reason=CHANGED,
    ),
    "password_set": Note(
        _("Your login has a password"), _("A password was set for your login."), ALARM, reason=CHANGED
    ),
}


def content(letter: Letter) -> dict[str, Any]:
    said = json.loads(crypto.decrypt(letter.body))
    note = NOTES[said["note"]]
    given = said["content"]
    return {
        "note": note,
        "code": given.get("code", ""),
        "button_url": given.get("url", ""),
        "facts": [{"label": label, "value": given[name]} for name, label in FACTS.items() if given.get(name)],
        "expires_at": letter.expires_at if given.get("code") else None,
    }


FACTS = {
    "old_address": _("Address before"),
    "new_address": _("Address now"),
    "time": _("Time"),
    "ip": _("Network address"),
    "browser": _("Browser"),
}

LETTER = LetterSpec(LetterKind.SECRET, _("secret"), content)
