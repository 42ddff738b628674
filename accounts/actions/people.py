"""What a person says about themselves: name, language, terms accepted."""

from django.db import transaction

from accounts.actions.errors import Stale
from accounts.actor import Actor
from accounts.enums import SiteTextSlug
from accounts.models import SiteText, TermsAcceptance, User
from core import audit


@transaction.atomic
def edit_profile(*, by: Actor, name: str, language: str) -> User:
    person = User.objects.select_for_update().get(pk=by.user.pk)
    changed = [
        field
        for field, value in {"name": name, "language": language}.items()
        if getattr(person, field) != value
    ]
    if changed:
        person.name, person.language = name, language
        person.save(update_fields=changed)
        audit.record("user.edited", person, by=by, changed=changed)
    return person


@transaction.atomic
def accept_terms(*, by: Actor, version: int) -> TermsAcceptance:
    """Keep that this person accepted the version that is in force; accepting twice is accepting once."""
    current = SiteText.objects.current(SiteTextSlug.TERMS)
    if current is None or current.version != version:
        raise Stale(current)
    acceptance, new = TermsAcceptance.objects.get_or_create(user=by.user, version=version)
    if by.user.terms_due:
        by.user.terms_due = False
        by.user.save(update_fields=["terms_due"])
    if new:
        audit.record("terms.accepted", by.person, by=by, version=version)
    return acceptance


@transaction.atomic
def complete_signup(*, person: User, name: str, language: str, terms_version: int) -> User:
    """What sign-up asked besides the address: name, language of letters, terms."""
    person.name, person.language = name, language
    person.save(update_fields=["name", "language"])
    by = Actor(person=person)
    audit.record("user.signed_up", person, by=by)
    if terms_version:
        accept_terms(by=by, version=terms_version)
    return person
