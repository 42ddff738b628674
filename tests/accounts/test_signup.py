import re

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from accounts.models import SiteText, TermsAcceptance, User
from core.models import AuditEvent
from notifications.models import Letter
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

PASSWORD = "a long enough pass phrase"
EMAIL_CODE = "account_email_verification_code"
RESET_CODE = "account_password_reset_verification"


@pytest.fixture
def known():
    """A person whose address is verified."""
    person = UserFactory(email="known@firm.example")
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def signup(client, email="new@firm.example", **changes):
    data = {
        "email": email,
        "password1": PASSWORD,
        "name": "Nina New",
        "language": "zh-hans",
        "terms_version": "1",
        "accept_terms": "on",
    }
    return client.post(reverse("account_signup"), data | changes)


def plain(answer, address):
    """What a person sees, without what differs for every request."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"|"X-CSRFToken": "\w+"', "", answer.content.decode())
    return text.replace(address, "ADDRESS")


def test_signup_page_asks_what_it_needs_in_order(client):
    form = client.get(reverse("account_signup")).context["form"]
    assert list(form.fields) == ["email", "password1", "name", "language", "terms_version", "accept_terms"]
    assert form["terms_version"].value() == 1
    assert form["language"].value() == "en"


def test_signup_keeps_name_language_and_the_accepted_version(client):
    signup(client)
    person = User.objects.get()
    assert (person.email, person.name, person.language, person.terms_due) == (
        "new@firm.example",
        "Nina New",
        "zh-hans",
        False,
    )
    assert list(TermsAcceptance.objects.values_list("user", "version")) == [(person.pk, 1)]
    assert [event.verb for event in AuditEvent.objects.order_by("pk")] == ["user.signed_up", "terms.accepted"]


def test_signup_signs_in_with_the_code_and_not_before(client):
    answer = signup(client)
    assert answer.url == reverse("account_email_verification_sent")
    assert "_auth_user_id" not in client.session
    code = client.session[EMAIL_CODE]["code"]
    client.post(answer.url, {"code": "WRONG1"})
    assert "_auth_user_id" not in client.session
    client.post(answer.url, {"code": code})
    assert client.session["_auth_user_id"] == str(User.objects.get().pk)
    assert EmailAddress.objects.get().verified is True


WRONG = {
    "en": "The code is wrong. Take it from our latest letter.",
    "zh-hans": "验证码不正确，请以最近一封邮件为准。",
}
OVER = {
    "en": "Too many wrong codes: the code is no longer valid. Sign in, and we send a new one.",
    "zh-hans": "验证码输错次数过多，已失效。请登录，我们会发送新的验证码。",
}


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_wrong_codes_are_called_wrong_and_the_last_one_says_how_to_go_on(client, language):
    client.post(reverse("set_language"), {"language": language})
    url = signup(client).url
    for _try in range(2):
        assert client.post(url, {"code": "WRONG1"}).context["form"].errors["code"] == [WRONG[language]]
    page = client.post(url, {"code": "WRONG1"}, follow=True)
    assert page.redirect_chain[0][0] == reverse("account_login")
    assert [str(message) for message in page.context["messages"]][-1:] == [OVER[language]]
    again = client.post(reverse("account_login"), {"login": "new@firm.example", "password": PASSWORD})
    client.post(again.url, {"code": client.session[EMAIL_CODE]["code"]})
    assert "_auth_user_id" in client.session


def test_wrong_codes_for_a_new_password_lead_to_asking_again(client, known):
    url = client.post(reverse("account_reset_password"), {"email": known.email}).url
    for _try in range(3):
        page = client.post(url, {"code": "WRONG1"}, follow=True)
    assert [str(message) for message in page.context["messages"]][-1:] == [
        "Too many wrong codes: the code is no longer valid. Ask for a new one."
    ]


def test_new_code_is_sent_on_request_and_the_old_one_is_wrong(client):
    url = signup(client).url
    old = client.session[EMAIL_CODE]["code"]
    assert 'name="action" value="resend"' in client.get(url).content.decode()
    assert client.post(url, {"action": "resend"}).url == url
    new = client.session[EMAIL_CODE]["code"]
    assert (new != old, Letter.objects.filter(address="new@firm.example").count()) == (True, 2)
    client.post(url, {"code": old})
    assert "_auth_user_id" not in client.session
    client.post(url, {"code": new})
    assert "_auth_user_id" in client.session


def test_code_of_a_signup_stands_on_no_page_and_in_no_audit_row(client):
    answer = signup(client)
    code = client.session[EMAIL_CODE]["code"]
    assert code not in client.get(answer.url).content.decode()
    assert code not in str(list(AuditEvent.objects.values()))
    assert code not in str(list(Letter.objects.values()))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"accept_terms": ""}, "accept_terms"),
        ({"name": " "}, "name"),
        ({"language": "xx"}, "language"),
        ({"password1": "1234567890"}, "password1"),
        ({"email": "no address"}, "email"),
    ],
)
def test_signup_with_something_missing_makes_nobody(client, changes, field):
    page = signup(client, **changes)
    assert list(page.context["form"].errors) == [field]
    assert User.objects.count() == 0


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"password1": "short"}, "密码太短，至少需要 10 个字符。"),
        ({"password1": "1357924680864"}, "密码不能全是数字。"),
        ({"password1": "new@firm.example"}, "密码与邮箱地址过于相似。"),
        ({"name": "a\0b"}, "文字中含有无法保存的字符，请删除后再试。"),
        ({"name": "a" * 121}, "字数不能超过 120，现有 121。"),
    ],
)
def test_signup_in_chinese_says_what_is_wrong_in_chinese(client, changes, sentence):
    client.post(reverse("set_language"), {"language": "zh-hans"})
    [problems] = signup(client, **changes).context["form"].errors.values()
    assert problems == [sentence]


def test_signup_with_an_old_version_of_the_terms_asks_again(client):
    SiteText.objects.create(slug="terms", version=2, body_en="New", body_zh="新")
    page = signup(client)
    assert list(page.context["form"].errors) == ["terms_version"]
    assert page.context["form"]["terms_version"].value() == "2"
    assert signup(client, terms_version="2").status_code == 302
    assert TermsAcceptance.objects.get().version == 2


def test_signup_answers_known_and_unknown_addresses_alike(known):
    seen = []
    for address in ("known@firm.example", "fresh@firm.example"):
        client = Client()
        answer = signup(client, address)
        after = client.get(answer.url)
        seen.append((answer.status_code, answer.url, after.status_code, plain(after, address)))
    assert seen[0] == seen[1]
    assert sorted(Letter.objects.values_list("address", flat=True)) == [
        "fresh@firm.example",
        "known@firm.example",
    ]
    known.refresh_from_db()
    assert known.name != "Nina New"


def test_reset_answers_known_and_unknown_addresses_alike(known):
    seen = []
    for address in ("known@firm.example", "fresh@firm.example"):
        client = Client()
        answer = client.post(reverse("account_reset_password"), {"email": address})
        after = client.get(answer.url)
        wrong = client.post(answer.url, {"code": "WRONG1"})
        seen.append(
            (answer.status_code, answer.url, plain(after, address), wrong.status_code, plain(wrong, address))
        )
    assert seen[0] == seen[1]
    assert Letter.objects.count() == 2


def test_wrong_password_answers_known_and_unknown_addresses_alike(known):
    seen = []
    for address in ("known@firm.example", "fresh@firm.example"):
        answer = Client().post(reverse("account_login"), {"login": address, "password": "wrong wrong"})
        seen.append((answer.status_code, plain(answer, address)))
    assert seen[0] == seen[1]


def test_password_is_reset_by_the_code(client, known):
    answer = client.post(reverse("account_reset_password"), {"email": known.email})
    code = client.session[RESET_CODE]["code"]
    step = client.post(answer.url, {"code": code})
    client.post(step.url, {"password1": PASSWORD, "password2": PASSWORD})
    known.refresh_from_db()
    assert known.check_password(PASSWORD) is True


def test_address_differs_by_case_only_is_the_same_person(client, known):
    signup(client, "KNOWN@firm.example")
    assert User.objects.count() == 1


def test_adding_an_address_answers_known_and_unknown_ones_alike(known, login):
    person = UserFactory()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    seen = []
    for address in ("known@firm.example", "fresh@firm.example"):
        client = login(person)
        client.post(
            reverse("account_reauthenticate"), {"password": "correct horse", "next": reverse("account_email")}
        )
        answer = client.post(reverse("account_email"), {"action_add": "", "email": address})
        after = client.get(answer.url) if answer.status_code == 302 else answer
        seen.append((answer.status_code, answer.headers.get("Location"), plain(after, address)))
    assert seen[0] == seen[1]
    assert seen[0][0] == 302
