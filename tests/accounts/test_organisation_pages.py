import pytest
from django.test import Client
from django.urls import reverse

from accounts.middleware import ACTING_ORGANISATION
from accounts.models import Membership, Organisation
from tests.factories.accounts import MembershipFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db

NEW = {
    "kind": "enterprise",
    "name_en": "Quillon Works",
    "name_zh": "",
    "short_name": "",
    "size": "",
    "country": "CN",
    "region": "Jiangsu",
    "city": "",
    "registration_code": "",
    "domain": "@Quillon.example",
    "website": "quillon.example",
}


def text_of(page):
    return page.content.decode()


def test_list_shows_verified_ones_to_a_visitor(client):
    shown = OrganisationFactory()
    OrganisationFactory(verification="waiting")
    page = client.get(reverse("accounts:organisations"))
    assert list(page.context["page"]) == [shown]


@pytest.mark.parametrize(("q", "found"), [("quil", 1), ("榫合", 1), ("works quillon", 1), ("nobody", 0)])
def test_list_finds_by_part_of_a_name(client, q, found):
    OrganisationFactory(name_en="Quillon Works", name_zh="榫合厂")
    OrganisationFactory(name_en="Harbour Glass", name_zh="海港玻璃")
    page = client.get(reverse("accounts:organisations"), {"q": q})
    assert page.context["page"].paginator.count == found


@pytest.mark.parametrize("rows", [1, 3])
def test_list_with_more_rows_asks_no_more_queries(client, rows, django_assert_num_queries):
    OrganisationFactory.create_batch(rows)
    with django_assert_num_queries(2):
        page = client.get(reverse("accounts:organisations"))
    assert len(page.context["page"]) == rows


def test_list_without_rows_says_what_will_come(client):
    page = text_of(client.get(reverse("accounts:organisations")))
    assert "Organisations appear here once staff have verified them." in page


@pytest.mark.parametrize("rows", [1, 3])
def test_page_with_more_members_asks_no_more_queries(login, house, rows, django_assert_num_queries):
    MembershipFactory.create_batch(rows, organisation=house.organisation)
    client = login(house.owner.user)
    with django_assert_num_queries(7):
        page = client.get(house.organisation.get_absolute_url())
    assert len(page.context["members"]) == 3 + rows


def people_on(page):
    names = ["Olive Owner", "Ed Editor", "Vera Viewer", "Ask Ing"]
    return [name for name in names if name in text_of(page)]


def test_members_are_shown_to_members_and_staff_only(login, house, stranger, reviewer):
    url = house.organisation.get_absolute_url()
    everybody = ["Olive Owner", "Ed Editor", "Vera Viewer", "Ask Ing"]
    assert people_on(login(house.owner.user).get(url)) == everybody
    assert people_on(login(house.viewer.user).get(url)) == everybody[:3]
    assert people_on(login(reviewer).get(url)) == everybody[:3]
    assert people_on(login(stranger).get(url)) == []
    assert people_on(Client().get(url)) == []


def test_unverified_organisation_is_not_there_for_strangers(login, house, stranger):
    Organisation.objects.filter(pk=house.organisation.pk).update(verification="waiting", verified_at=None)
    url = house.organisation.get_absolute_url()
    answers = [
        client.get(url).status_code for client in (login(house.viewer.user), login(stranger), Client())
    ]
    assert answers == [200, 404, 404]


def test_note_of_a_refusal_is_shown_to_members(login, house):
    Organisation.objects.filter(pk=house.organisation.pk).update(
        verification="refused", verified_at=None, verification_note="No such code."
    )
    assert "No such code." in text_of(login(house.viewer.user).get(house.organisation.get_absolute_url()))


def test_new_organisation_is_created_and_acted_for(login):
    person = UserFactory()
    client = login(person)
    answer = client.post(reverse("accounts:organisation_new"), NEW)
    organisation = Organisation.objects.get()
    assert answer.url == organisation.get_absolute_url()
    assert (organisation.domain, organisation.website) == ("quillon.example", "https://quillon.example")
    assert organisation.memberships.get().user == person
    assert client.session[ACTING_ORGANISATION] == organisation.public_id


