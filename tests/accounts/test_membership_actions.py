import pytest

from accounts import actions
from accounts.actions.errors import AlreadyMember, LastOwner, NotJoinable, TooManyRequests
from accounts.actor import actor_of
from accounts.enums import MembershipState
from accounts.models import Membership
from accounts.roles import MemberRole
from accounts.signals import memberships_asked, memberships_decided
from core.errors import AlreadyDecided
from core.models import AuditEvent
from tests.factories.accounts import MembershipFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db

memberships = actions.memberships


def asked(organisation=None, **fields):
    return MembershipFactory(
        organisation=organisation or OrganisationFactory(),
        state=MembershipState.ASKED,
        role=MemberRole.VIEWER,
        **fields,
    )


@pytest.fixture
def heard():
    found = []

    def on_asked(sender, memberships, **kwargs):
        found.extend(("asked", membership.pk) for membership in memberships)

    def on_decided(sender, memberships, by, **kwargs):
        found.extend(("decided", membership.pk) for membership in memberships)

    memberships_asked.connect(on_asked)
    memberships_decided.connect(on_decided)
    yield found
    memberships_asked.disconnect(on_asked)
    memberships_decided.disconnect(on_decided)


def test_ask_to_join_twice_is_asking_once(heard):
    person, organisation = actor_of(UserFactory()), OrganisationFactory()
    first = memberships.ask_to_join(organisation=organisation, by=person)
    second = memberships.ask_to_join(organisation=organisation, by=person)
    assert (first.pk, first.state, first.role) == (second.pk, "asked", "viewer")
    assert heard == [("asked", first.pk)]
    assert AuditEvent.objects.get().verb == "membership.asked"


def test_ask_to_join_after_a_refusal_asks_again(heard, member):
    row = asked(member.organisation)
    memberships.decide(membership=row, by=member, accept=False)
    again = memberships.ask_to_join(organisation=row.organisation, by=actor_of(row.user))
    assert (again.pk, again.state, again.decided_by) == (row.pk, "asked", None)
    assert heard == [("decided", row.pk), ("asked", row.pk)]


def test_ask_to_join_ones_own_organisation_is_told_so(member):
    with pytest.raises(AlreadyMember):
        memberships.ask_to_join(organisation=member.organisation, by=member)


def test_ask_to_join_a_refused_organisation_is_not_possible():
    with pytest.raises(NotJoinable):
        memberships.ask_to_join(
            organisation=OrganisationFactory(verification="refused"), by=actor_of(UserFactory())
        )


def test_sixth_open_request_is_stopped():
    person = actor_of(UserFactory())
    for organisation in OrganisationFactory.create_batch(5):
        memberships.ask_to_join(organisation=organisation, by=person)
    with pytest.raises(TooManyRequests):
        memberships.ask_to_join(organisation=OrganisationFactory(), by=person)
    assert Membership.objects.asked().count() == 5


def test_decide_lets_in_with_the_role(member, heard):
    row = asked(member.organisation)
    memberships.decide(membership=row, by=member, accept=True, role=MemberRole.EDITOR)
    row.refresh_from_db()
    assert (row.state, row.role, row.decided_by) == ("active", "editor", member.person)
    assert heard == [("decided", row.pk)]
    assert actor_of(row.user).may_edit_for(member.organisation) is True


@pytest.mark.parametrize("accept", [True, False])
def test_second_decision_changes_nothing(member, heard, accept):
    row = asked(member.organisation)
    memberships.decide(membership=row, by=member, accept=False)
    with pytest.raises(AlreadyDecided):
        memberships.decide(membership=row, by=member, accept=accept)
    row.refresh_from_db()
    assert row.state == "refused"
    assert heard == [("decided", row.pk)]


def test_withdraw_takes_the_request_away():
    row = asked()
    memberships.withdraw(membership=row, by=actor_of(row.user))
    assert list(Membership.objects.all()) == []


def test_withdraw_of_a_decided_request_changes_nothing(member):
    row = asked(member.organisation)
    memberships.decide(membership=row, by=member, accept=True)
    with pytest.raises(AlreadyDecided):
        memberships.withdraw(membership=row, by=actor_of(row.user))
    assert actor_of(row.user).belongs_to(member.organisation) is True


