"""One small world with every role and every kind of object, for the tables of who may do what.

"Home" is a verified organisation with a viewer, an editor and an owner; most objects are Home's. The stranger
owns another organisation. The insider is a reviewer who edits for Home: staff and party at once.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.test import Client
from django.utils import timezone

from core.models import WorkState
from matching.models import MatchRequest, MatchRun
from notifications.actions import News, write
from notifications.models import Letter
from tests.factories.accounts import MembershipFactory, OrganisationFactory, UserFactory
from tests.factories.catalog import ListingFactory, ListingPatentFactory, TaxonomyCodeFactory
from tests.factories.matching import ProposalFactory

ROLES = [
    "visitor", "newcomer", "viewer", "editor", "owner", "stranger", "reviewer", "insider", "broker",
    "operator",
]  # fmt: skip
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@dataclass
class World:
    people: dict[str, Any] = field(default_factory=dict)
    objects: dict[str, dict[str, str]] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)

    def client(self, role: str, **more: Any) -> Client:
        """A browser of that role, without what earlier requests left in it."""
        client = Client(raise_request_exception=False, **more)
        if role == "visitor":
            return client
        client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[role]
        return client


def build() -> World:
    world = World()
    home = OrganisationFactory(name_en="Home Works")
    _people(world, home)
    theirs = OrganisationFactory(name_en="Partner Institute")
    _organisations(world, home)
    _listings(world, home, theirs)
    _rest(world)
    for role, person in world.people.items():
        first = Client()
        first.force_login(person, backend=BACKEND)
        world.sessions[role] = first.cookies[settings.SESSION_COOKIE_NAME].value
    return world


def _people(world: World, home: Any) -> None:
    people = world.people
    people["newcomer"] = UserFactory(email="newcomer@alone.example")
    for role in ("viewer", "editor", "owner"):
        people[role] = UserFactory(email=f"{role}@home.example")
        membership = MembershipFactory(user=people[role], organisation=home, role=role)
        world.objects[f"{role}'s membership"] = {"public_id": membership.public_id}
    people["stranger"] = MembershipFactory(user__email="stranger@elsewhere.example").user
    for role in ("reviewer", "broker", "operator"):
        people[role] = UserFactory(email=f"{role}@staff.example", staff=role)
    people["insider"] = UserFactory(email="insider@home.example", staff="reviewer")
    MembershipFactory(user=people["insider"], organisation=home, role="editor")


def _organisations(world: World, home: Any) -> None:
    waiting = OrganisationFactory(verification="waiting")
    orphan = OrganisationFactory()
    rows = {
        "home": home,
        "waiting organisation": waiting,
        "refused organisation": OrganisationFactory(verification="refused"),
        "request to home": MembershipFactory(organisation=home, state="asked"),
        "newcomer's request": MembershipFactory(
            organisation=orphan, user=world.people["newcomer"], state="asked"
        ),
    }
    world.objects |= {name: {"public_id": row.public_id} for name, row in rows.items()}


def _listings(world: World, home: Any, theirs: Any) -> None:
    now = timezone.now()
    dates = {"submitted_at": now, "published_at": now, "valid_until": timezone.localdate() + timedelta(300)}
    rows = {
        "draft": ListingFactory(organisation=home),
        "submitted": ListingFactory(organisation=home, submitted=True),
        "published": ListingFactory(organisation=home, published=True),
        "anonymous": ListingFactory(organisation=home, published=True, offer=True, anonymous=True),
        "held": ListingFactory(organisation=home, state="on_hold", **dates),
        "expired": ListingFactory(organisation=home, state="expired", **dates),
        "withdrawn": ListingFactory(organisation=home, state="withdrawn"),
        "fulfilled": ListingFactory(organisation=home, state="fulfilled", **dates),
    }
    world.objects |= {name: {"public_id": row.public_id} for name, row in rows.items()}
    offers = [ListingFactory(organisation=theirs, offer=True, published=True) for _n in range(3)]
    world.objects["patent"] = {"public_id": ListingPatentFactory(listing=offers[0]).patent.public_id}
    hidden = ListingPatentFactory(listing=rows["anonymous"]).patent
    world.objects["patent of anonymous"] = {"public_id": hidden.public_id}
    waiting = ProposalFactory(need=rows["published"], offer=offers[0])
    approved = ProposalFactory(
        need=rows["published"],
        offer=offers[1],
        state="approved",
        decided_by=world.people["reviewer"],
        decided_at=now + timedelta(hours=1),  # so that it can be taken back as long as the tests run
    )
    for side in ("need", "offer"):
        approved.answers.create(side=side, sent_at=now)
    world.objects["waiting proposal"] = {"public_id": waiting.public_id}
    world.objects["approved proposal"] = {"public_id": approved.public_id}
    world.objects["pair"] = {"need_id": rows["published"].public_id, "offer_id": offers[2].public_id}


def _rest(world: World) -> None:
    run = MatchRun.objects.create(code_version="1", parameters={}, needs=1, offers=1)
    letter, secret = _letter(world, "plain"), _letter(world, "secret")
    later = timezone.now() + timedelta(hours=1)
    Letter.objects.filter(pk=letter.pk).update(state=WorkState.DEAD)
    Letter.objects.filter(pk=secret.pk).update(kind="secret", body="sealed", expires_at=later)
    TaxonomyCodeFactory()
    MatchRequest.objects.ask([ListingFactory(published=True)])
    rows = {"run": run, "dead letter": letter, "secret letter": secret}
    world.objects |= {name: {"public_id": row.public_id} for name, row in rows.items()}


def _letter(world: World, key: str) -> Letter:
    organisation = SimpleNamespace(**world.objects["waiting organisation"])
    news = [News(f"{organisation.public_id}:{key}", {"organisation": organisation.public_id})]
    return write(kind="organisation_to_verify", recipient=world.people["reviewer"], news=news)
