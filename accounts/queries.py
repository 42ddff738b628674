"""Reads over people and organisations that are more than one chain of words."""

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Any

from django.db.models import Case, Exists, IntegerField, OuterRef, QuerySet, Value, When

from accounts.actor import Actor
from accounts.models import Membership, Organisation

LEGAL_FORMS = re.compile(
    r"\b(co|company|ltd|limited|inc|corp|corporation|llc|plc|gmbh|ag|kg|sa|sas|srl|spa|bv|oy|ab)\b"
    r"|(股份)?有限(责任)?公司|集团|公司"
)
ALIKE = 0.86  # share of common characters from which two names look like one organisation
SHORTEST_PART = 3  # a shorter name inside a longer one says nothing


def plain_name(name: str) -> str:
    """A name without case, punctuation, spaces and legal form: what two spellings have in common."""
    words = re.sub(r"[^\w\s]+", " ", name.casefold())
    bare = re.sub(r"[\W_]+", "", LEGAL_FORMS.sub(" ", words))
    return bare or re.sub(r"[\W_]+", "", words)


def plain_code(code: str) -> str:
    return re.sub(r"[\W_]+", "", code).upper()


def _alike(one: str, other: str) -> bool:
    if not one or not other:
        return False
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    if len(short) >= SHORTEST_PART and short in long and len(short) * 2 >= len(long):
        return True
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE


def similar_organisations(*, names: Iterable[str], registration_code: str = "") -> list[Organisation]:
    """Organisations one could have meant: the same registration code or a name that looks like one of
    these."""
    wanted, code = [plain_name(name) for name in names if name], plain_code(registration_code)
    rows = Organisation.objects.joinable().values_list("pk", "name_en", "name_zh", "registration_code")
    found = [
        pk
        for pk, name_en, name_zh, other_code in rows.iterator()
        if (code and code == plain_code(other_code))
        or any(_alike(name, plain_name(other)) for name in wanted for other in (name_en, name_zh))
    ]
    return list(Organisation.objects.filter(pk__in=found[:10]))


def verification_queue() -> QuerySet[Organisation]:
    """Waiting ones, oldest first; with whether an owner is there to be asked."""
    owners = Membership.objects.owners().filter(organisation=OuterRef("pk"))
    return (
        Organisation.objects.awaiting_verification()
        .annotate(owned=Exists(owners))
        .order_by("created_at", "pk")
    )


def requests_for_staff() -> QuerySet[Membership]:
    return Membership.objects.for_staff_to_decide().select_related("user", "organisation")


def members_of(organisation: Organisation) -> QuerySet[Membership]:
    """Active members, owners first, then those who asked."""
    rank = Case(
        When(state="asked", then=Value(9)),
        When(role="owner", then=Value(0)),
        When(role="editor", then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    people = organisation.memberships.filter(state__in=["active", "asked"]).select_related(
        "user", "organisation"
    )
    return people.order_by(rank, "asked_at", "pk")


def membership_of(actor: Actor, organisation: Organisation) -> Any:
    """The actor's own membership in any state, or None."""
    if not actor.is_authenticated:
        return None
    return Membership.objects.filter(user=actor.person, organisation=organisation).first()
