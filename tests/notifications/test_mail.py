"""The mail folder of the embedded mode."""

import stat
from datetime import timedelta

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection
from django.urls import reverse
from django.utils import timezone

from notifications import mail

pytestmark = pytest.mark.django_db

BACKEND = "notifications.mail.EmbeddedMailBackend"


@pytest.fixture
def folder(settings, tmp_path):
    settings.EMAIL_BACKEND = BACKEND
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    settings.EMBEDDED = True
    return settings.EMAIL_FILE_PATH


def send(subject="一封信", text="正文 <b>", to="li@firm.example", message_id="<abc@x.example>"):
    message = EmailMultiAlternatives(subject, text, "a@b.example", [to], headers={"Message-ID": message_id})
    message.attach_alternative("<p style='color:red'>HTML</p><script>1</script>", "text/html")
    message.send()


def test_each_message_is_one_whole_file_for_its_owner_only(folder):
    send(message_id="<one@x.example>")
    send(message_id="<two@x.example>")
    names = mail.names()
    assert [name.split("-")[1] for name in names] == ["two@x.example.eml", "one@x.example.eml"]
    assert sorted(file.name for file in folder.iterdir()) == sorted(names)
    assert {stat.S_IMODE((folder / name).stat().st_mode) for name in names} == {0o600}


def test_message_read_back_is_the_message_sent(folder):
    send()
    found = mail.read(mail.names()[0])
    assert (found.subject, found.to, found.message_id) == ("一封信", "li@firm.example", "<abc@x.example>")
    assert found.text.strip() == "正文 <b>"
    assert abs(timezone.now() - found.date) < timedelta(seconds=60)


def test_message_id_with_a_path_stays_in_the_folder(folder):
    send(message_id="<../../x/y@z>")
    [file] = folder.iterdir()
    assert file.name.endswith("-....xy@z.eml")


@pytest.mark.parametrize(
    "name",
    [
        "../secret-key",
        "..%2fsecret-key",
        "x.eml/../y",
        ".hidden.tmp",
        "a" * 300 + ".eml",
        "none.eml",
        "\0.eml",
    ],
)
def test_names_outside_the_folder_are_not_read(folder, name):
    folder.mkdir()
    (folder.parent / "secret-key").write_text("k")
    assert mail.read(name) is None


def test_backend_opened_twice_writes_all_messages(folder):
    with get_connection(BACKEND) as connection:
        messages = [EmailMultiAlternatives("s", "t", "a@b.example", ["c@d.example"]) for _ in range(3)]
        assert connection.send_messages(messages) == 3
    assert len(mail.names()) == 3


def test_outbox_shows_newest_first_and_codes_are_readable_there(folder, operator, login):
    send(subject="First", message_id="<one@x.example>")
    send(subject="Second", text="Your code: 123456", message_id="<two@x.example>")
    client = login(operator)
    page = client.get(reverse("notifications:outbox"))
    assert [shown.subject for shown in page.context["mails"]] == ["Second", "First"]
    text = client.get(reverse("notifications:outbox_message", args=[mail.names()[0]])).content.decode()
    assert "Your code: 123456" in text


def test_html_of_a_message_is_served_inert(folder, operator, login):
    send()
    page = login(operator).get(reverse("notifications:outbox_html", args=[mail.names()[0]]))
    assert page["Content-Security-Policy"] == (
        "sandbox; default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    )
    assert "<p style='color:red'>HTML</p>" in page.content.decode()


def test_empty_folder_says_so(folder, operator, login):
    page = login(operator).get(reverse("notifications:outbox"))
    assert (page.context["mails"], "No mail yet" in page.content.decode()) == ([], True)


@pytest.mark.parametrize("route", ["outbox", "outbox_message", "outbox_html"])
def test_outbox_is_closed_to_all_but_operators_and_absent_in_production(
    folder, settings, route, operator, reviewer, member, login, client
):
    send()
    address = reverse(f"notifications:{route}", args=mail.names()[:1] if route != "outbox" else [])
    answers = [login(who).get(address).status_code for who in (operator, reviewer, member)]
    assert answers == [200, 403, 403]
    assert client.get(address)["Location"].startswith(reverse("account_login"))
    settings.EMBEDDED = False
    assert login(operator).get(address).status_code == 404
