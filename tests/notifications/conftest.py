"""A mail server that says what the test wants, and people to write to."""

import socket
from types import SimpleNamespace

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from accounts.roles import MemberRole
from notifications.letters import why
from tests.factories.accounts import MembershipFactory, OrganisationFactory
from tests.factories.catalog import ListingFactory
from tests.factories.matching import ProposalFactory


class Script:
    """Answers by address: {"bad@x": "550 no such user"}; `after_data` may cut the line."""

    def __init__(self):
        self.rcpt: dict[str, str] = {}
        self.data: dict[str, str] = {}
        self.cut_after_data = 0
        self.received: list[bytes] = []

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        if address in self.rcpt:
            return self.rcpt[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        [address] = envelope.rcpt_tos
        if address in self.data:
            return self.data[address]
        self.received.append(envelope.content)
        if self.cut_after_data:
            self.cut_after_data -= 1
            server.transport.abort()
        return "250 taken"


class Server(Controller):
    def factory(self):
        return SMTP(self.handler, hostname="mail.test", enable_SMTPUTF8=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def smtp(settings):
    """A scripted mail server in this process; Django's own SMTP backend talks to it."""
    script = Script()
    server = Server(script, hostname="127.0.0.1", port=free_port())
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 5
    yield script
    server.stop()


@pytest.fixture
def evidence(monkeypatch):
    """The engine's view of a pair, without an engine."""
    reasons = [
        SimpleNamespace(verdict="for", lead="Same stage.", sentence="Both are lab tested."),
        SimpleNamespace(verdict="for", lead="Same country.", sentence="Both are in China."),
        SimpleNamespace(verdict="for", lead="Same industry.", sentence="Both name machinery."),
        SimpleNamespace(verdict="against", lead="The price is above the budget.", sentence="5 and 3."),
        SimpleNamespace(verdict="ask", lead="IPR not stated.", sentence="Nothing is said about IPR."),
    ]

    def of(need, offer):
        return SimpleNamespace(
            shared_words="bearing, vacuum",
            speaking=lambda *verdicts: [reason for reason in reasons if reason.verdict in verdicts],
        )

    monkeypatch.setattr(why.evidence, "of", of)
    return reasons


@pytest.fixture
def house(db):
    """house(language="en", role="owner", **organisation): an organisation with one person who acts for it."""

    def _house(*, language="en", role=MemberRole.OWNER, **organisation):
        return MembershipFactory(
            organisation=OrganisationFactory(**organisation), user__language=language, role=role
        )

    return _house


@pytest.fixture
def pair(house, reviewer, evidence):
    """pair(need={}, offer={}): an approved proposal between two houses with one person each."""

    def _pair(need=None, offer=None, at=None, **proposal):
        from django.utils import timezone

        seeker, giver = house(), house()
        return ProposalFactory(
            need=ListingFactory(published=True, organisation=seeker.organisation, **need or {}),
            offer=ListingFactory(published=True, offer=True, organisation=giver.organisation, **offer or {}),
            state="approved",
            decided_at=at or timezone.now(),
            decided_by=reviewer.person,
            **proposal,
        )

    return _pair
