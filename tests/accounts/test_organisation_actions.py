import pytest
from django.db import IntegrityError, transaction

from accounts import actions, queries
from accounts.actor import actor_of
from accounts.enums import MembershipState, Verification
from accounts.models import Membership, Organisation
from accounts.roles import MemberRole
from accounts.signals import organisations_asked, organisations_refused, organisations_verified
from core.errors import AlreadyDecided
from core.models import AuditEvent
from tests.factories.accounts import OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db

CONTENT = {"kind": "enterprise", "name_en": "Quillon Works", "name_zh": "", "country": "CN"}


@pytest.fixture
def heard():
    """The announcements of an action, in order."""
    found = []
    listeners = {
        "asked": organisations_asked,
        "verified": organisations_verified,
        "refused": organisations_refused,
    }
    kept = []
    for name, signal in listeners.items():

        def listen(sender, organisations, by, name=name, **kwargs):
            found.extend((name, organisation.pk) for organisation in organisations)

        signal.connect(listen)
        kept.append((signal, listen))
    yield found
    for signal, listen in kept:
        signal.disconnect(listen)


def verbs():
    return list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))


def test_create_makes_an_organisation_that_waits_and_its_owner(heard):
    person = UserFactory()
    organisation = actions.organisations.create(by=actor_of(person), content=CONTENT)
    membership = organisation.memberships.get()
    assert (organisation.verification, organisation.name_en) == (Verification.WAITING, "Quillon Works")
    assert (membership.user, membership.role, membership.state) == (person, "owner", "active")
    assert heard == [("asked", organisation.pk)]
    assert verbs() == ["organisation.created"]


def test_edit_writes_what_changed_and_nothing_else(member):
    organisation = member.organisation
    edited = actions.organisations.edit(
        organisation=organisation, by=member, content={"city": "Wuxi", "region": organisation.region}
    )
    assert edited.city == "Wuxi"
    assert AuditEvent.objects.get().data == {"changed": ["city"]}


def test_edit_without_a_change_leaves_no_trace(member):
    actions.organisations.edit(
        organisation=member.organisation, by=member, content={"region": member.organisation.region}
    )
    assert verbs() == []


def test_edit_of_a_refused_organisation_asks_again(member, heard):
    Organisation.objects.update(verification="refused", verified_at=None, verification_note="No such code.")
    edited = actions.organisations.edit(
        organisation=member.organisation, by=member, content={"registration_code": "91320000X"}
    )
    assert edited.verification == Verification.WAITING
    assert heard == [("asked", edited.pk)]


def test_verify_sets_state_date_and_person(reviewer, heard):
    organisation = OrganisationFactory(verification="waiting")
    actions.organisations.verify(organisation=organisation, by=reviewer, note="Register checked.")
    organisation.refresh_from_db()
    assert (organisation.is_verified, organisation.verified_by) == (True, reviewer.person)
    assert organisation.verified_at is not None
    assert heard == [("verified", organisation.pk)]
    assert verbs() == ["organisation.verified"]


def test_refuse_keeps_the_note(reviewer, heard):
    organisation = OrganisationFactory(verification="waiting")
    actions.organisations.refuse(organisation=organisation, by=reviewer, note="No such code.")
    organisation.refresh_from_db()
    assert (organisation.verification, organisation.verification_note) == ("refused", "No such code.")
    assert heard == [("refused", organisation.pk)]


@pytest.mark.parametrize("second", ["verify", "refuse"])
def test_second_decision_about_the_same_sight_changes_nothing(reviewer, heard, second):
    organisation = OrganisationFactory(verification="waiting")
    actions.organisations.verify(organisation=organisation, by=reviewer)
    with pytest.raises(AlreadyDecided):
        getattr(actions.organisations, second)(organisation=organisation, by=reviewer, note="Late.")
    organisation.refresh_from_db()
    assert (organisation.verification, organisation.verification_note) == ("verified", "")
    assert heard == [("verified", organisation.pk)]


def test_verification_can_be_taken_back_by_who_saw_it_verified(reviewer):
    organisation = OrganisationFactory()
    actions.organisations.refuse(organisation=organisation, by=reviewer, note="Struck off.", seen="verified")
    organisation.refresh_from_db()
    assert (organisation.verification, organisation.verified_at, organisation.verified_by) == (
        "refused",
        None,
        None,
    )


def test_organisation_without_any_name_breaks_a_constraint():
    with pytest.raises(IntegrityError, match="organisation_has_a_name"), transaction.atomic():
        OrganisationFactory(name_en="", name_zh="")


def test_verified_organisation_without_date_breaks_a_constraint():
    with (
        pytest.raises(IntegrityError, match="organisation_verified_iff_verification_date"),
        transaction.atomic(),
    ):
        OrganisationFactory(verified_at=None)


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (["Quillon Bearings Co., Ltd."], ""),
        (["quillon  bearings"], ""),
        (["Quillon Bearing"], ""),
        (["无锡榫合轴承股份有限公司"], ""),
        (["榫合轴承"], ""),
        (["Something else"], "91 3202-00ma"),
    ],
)
def test_similar_organisations_are_found_by_name_or_code(names, code):
    known = OrganisationFactory(
        name_en="Quillon Bearings Ltd", name_zh="无锡榫合轴承有限公司", registration_code="913202 00MA"
    )
    OrganisationFactory(name_en="Harbour Glass", name_zh="海港玻璃")
    assert queries.similar_organisations(names=names, registration_code=code) == [known]


@pytest.mark.parametrize("names", [["Ltd"], ["有限公司"], ["Quarry Bakery"], [""]])
def test_other_names_are_not_similar(names):
    OrganisationFactory(name_en="Quillon Bearings Ltd", name_zh="无锡榫合轴承有限公司")
    assert queries.similar_organisations(names=names) == []


def test_refused_organisation_is_not_offered_for_joining():
    OrganisationFactory(name_en="Quillon Bearings", verification="refused")
    assert queries.similar_organisations(names=["Quillon Bearings"]) == []


def test_organisation_is_visible_to_its_own_and_to_staff_until_it_is_verified(reviewer, member):
    waiting = OrganisationFactory(verification="waiting")
    colleague = UserFactory()
    Membership.objects.create(
        user=colleague,
        organisation=waiting,
        state=MembershipState.ACTIVE,
        role=MemberRole.VIEWER,
        decided_at=waiting.created_at,
    )
    asking = UserFactory()
    Membership.objects.create(user=asking, organisation=waiting)

    def sees(actor):
        return waiting in Organisation.objects.visible_to(actor)

    seen = [sees(each) for each in (actor_of(colleague), actor_of(asking), reviewer, member, actor_of(None))]
    assert seen == [True, True, True, False, False]
