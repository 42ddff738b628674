"""Delivery: what the mail server says, and what the row says afterwards."""

import smtplib
import socket
from datetime import timedelta
from email import message_from_bytes, policy
from uuid import uuid4

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from core.models import LeaseLost, WorkState
from core.work import Never, work_through
from notifications import tasks
from notifications.actions import News, deliver, write
from notifications.enums import LetterKind
from notifications.models import Letter
from tests.factories.accounts import OrganisationFactory, UserFactory
from tests.notifications.conftest import free_port

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter_to():
    """letter_to(address): a due letter that is true: an organisation waits for verification."""

    def _letter_to(address, **user):
        organisation = OrganisationFactory(verification="waiting", name_en="Brightmill Optics")
        return write(
            kind=LetterKind.ORGANISATION_TO_VERIFY,
            recipient=UserFactory(email=address, staff="reviewer", **user),
            news=[News(f"{organisation.public_id}:1", {"organisation": organisation.public_id})],
        )

    return _letter_to


def reread(*letters):
    for letter in letters:
        letter.refresh_from_db()


def test_delivered_letter_carries_its_headers_and_both_parts(smtp, letter_to, settings):
    settings.SITE_URL = "https://tenon.example:8443"
    settings.SITE_CONTACT_EMAIL = "desk@tenon.example"
    letter = letter_to("li@firm.example", name="Li Wen")
    assert tasks.deliver_due() == 1
    message = message_from_bytes(smtp.received[0], policy=policy.default)
    assert message["Message-ID"] == f"<{letter.public_id}@tenon.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Id"] == "<letters.tenon.example>"
    assert message["Subject"] == "To verify: Brightmill Optics"
    assert (message["To"], message["Reply-To"]) == ("li@firm.example", "desk@tenon.example")
    assert message["Date"].datetime is not None
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert ["Brightmill Optics" in message.get_body((kind,)).get_content() for kind in ("plain", "html")] == [
        True,
        True,
    ]
    reread(letter)
    assert (letter.state, letter.subject) == (WorkState.DONE, "To verify: Brightmill Optics")
    assert letter.sent_at is not None


def test_temporary_refusal_is_tried_later_and_then_sent_with_the_same_message_id(smtp, letter_to):
    letter = letter_to("li@firm.example")
    smtp.rcpt["li@firm.example"] = "451 try again"
    tasks.deliver_due()
    reread(letter)
    assert (letter.state, letter.attempts, letter.last_error) == (WorkState.WAITING, 1, "451 try again")
    first_id = letter.message_id
    smtp.rcpt.clear()
    with time_machine.travel(letter.due_at + timedelta(seconds=1)):
        assert tasks.deliver_due() == 1
    assert [message_from_bytes(each)["Message-ID"] for each in smtp.received] == [first_id]


def test_refused_recipient_stops_the_letter_and_marks_it(smtp, letter_to):
    letter = letter_to("nobody@firm.example")
    smtp.rcpt["nobody@firm.example"] = "550 5.1.1 no such user"
    tasks.deliver_due()
    reread(letter)
    assert (letter.state, letter.attempts) == (WorkState.DEAD, 1)
    assert letter.refused == letter.last_error == "550 5.1.1 no such user"
    assert smtp.received == []


@pytest.mark.parametrize(
    ("answer", "state", "refused"),
    [("554 spam", WorkState.DEAD, "554 spam"), ("452 disk full", WorkState.WAITING, "")],
)
def test_refusal_of_the_text_is_judged_by_its_code(smtp, letter_to, answer, state, refused):
    letter = letter_to("li@firm.example")
    smtp.data["li@firm.example"] = answer
    tasks.deliver_due()
    reread(letter)
    assert (letter.state, letter.refused, letter.last_error) == (state, refused, answer)