def test_new_organisation_without_a_name_is_refused(login):
    page = login(UserFactory()).post(reverse("accounts:organisation_new"), NEW | {"name_en": ""})
    assert "Write the name in Chinese or in English." in text_of(page)
    assert Organisation.objects.count() == 0


def test_domain_that_everybody_shares_is_neither_proposed_nor_taken(login):
    client = login(UserFactory(email="li@qq.com"))
    assert client.get(reverse("accounts:organisation_new")).context["form"]["domain"].value() == ""
    page = client.post(reverse("accounts:organisation_new"), NEW | {"domain": "qq.com"})
    assert list(page.context["form"].errors) == ["domain"]


def test_operator_is_no_kind_to_choose(login):
    page = login(UserFactory()).post(reverse("accounts:organisation_new"), NEW | {"kind": "operator"})
    assert list(page.context["form"].errors) == ["kind"]


def test_new_organisation_that_seems_to_exist_is_created_after_a_second_word(login):
    known = OrganisationFactory(name_en="Quillon Works Ltd", verification="waiting")
    client = login(UserFactory())
    page = client.post(reverse("accounts:organisation_new"), NEW)
    assert page.context["similar"] == [known]
    assert reverse("accounts:join", args=[known.public_id]) in text_of(page)
    assert Organisation.objects.count() == 1
    client.post(reverse("accounts:organisation_new"), NEW | {"is_new": "on"})
    assert Organisation.objects.count() == 2


def test_new_organisation_asks_a_visitor_to_sign_in(client):
    answer = client.get(reverse("accounts:organisation_new"))
    assert answer.url == "/account/login/?next=/organisations/new/"


def edit_url(house):
    return reverse("accounts:organisation_edit", args=[house.organisation.public_id])


def test_edit_is_for_owners(login, house, stranger):
    clients = [login(house.owner.user), login(house.editor.user), login(house.viewer.user), login(stranger)]
    assert [each.get(edit_url(house)).status_code for each in clients] == [200, 403, 403, 403]


def test_edit_of_a_hidden_organisation_by_a_stranger_is_not_there(login, house, stranger):
    Organisation.objects.filter(pk=house.organisation.pk).update(verification="waiting", verified_at=None)
    assert login(stranger).post(edit_url(house), NEW).status_code == 404


def test_edit_leaves_what_was_verified(login, house):
    login(house.owner.user).post(edit_url(house), NEW | {"city": "Wuxi", "name_en": "Another name"})
    house.organisation.refresh_from_db()
    assert house.organisation.city == "Wuxi"
    assert house.organisation.name_en != "Another name"


def test_edit_by_a_reviewer_may_change_the_name(login, house, reviewer):
    login(reviewer).post(edit_url(house), NEW | {"name_en": "Another name"})
    house.organisation.refresh_from_db()
    assert house.organisation.name_en == "Another name"


# --- joining -------------------------------------------------------------------------------


def post(client, name, row, **data):
    return client.post(reverse(f"accounts:{name}", args=[row.public_id]), data)


def test_join_writes_a_request(login, house, stranger):
    answer = post(login(stranger), "join", house.organisation)
    assert answer.url == reverse("accounts:profile")
    assert Membership.objects.get(user=stranger, organisation=house.organisation).state == "asked"


def test_join_of_ones_own_organisation_is_a_conflict(login, house):
    page = post(login(house.viewer.user), "join", house.organisation)
    assert (page.status_code, page.context["sentence"]) == (
        409,
        "You are a member of this organisation already.",
    )


def test_join_of_a_refused_organisation_is_not_there(login, stranger):
    assert post(login(stranger), "join", OrganisationFactory(verification="refused")).status_code == 404


def decide(client, row, decision="accept"):
    return post(client, "decide_membership", row, decision=decision, role="editor").status_code


