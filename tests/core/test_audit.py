import pytest

from core import audit
from core.models import AuditEvent
from tests.factories.accounts import OrganisationFactory

pytestmark = pytest.mark.django_db


def test_record_keeps_labels_of_who_and_what(member):
    organisation = OrganisationFactory(name_en="Quillon Works")
    audit.record("organisation.verified", organisation, by=member, note="papers seen")
    event = AuditEvent.objects.get()
    assert (event.verb, event.object_type, event.object_id, event.object_label) == (
        "organisation.verified",
        "accounts.organisation",
        organisation.public_id,
        "Quillon Works",
    )
    assert (event.person_id, event.organisation_id) == (
        member.person.public_id,
        member.organisation.public_id,
    )
    assert event.data == {"note": "papers seen"}


def test_history_does_not_stand_in_the_way_of_a_deletion(member):
    organisation = OrganisationFactory()
    audit.record("organisation.created", organisation, by=member)
    organisation.delete()
    assert AuditEvent.objects.count() == 1
