from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from core import tasks
from core.models import IdempotencyKey
from core.once import KEPT, SentBefore, key_in, new_key, once
from tests.factories.accounts import OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def send():
    """send(key, content, person) calls once() with a factory of organisations as `make`."""
    someone = UserFactory()

    def _send(key="a-key", content="text", person=someone, make=OrganisationFactory):
        return once(person=person, key=key, content=content, make=make)

    return _send


def test_the_same_sending_makes_one_thing(send):
    made, is_new = send()
    assert is_new
    assert send() == (made, False)


def test_other_content_is_refused_with_what_was_made(send):
    made, _is_new = send()
    with pytest.raises(SentBefore) as refused:
        send(content="other text")
    assert (refused.value.obj, refused.value.code, refused.value.status) == (made, "sent_before", 409)
    assert refused.value.sentence.startswith("This form was sent before, with other content.")


def test_a_key_belongs_to_a_person(send):
    assert send()[0] != send(person=UserFactory())[0]


def test_another_key_makes_another_thing(send):
    assert send()[0] != send(key="another")[0]


def test_without_a_key_nothing_is_compared(send):
    assert send(key="")[0] != send(key="")[0]
    assert IdempotencyKey.objects.count() == 0


def test_key_is_free_when_nothing_was_made(send):
    def fail():
        raise ValueError

    with pytest.raises(ValueError):
        send(make=fail)
    assert send(content="corrected")[1]


def test_key_is_free_when_what_it_made_is_gone(send):
    send()[0].delete()
    assert send(content="other text")[1]


def test_order_of_fields_is_no_difference_and_dates_and_amounts_can_be_compared(send):
    made, _is_new = send(content={"deadline": date(2030, 1, 2), "budget": Decimal("1.50"), "titles": ["a"]})
    again = send(content={"titles": ["a"], "budget": Decimal("1.50"), "deadline": date(2030, 1, 2)})
    assert again == (made, False)


@pytest.mark.parametrize(
    ("sent", "key"), [({}, ""), ({"once": "k" * 99}, "k" * 64), ({"once": "a\0b"}, ""), ({"once": "键"}, "")]
)
def test_key_of_a_form_is_plain_and_short(sent, key):
    assert key_in(sent) == key


def test_new_keys_differ():
    assert new_key() != new_key()


def test_old_keys_are_swept(send):
    send(), send(key="young")
    IdempotencyKey.objects.filter(key="a-key").update(at=timezone.now() - KEPT - timedelta(minutes=1))
    assert tasks.erase_due() == 1
    assert IdempotencyKey.objects.get().key == "young"


def test_keys_go_with_their_person(send):
    person = UserFactory()
    send(person=person)
    person.delete()
    assert IdempotencyKey.objects.count() == 0
