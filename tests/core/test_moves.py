import pytest
from django.db.models import Q
from django.utils import timezone

from core.errors import AlreadyDecided
from core.models import AuditEvent
from core.moves import move, try_move
from tests.factories.accounts import MembershipFactory

pytestmark = pytest.mark.django_db
DECIDED = {"decided_at": timezone.now()}
MOVE = {"comes_from": {"asked"}, "verb": "membership.accepted", **DECIDED}


@pytest.fixture
def row():
    return MembershipFactory(state="asked")


def test_move_writes_state_and_changes_and_an_audit_event(row, reviewer):
    moved = move(
        row, "active", **MOVE, by=reviewer, refusal=AlreadyDecided, told={"why": "known"}, role="editor"
    )
    row.refresh_from_db()
    event = AuditEvent.objects.get()
    assert (moved, row.state, row.role) == (row, "active", "editor")
    assert (event.verb, event.object_id, event.data) == (
        "membership.accepted",
        row.public_id,
        {"why": "known"},
    )
    assert event.person_id == reviewer.person.public_id


def test_move_from_another_state_is_refused_with_the_row_as_it_is(row, reviewer):
    type(row).objects.update(state="refused", **DECIDED)
    with pytest.raises(AlreadyDecided) as refused:
        move(row, "active", **MOVE, by=reviewer, refusal=AlreadyDecided)
    assert (refused.value.obj, refused.value.obj.state) == (row, "refused")
    assert AuditEvent.objects.count() == 0


def test_move_asks_for_a_further_condition(row, reviewer):
    with pytest.raises(AlreadyDecided):
        move(row, "active", **MOVE, by=reviewer, refusal=AlreadyDecided, only=Q(role="owner", pk__lt=0))
    row.refresh_from_db()
    assert row.state == "asked"


def test_move_of_another_field_is_audited_at_another_row(row, reviewer):
    move(
        row, "editor", field="role", comes_from={row.role}, verb="organisation.joined", by=reviewer,
        refusal=AlreadyDecided, about=row.organisation,
    )  # fmt: skip
    assert row.role == "editor"
    assert AuditEvent.objects.get().object_id == row.organisation.public_id


def test_try_move_says_whether_it_moved(row, reviewer):
    assert try_move(row, "active", **MOVE, by=reviewer) is True
    assert try_move(row, "active", **MOVE, by=reviewer) is False
    assert AuditEvent.objects.count() == 1
