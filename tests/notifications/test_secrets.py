"""Codes and links: never to be seen but in the letter, and gone after it."""

import logging
import re
from datetime import timedelta
from pathlib import Path

import allauth.account
import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import serializers
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from core.models import AuditEvent, WorkState
from notifications import crypto, tasks
from notifications.actions import erase_due, try_again, write_secret
from notifications.actions.tend import NothingToDo
from notifications.adapter import AccountAdapter
from notifications.letters.secret_letters import NOTES
from notifications.models import Letter
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

CODE = "QX7-P2M"


@pytest.fixture
def secret():
    """secret(**fields): a waiting letter with a code."""

    def _secret(note="password_reset_code", lasts=timedelta(minutes=15), **fields):
        defaults = {"address": "li@firm.example", "language": "en", "recipient": None}
        return write_secret(note=note, content={"code": CODE}, lasts=lasts, **(defaults | fields))

    return _secret


def test_body_is_encrypted_on_the_row(secret):
    letter = secret()
    assert CODE not in serializers.serialize("json", [letter])
    assert CODE in crypto.decrypt(letter.body)


def test_body_under_another_key_cannot_be_read(secret, settings):
    letter = secret()
    settings.SECRET_KEY = "another"
    with pytest.raises(crypto.Unreadable):
        crypto.decrypt(letter.body)
    settings.SECRET_KEY_FALLBACKS = ["only-for-tests"]
    assert CODE in crypto.decrypt(letter.body)


def test_secret_letter_says_the_code_and_is_erased_after_sending(secret, mailoutbox):
    letter = secret()
    tasks.deliver_due()
    [message] = mailoutbox
    html, _mime = message.alternatives[0]
    assert [CODE in part for part in (message.subject, message.body, html)] == [False, True, True]
    letter.refresh_from_db()
    assert (letter.state, letter.body, letter.subject) == (WorkState.DONE, "", "")
    assert letter.erased_at is not None


def test_secret_letter_after_its_time_is_not_sent_and_erased(secret, mailoutbox):
    letter = secret()
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        tasks.deliver_due()
    letter.refresh_from_db()
    assert (letter.state, letter.body, mailoutbox) == (WorkState.CANCELLED, "", [])


def test_sweep_erases_what_expired_or_stopped_and_nothing_else(secret):
    waiting, expired, dead, cancelled = secret(), secret(lasts=timedelta(seconds=1)), secret(), secret()
    Letter.objects.filter(pk=dead.pk).update(state=WorkState.DEAD)
    Letter.objects.filter(pk=cancelled.pk).cancel()
    with time_machine.travel(timezone.now() + timedelta(seconds=2)):
        assert erase_due() == 3
    rows = {row.pk: (row.state, bool(row.body)) for row in Letter.objects.all()}
    assert rows == {
        waiting.pk: (WorkState.WAITING, True),
        expired.pk: (WorkState.DEAD, False),
        dead.pk: (WorkState.DEAD, False),
        cancelled.pk: (WorkState.CANCELLED, False),
    }


def test_erased_letter_cannot_be_tried_again(secret, operator):
    letter = secret()
    Letter.objects.filter(pk=letter.pk).cancel()
    erase_due()
    with pytest.raises(NothingToDo):
        try_again(letter=letter, by=operator)


def test_refused_secret_letter_is_erased_and_keeps_only_the_code_of_the_server(secret, smtp):
    letter = secret()
    smtp.data["li@firm.example"] = f"554 will not take {CODE}"
    tasks.deliver_due()
    letter.refresh_from_db()
    assert (letter.state, letter.body, letter.refused, letter.last_error) == (
        WorkState.DEAD,
        "",
        "554",
        "554",
    )


def test_body_on_a_letter_that_is_not_secret_is_refused_by_the_database(secret):
    with (
        pytest.raises(IntegrityError, match="letter_with_a_body_is_secret_and_expires"),
        transaction.atomic(),
    ):
        Letter.objects.filter(pk=secret().pk).update(kind="proposals")