def test_line_cut_after_the_text_sends_at_most_one_more_with_the_same_message_id(smtp, letter_to):
    letter = letter_to("li@firm.example")
    smtp.cut_after_data = 1
    tasks.deliver_due()
    reread(letter)
    assert (letter.state, letter.attempts) == (WorkState.WAITING, 1)
    with time_machine.travel(letter.due_at + timedelta(seconds=1)):
        tasks.deliver_due()
    assert [message_from_bytes(each)["Message-ID"] for each in smtp.received] == [letter.message_id] * 2
    reread(letter)
    assert letter.state == WorkState.DONE


def test_server_that_never_answers_is_tried_later(letter_to, settings):
    letter = letter_to("li@firm.example")
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.EMAIL_HOST, settings.EMAIL_PORT = silent.getsockname()
        settings.EMAIL_TIMEOUT = 0.05
        tasks.deliver_due()
    reread(letter)
    assert (letter.state, letter.last_error) == (
        WorkState.WAITING,
        "The mail server does not answer (SMTPServerDisconnected)",
    )


def test_server_away_for_a_day_gets_every_letter_once_after_its_return(letter_to, settings, request):
    letters = [letter_to(f"p{n}@firm.example") for n in range(3)]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    now = timezone.now()
    with time_machine.travel(now, tick=False) as clock:
        for _ in range(24):
            tasks.deliver_due()
            clock.shift(timedelta(hours=1))
        reread(*letters)
        assert {letter.state for letter in letters} == {WorkState.WAITING}
        smtp = request.getfixturevalue("smtp")
        clock.shift(timedelta(hours=2))
        assert tasks.deliver_due() == 3
        clock.shift(timedelta(hours=2))
        assert tasks.deliver_due() == 0
    ids = sorted(message_from_bytes(each)["Message-ID"] for each in smtp.received)
    assert ids == sorted(letter.message_id for letter in letters)


def test_letter_is_given_up_after_about_three_days(letter_to, monkeypatch):
    letter = letter_to("li@firm.example")
    monkeypatch.setattr(mail.EmailMultiAlternatives, "send", refuse(ConnectionRefusedError()))
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        while letter.state != WorkState.DEAD:
            tasks.deliver_due()
            reread(letter)
            last = timezone.now()
            clock.move_to(letter.due_at + timedelta(seconds=1))
    assert letter.attempts == Letter.ATTEMPTS
    assert 2.5 < (last - start) / timedelta(days=1) < 3.7


def refuse(error):
    def send(self, *args, **kwargs):
        raise error

    return send


@pytest.mark.parametrize(
    "error",
    [
        smtplib.SMTPAuthenticationError(535, b"wrong password"),
        smtplib.SMTPSenderRefused(550, b"who are you", "noreply@x.example"),
        smtplib.SMTPConnectError(554, b"go away"),
        smtplib.SMTPServerDisconnected("gone"),
        OSError("no route"),
    ],
)
def test_failure_that_is_not_the_letter_s_fault_is_tried_later(letter_to, monkeypatch, error):
    letter = letter_to("li@firm.example")
    monkeypatch.setattr(mail.EmailMultiAlternatives, "send", refuse(error))
    tasks.deliver_due()
    reread(letter)
    assert (letter.state, letter.refused) == (WorkState.WAITING, "")


def test_one_bad_letter_does_not_stop_the_others(smtp, letter_to, monkeypatch):
    bad, odd, good = [letter_to(f"{name}@firm.example") for name in ("bad", "odd", "good")]
    smtp.rcpt["bad@firm.example"] = "550 no"
    real = tasks.deliver

    def sometimes(*, letter):
        if letter.pk == odd.pk:
            raise ZeroDivisionError("nought")
        return real(letter=letter)

    monkeypatch.setattr(tasks, "deliver", sometimes)
    assert tasks.deliver_due() == 1
    reread(bad, odd, good)
    assert [row.state for row in (bad, odd, good)] == [WorkState.DEAD, WorkState.WAITING, WorkState.DONE]


def test_round_ends_when_the_mail_server_is_away(letter_to, settings):
    letters = [letter_to(f"p{n}@firm.example") for n in range(5)]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    tasks.deliver_due()
    reread(*letters)
    assert sorted(letter.attempts for letter in letters) == [0, 0, 1, 1, 1]