def test_last_owner_cannot_leave(member):
    MembershipFactory(organisation=member.organisation, role=MemberRole.EDITOR)
    with pytest.raises(LastOwner):
        memberships.leave(membership=member.memberships[0], by=member)
    assert member.organisation.has_owner() is True


def test_owner_leaves_when_there_is_another(member):
    MembershipFactory(organisation=member.organisation)
    gone = memberships.leave(membership=member.memberships[0], by=member)
    assert gone.state == "ended"
    assert AuditEvent.objects.get().verb == "membership.left"


@pytest.mark.parametrize("role", [MemberRole.EDITOR, MemberRole.VIEWER])
def test_member_leaves_an_organisation_that_has_no_owner(role):
    membership = MembershipFactory(role=role)
    gone = memberships.leave(membership=membership, by=actor_of(membership.user))
    assert (gone.state, gone.organisation.has_owner()) == ("ended", False)


def test_role_changes_in_an_organisation_that_has_no_owner(reviewer):
    membership = MembershipFactory(role=MemberRole.EDITOR)
    memberships.change_role(membership=membership, by=reviewer, role="viewer", seen="editor")
    assert membership.role == "viewer"


def test_owner_ends_the_membership_of_a_colleague(member):
    colleague = MembershipFactory(organisation=member.organisation, role=MemberRole.VIEWER)
    memberships.leave(membership=colleague, by=member)
    assert actor_of(colleague.user).belongs_to(member.organisation) is False
    assert AuditEvent.objects.get().verb == "membership.ended"


def test_leaving_twice_is_told_so(member):
    colleague = MembershipFactory(organisation=member.organisation, role=MemberRole.VIEWER)
    memberships.leave(membership=colleague, by=member)
    with pytest.raises(AlreadyDecided):
        memberships.leave(membership=colleague, by=member)


def test_last_owner_cannot_become_an_editor(member):
    with pytest.raises(LastOwner):
        memberships.change_role(membership=member.memberships[0], by=member, role="editor", seen="owner")
    assert member.organisation.has_owner() is True


def test_role_changes_from_what_was_seen(member):
    colleague = MembershipFactory(organisation=member.organisation, role=MemberRole.VIEWER)
    memberships.change_role(membership=colleague, by=member, role="owner", seen="viewer")
    assert colleague.role == "owner"
    assert AuditEvent.objects.get().data == {"was": "viewer", "now": "owner"}


def test_role_that_changed_meanwhile_stays(member):
    colleague = MembershipFactory(organisation=member.organisation, role=MemberRole.EDITOR)
    with pytest.raises(AlreadyDecided):
        memberships.change_role(membership=colleague, by=member, role="owner", seen="viewer")
    colleague.refresh_from_db()
    assert colleague.role == "editor"


@pytest.mark.parametrize(
    ("email", "domain", "matches"),
    [
        ("li@firm.example", "firm.example", True),
        ("li@FIRM.example", "firm.example", True),
        ("li@notfirm.example", "firm.example", False),
        ("li@mail.firm.example", "firm.example", False),
        ("li@firm.example", "", False),
        ("li@163.com", "163.com", False),
    ],
)
def test_domain_matches_the_whole_domain_only(email, domain, matches):
    row = MembershipFactory.build(
        user=UserFactory.build(email=email), organisation=OrganisationFactory.build(domain=domain)
    )
    assert row.domain_matches is matches


def test_role_of_a_membership_that_ended_stays(member):
    colleague = MembershipFactory(organisation=member.organisation, role=MemberRole.VIEWER, state="ended")
    with pytest.raises(AlreadyDecided):
        memberships.change_role(membership=colleague, by=member, role="owner", seen="viewer")
    assert colleague.role == "viewer"


def test_ask_to_join_again_after_leaving_starts_as_a_viewer(member):
    former = MembershipFactory(organisation=member.organisation, role=MemberRole.OWNER, state="ended")
    again = memberships.ask_to_join(organisation=member.organisation, by=actor_of(former.user))
    assert (again.pk, again.state, again.role) == (former.pk, "asked", "viewer")


def test_owner_is_confirmed_as_owner_also_when_there_is_no_other(member):
    memberships.change_role(membership=member.memberships[0], by=member, role="owner", seen="owner")
    assert member.organisation.has_owner() is True