def test_secret_is_in_no_page_log_audit_or_error(
    secret, operator, login, mailoutbox, caplog, capfd, monkeypatch
):
    caplog.set_level(logging.DEBUG)
    letter = secret()
    client = login(operator)
    pages = [
        reverse("notifications:letters"),
        letter.get_absolute_url(),
        reverse("notifications:letter_html", args=[letter.public_id]),
        reverse("ops:work"),
        reverse("ops:work_rows", kwargs={"kind": "notifications.letter"}),
    ]

    def boom(name):
        raise RuntimeError(f"template saw {CODE}")

    seen = [client.get(page).content.decode() for page in pages]
    with monkeypatch.context() as patch:
        patch.setattr("notifications.letters.composing.get_template", boom)
        tasks.deliver_due()
    letter.refresh_from_db()
    assert letter.last_error == "RuntimeError while it was written"
    client.post(reverse("notifications:try_again", args=[letter.public_id]))
    tasks.deliver_due()
    assert CODE in mailoutbox[0].body
    seen += [client.get(page).content.decode() for page in pages]
    seen += [
        caplog.text,
        *capfd.readouterr(),
        repr(letter),
        serializers.serialize("json", AuditEvent.objects.all()),
    ]
    seen.append(serializers.serialize("json", Letter.objects.all()))
    assert [text for text in seen if CODE in text] == []
    assert "Secret, not shown." in client.get(letter.get_absolute_url()).content.decode()
    assert client.get(pages[2]).status_code == 404


def test_every_mail_of_allauth_has_its_words():
    folder = Path(allauth.account.__file__).parent.parent / "templates/account/email"
    names = {file.name.removesuffix("_subject.txt") for file in folder.glob("*_subject.txt")}
    assert names - set(NOTES) == set()


@pytest.mark.parametrize("note", NOTES)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_secret_letter_can_be_written(note, language, mailoutbox):
    content = {"code": CODE, "url": "https://x.example/k", "ip": "192.0.2.1", "browser": "Lynx <2>"}
    write_secret(
        note=note,
        content=content,
        address="a@b.example",
        language=language,
        lasts=timedelta(hours=1),
        recipient=None,
    )
    tasks.deliver_due()
    [message] = mailoutbox
    html = message.alternatives[0][0]
    assert ("Lynx <2>" in message.body, "Lynx &lt;2&gt;" in html) == (True, True)
    with translation.override(language):
        assert message.subject == str(NOTES[note].subject)


def test_adapter_writes_in_the_language_of_the_person_and_sends_nothing_itself(mailoutbox):
    person = UserFactory(email="li@firm.example", language="zh-hans")
    AccountAdapter().send_mail("account/email/password_reset_code", "LI@firm.example", {"code": CODE})
    letter = Letter.objects.get()
    assert (letter.recipient, letter.language, letter.kind) == (person, "zh-hans", "secret")
    assert mailoutbox == []


def test_adapter_writes_to_a_stranger_in_the_language_of_the_page():
    with translation.override("zh-hans"):
        AccountAdapter().send_mail(
            "account/email/unknown_account", "who@x.example", {"signup_url": "https://x/"}
        )
    letter = Letter.objects.get()
    assert (letter.recipient, letter.language) == (None, "zh-hans")


def codes_in(message):
    return re.findall(r"^    (\S+)$", message.body, re.MULTILINE)


def test_password_reset_by_code_goes_from_the_form_to_the_mailbox(mailoutbox, settings):
    person = UserFactory(email="li@firm.example")
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    client = Client()
    client.post(reverse("account_reset_password"), {"email": "li@firm.example"})
    tasks.deliver_due()
    [message] = mailoutbox
    [code] = codes_in(message)
    assert message.to == ["li@firm.example"]
    client.post(reverse("account_confirm_password_reset_code"), {"code": code})
    page = client.post(
        reverse("account_complete_password_reset"),
        {"password1": "granite harbour 9", "password2": "granite harbour 9"},
    )
    person.refresh_from_db()
    assert (page.status_code, person.check_password("granite harbour 9")) == (302, True)
    tasks.deliver_due()
    assert mailoutbox[1].subject == "Your password was set anew"


def test_password_reset_for_an_unknown_address_sends_a_letter_without_code(mailoutbox):
    Client().post(reverse("account_reset_password"), {"email": "who@x.example"})
    tasks.deliver_due()
    assert [(message.subject, codes_in(message)) for message in mailoutbox] == [
        ("There is no login with this address", [])
    ]


def test_sweep_leaves_a_letter_that_is_being_sent_its_body(secret):
    letter = secret(lasts=timedelta(seconds=1))
    Letter.objects.claim(1)
    with time_machine.travel(timezone.now() + timedelta(seconds=2)):
        assert erase_due() == 0
    letter.refresh_from_db()
    assert (letter.state, bool(letter.body)) == (WorkState.LEASED, True)


def test_secret_letter_goes_to_the_address_it_was_asked_for(secret, mailoutbox):
    """A code proves that somebody reads that address: it never follows a person to another one."""
    person = UserFactory(email="now@firm.example")
    secret(recipient=person, address="then@firm.example")
    tasks.deliver_due()
    assert [message.to for message in mailoutbox] == [["then@firm.example"]]
