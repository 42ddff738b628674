from accounts.models import User
from core import states
from core.registries import (
    AuditSentence,
    Beat,
    LetterSpec,
    MenuItem,
    Routes,
    api_routes,
    audit_sentences,
    beats,
    letters,
    page_routes,
    staff_menu,
)
from core.states import Look, StateChoices


class SignatureState(StateChoices):
    SIGNED = "signed", Look("good", "pencil", "Signed"), "signed by a guest"


def in_staff_menu(actor):
    if actor.is_operator:
        yield MenuItem("Guest book", "guestbook:all", 80, waiting=[User.objects.filter(name="Guest")])


def _content(letter):
    return {"guests": letter.items.count()}


states.register("signature", SignatureState)
staff_menu.add(in_staff_menu)
page_routes.add(Routes("tests.core.guestbook.urls", prefix="guestbook/"))
api_routes.add(Routes("tests.core.guestbook.api_urls", prefix="guestbook/"))
beats.add(Beat("guestbook-tidy", "tests.core.guestbook.tasks.tidy", 7.0, expires=14.0))
audit_sentences.add(AuditSentence("guestbook.signed", "Signed the guest book", "pencil"))
letters.add(LetterSpec("guestbook_signed", "guest book signed", _content))