def test_decision_is_the_owners(login, house, stranger, reviewer):
    clients = {
        "stranger": login(stranger),
        "visitor": Client(),
        "asking": login(house.asking.user),
        "viewer": login(house.viewer.user),
        "editor": login(house.editor.user),
        "reviewer": login(reviewer),
    }
    answers = {name: decide(client, house.asking) for name, client in clients.items()}
    assert answers == {
        "stranger": 404,
        "visitor": 302,
        "asking": 403,
        "viewer": 403,
        "editor": 403,
        "reviewer": 403,
    }
    house.asking.refresh_from_db()
    assert house.asking.state == "asked"
    assert decide(login(house.owner.user), house.asking) == 302
    house.asking.refresh_from_db()
    assert (house.asking.state, house.asking.role) == ("active", "editor")


def test_decision_that_came_too_late_is_a_conflict(login, house):
    client = login(house.owner.user)
    decide(client, house.asking, "refuse")
    assert decide(client, house.asking, "accept") == 409
    house.asking.refresh_from_db()
    assert house.asking.state == "refused"


@pytest.mark.parametrize("staff", ["reviewer", "operator", "broker"])
def test_staff_decide_where_there_is_no_owner(login, house, staff):
    house.owner.delete()
    expected = {"reviewer": (302, "active"), "operator": (302, "active"), "broker": (403, "asked")}[staff]
    answer = decide(login(UserFactory(staff=staff)), house.asking)
    house.asking.refresh_from_db()
    assert (answer, house.asking.state) == expected


def test_staff_cannot_let_themselves_in(login, house):
    house.owner.delete()
    person = UserFactory(staff="reviewer")
    row = MembershipFactory(organisation=house.organisation, user=person, state="asked")
    assert decide(login(person), row) == 403


@pytest.mark.parametrize(
    ("who", "status", "role"),
    [("owner", 302, "editor"), ("editor", 403, "viewer"), ("viewer", 403, "viewer")],
)
def test_roles_are_changed_by_owners(login, house, who, status, role):
    client = login(getattr(house, who).user)
    answer = post(client, "change_role", house.viewer, role="editor", seen="viewer")
    house.viewer.refresh_from_db()
    assert (answer.status_code, house.viewer.role) == (status, role)


def test_last_owner_who_leaves_is_told_why_not(login, house):
    page = post(login(house.owner.user), "leave", house.owner)
    assert (page.status_code, page.context["sentence"]) == (
        409,
        "An organisation needs an owner. Make somebody else an owner first.",
    )


def test_member_leaves_and_a_colleague_cannot_be_sent_away_by_an_editor(login, house):
    assert post(login(house.editor.user), "leave", house.viewer).status_code == 403
    assert post(login(house.viewer.user), "leave", house.viewer).status_code == 302
    house.viewer.refresh_from_db()
    assert house.viewer.state == "ended"


def test_request_is_withdrawn_by_who_asked_only(login, house):
    assert post(login(house.owner.user), "withdraw_request", house.asking).status_code == 403
    assert post(login(house.asking.user), "withdraw_request", house.asking).status_code == 302
    assert Membership.objects.filter(pk=house.asking.pk).exists() is False


@pytest.mark.parametrize("name", ["join", "decide_membership", "change_role", "leave", "withdraw_request"])
def test_buttons_are_post_only(login, house, name):
    row = house.organisation if name == "join" else house.asking
    assert login(house.owner.user).get(reverse(f"accounts:{name}", args=[row.public_id])).status_code == 405


def test_forms_of_an_organisation_with_a_mistake_answer_as_other_forms_do(house, login):
    browser = login(house.owner.user)
    pages = [reverse("accounts:organisation_new")]
    pages.append(reverse("accounts:organisation_edit", args=[house.organisation.public_id]))
    assert [browser.get(page).status_code for page in pages] == [200, 200]
    assert [
        browser.post(page, {"name_en": "", "country": "?", "website": "no address"}).status_code
        for page in pages
    ] == [422, 422]