@pytest.mark.parametrize(
    "address", ["li@firm.example\nBcc: all@firm.example", "li@firm.example\r\nX-Evil: 1", "a@b\r.example"]
)
def test_address_with_a_line_break_is_refused_and_marked(smtp, letter_to, address):
    letter = letter_to("li@firm.example")
    letter.recipient.email = address
    letter.recipient.save()
    tasks.deliver_due()
    reread(letter)
    assert letter.state == WorkState.DEAD
    assert letter.refused == "The address or a header cannot be sent"
    assert smtp.received == []


def test_line_break_in_names_makes_no_header(smtp, letter_to):
    letter = letter_to("li@firm.example", name="Li\r\nBcc: all@firm.example")
    organisation = OrganisationFactory(verification="waiting", name_en="A\r\nBcc: all@firm.example\r\n\r\nB")
    letter.items.update(data={"organisation": organisation.public_id})
    tasks.deliver_due()
    message = message_from_bytes(smtp.received[0], policy=policy.default)
    assert message["Bcc"] is None
    assert message["Subject"] == "To verify: A Bcc: all@firm.example B"


def test_letter_goes_to_the_address_the_person_has_now(smtp, letter_to):
    letter = letter_to("old@firm.example")
    letter.recipient.email = "new@firm.example"
    letter.recipient.save()
    tasks.deliver_due()
    reread(letter)
    assert message_from_bytes(smtp.received[0])["To"] == letter.address == "new@firm.example"


def test_worker_that_lost_its_lease_writes_nothing(letter_to, mailoutbox):
    letter_to("li@firm.example")
    [row] = Letter.objects.claim(1)
    with time_machine.travel(timezone.now() + timedelta(seconds=Letter.LEASE_SECONDS + 1)):
        [again] = Letter.objects.claim(1)
    with pytest.raises(LeaseLost):
        deliver(letter=row)
    assert work_through([again], lambda letter: deliver(letter=letter)) == 1
    assert [message.extra_headers["Message-ID"] for message in mailoutbox] == [row.message_id] * 2


def test_nothing_is_locked_while_the_mail_server_is_asked(letter_to, monkeypatch):
    letter_to("li@firm.example")
    depth = []
    monkeypatch.setattr(
        mail.EmailMultiAlternatives, "send", lambda self: depth.append(len(connection.savepoint_ids)) or 1
    )
    outside = len(connection.savepoint_ids)
    tasks.deliver_due()
    assert depth == [outside]


@pytest.mark.parametrize("n", [1, 3])
def test_delivery_asks_a_fixed_number_of_queries_per_letter(
    letter_to, mailoutbox, n, django_assert_num_queries
):
    for number in range(n):
        letter_to(f"p{number}@firm.example")
    with django_assert_num_queries(QUERIES_PER_LETTER * n + QUERIES_OF_AN_EMPTY_CLAIM):
        tasks.deliver_due()
    assert len(mailoutbox) == n


QUERIES_OF_AN_EMPTY_CLAIM = 4
QUERIES_PER_LETTER = 10


def test_letter_done_without_the_time_it_was_sent_is_refused_by_the_database(letter_to):
    letter_to("li@firm.example")
    [row] = Letter.objects.claim(1)
    with pytest.raises(IntegrityError, match="letter_sent_iff_done"), transaction.atomic():
        row.finish()


def test_worker_that_lost_its_lease_marks_no_refusal(letter_to, smtp):
    """Another worker has the letter and may be sending it at this moment."""
    smtp.rcpt["li@firm.example"] = "550 no such user"
    letter_to("li@firm.example")
    [row] = Letter.objects.claim(1)
    Letter.objects.filter(pk=row.pk).update(lease=uuid4())
    with pytest.raises(Never):
        deliver(letter=row)
    reread(row)
    assert (row.refused, row.state) == ("", WorkState.LEASED)
