import pytest
from django.urls import reverse

from catalog import content
from catalog.actions.content import edit as edit_action
from catalog.fields.value_types import read_cells
from catalog.models import Listing
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.catalog import ListingFactory

pytestmark = pytest.mark.django_db
ROWS = {"indicators-TOTAL_FORMS": "3", "indicators-INITIAL_FORMS": "0"}
NEED = ROWS | {"title": "Bearing without grease", "language": "en", "do": "save"}
FULL = NEED | {
    "description": "Grease evaporates.",
    "partnership_types": ["service"],
    "indicators-0-name": "Interval",
    "indicators-0-today": "3,500 h",
    "indicators-0-wanted": "20,000 h",
    "indicators-0-condition": "60 rpm",
    "do": "submit",
}


def post_url(kind="need"):
    return reverse("catalog:new", args=[kind])


def problems(page):
    return [(str(label), str(message)) for label, message, _anchor in page.context["problems"]]


@pytest.mark.parametrize("kind", ["need", "offer"])
def test_form_of_a_new_listing_opens_with_its_sections(owner, login, kind):
    page = login(owner).get(post_url(kind))
    assert page.status_code == 200
    assert [section["id"] for section in page.context["sections"]] == [
        "problem", "requirements", "terms", "codes", "other", "visibility",
    ]  # fmt: skip
    assert page.context["form"].initial["region"] == owner.organisation.region


def test_form_for_a_visitor_leads_to_the_login(client):
    page = client.get(post_url())
    assert (page.status_code, page["Location"]) == (302, f"/account/login/?next={post_url()}")


@pytest.mark.parametrize("role", [None, "viewer"])
def test_form_for_people_who_may_not_write_says_how_to_get_there(login, role):
    user = MembershipFactory(role=role).user if role else UserFactory()
    page = login(user).post(post_url(), NEED)
    assert page.status_code == 403
    assert "To the organisations" in page.content.decode()
    assert Listing.objects.count() == 0


def test_form_of_an_unknown_kind_is_not_there(owner, login):
    assert login(owner).get("/post/fund/").status_code == 404


def test_saving_a_bare_draft_asks_for_title_and_language_only(owner, login):
    page = login(owner).post(post_url(), NEED)
    need = Listing.objects.get()
    assert (page.status_code, page["Location"]) == (302, need.get_absolute_url())
    assert (need.state, need.title, need.organisation, need.created_by) == (
        "draft",
        "Bearing without grease",
        owner.organisation,
        owner.person,
    )


def test_saving_a_draft_judges_its_content_once(owner, login, monkeypatch):
    judged = []

    def counted(*given):
        judged.append(given)
        return read_cells(*given)

    monkeypatch.setattr(content, "read_cells", counted)
    assert login(owner).post(post_url(), NEED).status_code == 302
    assert len(judged) == 1


def test_form_of_which_a_field_cannot_be_read_tells_what_else_is_wrong(owner, login):
    page = login(owner).post(post_url(), FULL | {"deadline": "soon", "title": "x" * 300, "description": ""})
    assert [label for label, _message in problems(page)] == ["Title", "Description", "Deadline"]
    assert Listing.objects.count() == 0


def test_handing_in_a_bare_need_names_what_is_missing_and_keeps_the_text(owner, login):
    page = login(owner).post(post_url(), NEED | {"do": "submit"})
    assert page.status_code == 422
    assert sorted(problems(page)) == [
        ("Description", "This field is required."),
        (
            "Technical specification",
            "Fill in at least one: Measurable indicators or Technical specification.",
        ),
        ("Types of partnership", "This field is required."),
    ]
    assert 'value="Bearing without grease"' in page.content.decode()
    assert Listing.objects.count() == 0


def test_text_that_is_being_written_is_checked_and_not_saved(owner, login):
    typed = NEED | {"description": "Grease evaporates."}
    page = login(owner).post(post_url(), typed, headers={"HX-Request": "true"})
    assert page.status_code == 200
    assert page.context["clearness"].to_publish == (
        "Types of partnership",
        "Measurable indicators or Technical specification",
    )
    assert "<html" not in page.content.decode()
    assert Listing.objects.count() == 0


def test_handing_in_a_full_need_submits_it_with_its_indicators(owner, login):
    login(owner).post(post_url(), FULL)
    need = Listing.objects.get()
    assert (need.state, need.revision) == ("submitted", 1)
    assert need.indicators == [
        {"name": "Interval", "today": "3,500 h", "wanted": "20,000 h", "condition": "60 rpm"}
    ]


def test_indicator_without_a_figure_is_told_by_its_name(owner, login):
    page = login(owner).post(post_url(), FULL | {"indicators-0-wanted": ""})
    assert problems(page) == [("Wanted", "Enter the figure you want for Interval, or remove the row.")]


def test_button_for_another_row_adds_one_and_saves_nothing(owner, login):
    page = login(owner).post(post_url(), NEED | {"do": "add_row"})
    assert page.context["posting"].rows.total_form_count() == 4
    assert 'value="Bearing without grease"' in page.content.decode()
    assert Listing.objects.count() == 0


def test_offer_with_codes_keywords_and_patents_is_saved_in_one_writing(owner, login):
    login(owner).post(post_url("offer"), {
        "title": "Film-coated bearing", "language": "en", "do": "save", "stage_of_development": "lab_tested",
        "trl": "5", "technology_codes": ["F16C Bearings", "ipc:F16", ""],
        "industry_codes": ["gbt4754:C34 x", "C"],
        "keywords": "bearing，vacuum; bearing", "patents": "7,438,030\nN/A\n7438030",
        "budget_min": "100", "budget_max": "200.50", "currency": "EUR", "deadline": "2027-03-01",
    })  # fmt: skip
    offer = Listing.objects.get()
    assert offer.technology_codes == ["ipc:F16C", "ipc:F16"]
    assert offer.industry_codes == ["gbt4754:C34", "nace:C"]
    assert offer.keywords == ["bearing", "vacuum"]
    assert [patent.publication_number for patent in offer.patents.all()] == ["7438030"]
    assert (offer.patent_count, str(offer.budget_max), str(offer.deadline)) == (1, "200.50", "2027-03-01")


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"title": "x" * 257}, "Title"),
        ({"summary": "x" * 501}, "Summary"),
        ({"trl": "10"}, "Technology readiness level"),
        ({"trl": "9", "stage_of_development": "concept"}, "Technology readiness level"),
        ({"technology_codes": ["Z99"]}, "Technology codes"),
        ({"technology_codes": ["A01", "A21", "A22", "A23", "A24", "A41"]}, "Technology codes"),
        ({"keywords": ",".join(map(str, range(21)))}, "Keywords"),
        ({"patents": "not a number"}, "Patents"),
        ({"budget_min": "much", "currency": "EUR"}, "Budget or price from"),
        ({"budget_min": "5", "budget_max": "4", "currency": "EUR"}, "Budget or price to"),
        ({"budget_min": "5"}, "Currency"),
        ({"partnership_types": ["marriage"]}, "Types of partnership"),
        ({"deadline": "soon"}, "Deadline"),
    ],
)
def test_wrong_value_is_told_at_its_field_and_nothing_is_saved(owner, login, fields, expected):
    page = login(owner).post(post_url("offer"), {"title": "Offer", "language": "en", "do": "save"} | fields)
    assert page.status_code == 422
    assert [label for label, _message in problems(page)] == [expected]
    assert Listing.objects.count() == 0


def test_keyword_that_is_too_long_is_told(owner, login):
    page = login(owner).post(post_url(), NEED | {"keywords": f"bearing, {'x' * 81}"})
    said = f"A keyword has 80 characters at most; this one is longer: {'x' * 40}…"
    assert problems(page) == [("Keywords", said)]
    assert Listing.objects.count() == 0


def test_deadline_in_the_past_may_be_saved_and_not_be_handed_in(owner, login):
    past = FULL | {"deadline": "2020-01-31"}
    browser = login(owner)
    assert problems(browser.post(post_url(), past)) == [("Deadline", "The deadline has passed.")]
    assert Listing.objects.count() == 0
    browser.post(post_url(), past | {"do": "save"})
    need = Listing.objects.get()
    page = browser.post(reverse("catalog:submit", args=[need.public_id]))
    need.refresh_from_db()
    assert (page.status_code, need.state) == (409, "draft")
    assert "The deadline has passed." in page.content.decode()


def test_deadline_that_passed_since_does_not_stop_another_change(owner, login):
    login(owner).post(post_url(), FULL)
    Listing.objects.update(deadline="2020-01-31")
    need = Listing.objects.get()
    page = login(owner).post(
        edit_url(need),
        FULL
        | {
            "deadline": "2020-01-31",
            "title": "New",
            "indicators-INITIAL_FORMS": "1",
            "revision": need.revision,
        },
    )
    assert page.status_code == 302, problems(page)
    need.refresh_from_db()
    assert (need.title, str(need.deadline)) == ("New", "2020-01-31")


def test_anonymous_need_that_names_its_owner_is_stopped_at_the_field(owner, login):
    name = owner.organisation.name_en
    page = login(owner).post(post_url(), NEED | {"anonymous": "on", "summary": f"{name} looks for it"})
    assert problems(page) == [
        ("Summary", f"This names your organisation ({name.lower()}) although you hide its name.")
    ]
    assert Listing.objects.count() == 0


def test_anonymous_need_that_names_its_owner_in_an_indicator_is_stopped(owner, login):
    page = login(owner).post(
        post_url(), FULL | {"anonymous": "on", "indicators-0-condition": owner.organisation.name_en}
    )
    assert page.status_code == 422
    assert Listing.objects.count() == 0


def test_own_reference_used_twice_is_told(owner, login):
    ListingFactory(organisation=owner.organisation, own_reference="N-1")
    page = login(owner).post(post_url(), NEED | {"own_reference": "N-1"})
    assert problems(page) == [("Your own reference", "Another listing of yours has this reference.")]


# --- editing ---------------------------------------------------------------------------------


@pytest.fixture
def draft(owner):
    return ListingFactory(organisation=owner.organisation, title="Mine")


def edit_url(listing):
    return reverse("catalog:edit", args=[listing.public_id])


def test_edit_saves_what_changed(owner, login, draft):
    login(owner).post(edit_url(draft), NEED | {"revision": "1"})
    draft.refresh_from_db()
    assert (draft.title, draft.revision) == ("Bearing without grease", 2)


def test_edit_that_posts_back_what_the_form_showed_changes_nothing(owner, login):
    login(owner).post(
        post_url(), FULL | {"do": "save", "description": "One.\r\n\r\nTwo.", "keywords": "a, b"}
    )
    need = Listing.objects.get()
    assert need.description == "One.\n\nTwo."
    shown = login(owner).get(edit_url(need)).context["form"]
    back = {bound.name: bound.value() for bound in shown if bound.value() not in (None, False)}
    back |= {name: value for name, value in FULL.items() if name.startswith("indicators")}
    back |= {"description": "One.\r\n\r\nTwo.", "indicators-INITIAL_FORMS": "1", "do": "save"}
    assert login(owner).post(edit_url(need), back).status_code == 302
    assert Listing.objects.get().revision == 1


def test_edit_form_shows_what_is_saved(owner, login):
    listing = ListingFactory(
        organisation=owner.organisation,
        technology_codes=["ipc:F16C"],
        keywords=["a", "b"],
        indicators=[{"name": "life", "today": "", "wanted": "2 h", "condition": ""}],
    )
    text = login(owner).get(edit_url(listing)).content.decode()
    assert 'value="F16C ' in text
    assert 'value="a, b"' in text
    assert 'name="indicators-0-name" value="life"' in text
    assert 'name="revision" value="1"' in text


def test_stale_edit_shows_both_versions_and_overwrites_nothing(owner, login, draft):
    edit_action(listing=draft, by=owner, content={"title": "Saved by a colleague"}, revision=1)
    page = login(owner).post(edit_url(draft), NEED | {"revision": "1"})
    draft.refresh_from_db()
    assert (page.status_code, draft.title, draft.revision) == (409, "Saved by a colleague", 2)
    row = next(row for row in page.context["differences"] if row["label"] == "Title")
    assert row == {"label": "Title", "saved": "Saved by a colleague", "mine": "Bearing without grease"}
    text = page.content.decode()
    assert 'value="Bearing without grease"' in text
    assert 'name="revision" value="2"' in text


def test_saving_from_the_conflict_page_replaces_knowingly(owner, login, draft):
    edit_action(listing=draft, by=owner, content={"title": "Saved by a colleague"}, revision=1)
    login(owner).post(edit_url(draft), NEED | {"revision": "2"})
    draft.refresh_from_db()
    assert (draft.title, draft.revision) == ("Bearing without grease", 3)


def test_rows_that_were_saved_meanwhile_are_not_lost_by_replacing(owner, login, draft):
    row = {"name": "life", "today": "", "wanted": "9 h", "condition": ""}
    edit_action(listing=draft, by=owner, content={"indicators": [row]}, revision=1)
    mine = NEED | {f"indicators-0-{cell}": text for cell, text in row.items()}
    assert login(owner).post(edit_url(draft), mine | {"revision": "1"}).status_code == 409
    login(owner).post(edit_url(draft), mine | {"revision": "2"})
    draft.refresh_from_db()
    assert (draft.title, draft.indicators) == ("Bearing without grease", [row])


def test_reason_at_a_field_that_the_form_does_not_show_names_it(owner, login, draft):
    Listing.objects.filter(pk=draft.pk).update(countries=["XX"])
    page = login(owner).post(edit_url(draft), FULL | {"revision": "1"})
    said = "Countries of the partner: 'XX' is no country code of ISO 3166, such as CN or DE."
    assert (page.status_code, problems(page)) == (422, [("", said)])


@pytest.mark.parametrize("count", ["²", "9" * 5000, "-1", "x"])
def test_button_for_another_row_with_a_senseless_count_adds_one(owner, login, count):
    page = login(owner).post(post_url(), NEED | {"do": "add_row", "indicators-TOTAL_FORMS": count})
    assert (page.status_code, page.context["posting"].rows.total_form_count()) == (200, 1)


def test_edit_without_a_revision_is_stale(owner, login, draft):
    assert login(owner).post(edit_url(draft), NEED).status_code == 409
    draft.refresh_from_db()
    assert draft.title == "Mine"


def test_edit_of_a_published_listing_below_the_publish_level_is_refused(owner, login):
    listing = ListingFactory(published=True, organisation=owner.organisation)
    page = login(owner).post(edit_url(listing), NEED | {"revision": "1"})
    assert page.status_code == 422
    listing.refresh_from_db()
    assert (listing.state, listing.revision) == ("published", 1)


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    ("who", "state", "status"),
    [
        ("visitor", "published", 302),
        ("colleague", "published", 403),
        ("reviewer", "published", 403),
        ("stranger", "published", 403),
        ("stranger", "draft", 404),
        ("reviewer", "draft", 404),
        ("owner", "withdrawn", 409),
    ],
)
def test_edit_is_closed_to_everybody_else(people, login, client, method, who, state, status):
    listing = ListingFactory(published=True)
    Listing.objects.filter(pk=listing.pk).update(state=state)
    browser = client if who == "visitor" else login(people(listing)[who])
    page = getattr(browser, method)(edit_url(listing), NEED | {"revision": "1"})
    listing.refresh_from_db()
    assert (page.status_code, listing.revision) == (status, 1)


def test_form_that_is_sent_twice_makes_one_listing_and_the_next_form_another(owner, login):
    browser = login(owner)
    key = browser.get(post_url()).context["once"]
    first, again = (browser.post(post_url(), NEED | {"once": key}) for _time in range(2))
    [need] = Listing.objects.all()
    assert (first.url, again.url) == (need.get_absolute_url(), need.get_absolute_url())
    browser.post(post_url(), NEED | {"once": browser.get(post_url()).context["once"]})
    assert Listing.objects.count() == 2


def test_form_with_a_mistake_keeps_its_key(owner, login):
    browser = login(owner)
    page = browser.post(post_url(), NEED | {"title": "", "once": "a-key"})
    assert (page.context["once"], Listing.objects.count()) == ("a-key", 0)
    browser.post(post_url(), NEED | {"once": "a-key"})
    assert Listing.objects.count() == 1


def test_form_that_is_sent_again_after_signing_in_anew_leads_to_what_it_made(owner, login):
    key = login(owner).get(post_url()).context["once"]
    browser = login(owner)
    browser.post(post_url(), NEED | {"once": key})
    browser.post(reverse("account_logout"))
    again = login(owner).post(post_url(), NEED | {"once": key})
    assert again.url == Listing.objects.get().get_absolute_url()


def test_same_key_of_another_person_makes_their_own_listing(owner, login):
    login(owner).post(post_url(), NEED | {"once": "a-key"})
    login(MembershipFactory().user).post(post_url(), NEED | {"once": "a-key"})
    assert Listing.objects.values("organisation").distinct().count() == 2


CORRECTED = NEED | {"title": "Bearing without any grease", "once": "a-key"}


@pytest.fixture
def sent_again(owner, login):
    """(client, page): saved, then sent again with another title, as after Back."""
    browser = login(owner)
    browser.post(post_url(), NEED | {"once": "a-key"})
    return browser, browser.post(post_url(), CORRECTED)


def test_other_content_after_back_keeps_the_text_and_names_the_listing(sent_again):
    _browser, page = sent_again
    [made] = Listing.objects.all()
    text = page.content.decode()
    assert page.status_code == 409
    assert made.title == NEED["title"]
    assert "You have already made a listing with this form: Bearing without grease." in text
    assert page.context["form"]["title"].value() == CORRECTED["title"]
    assert page.context["differences"] == [
        {"label": "Title", "saved": NEED["title"], "mine": CORRECTED["title"]}
    ]
    assert f'formaction="{reverse("catalog:edit", args=[made.public_id])}"' in text


def test_other_content_after_back_is_told_in_chinese(sent_again):
    browser, _page = sent_again
    browser.cookies["django_language"] = "zh-hans"
    text = browser.post(post_url(), CORRECTED).content.decode()
    assert "您已用此表单建立了一个条目：Bearing without grease。" in text
    assert "修改已有条目" in text


def test_form_of_a_new_listing_is_sent_elsewhere_than_its_page(owner, login, draft):
    """A browser forgets a page whose own address took a POST; Back would bring it with a new key."""
    browser = login(owner)
    assert 'action="?sent"' in browser.get(post_url()).content.decode()
    assert 'action="?sent"' not in browser.get(edit_url(draft)).content.decode()


def test_other_content_after_back_can_change_the_listing(sent_again):
    browser, page = sent_again
    [made] = Listing.objects.all()
    revision = page.context["form"]["revision"].value()
    answer = browser.post(reverse("catalog:edit", args=[made.public_id]), CORRECTED | {"revision": revision})
    made.refresh_from_db()
    assert (answer.url, made.title, made.revision) == (made.get_absolute_url(), CORRECTED["title"], 2)


def test_other_content_after_back_overwrites_nothing_that_somebody_changed_since(sent_again):
    browser, page = sent_again
    [made] = Listing.objects.all()
    edit_action(listing=made, by=page.wsgi_request.actor, content={"summary": "Theirs."}, revision=1)
    answer = browser.post(
        reverse("catalog:edit", args=[made.public_id]),
        CORRECTED | {"revision": page.context["form"]["revision"].value()},
    )
    made.refresh_from_db()
    assert (answer.status_code, made.title, made.summary) == (409, NEED["title"], "Theirs.")


def test_other_content_after_back_can_become_a_further_listing_once(sent_again):
    browser, page = sent_again
    further = CORRECTED | {"once": page.context["once"]}
    first, again = (browser.post(post_url(), further) for _time in range(2))
    assert first.url == again.url
    assert sorted(Listing.objects.values_list("title", flat=True)) == [CORRECTED["title"], NEED["title"]]


def test_handing_in_what_was_saved_as_a_draft_is_no_repetition(owner, login):
    browser = login(owner)
    browser.post(post_url(), FULL | {"do": "save", "once": "a-key"})
    page = browser.post(post_url(), FULL | {"once": "a-key"})
    assert (page.status_code, page.context["differences"]) == (409, [])
    assert 'value="submit"' in page.content.decode()


def test_listing_that_can_no_longer_be_edited_is_only_shown(owner, login):
    browser = login(owner)
    browser.post(post_url(), NEED | {"once": "a-key"})
    Listing.objects.update(state="withdrawn")
    page = browser.post(post_url(), CORRECTED)
    assert page.status_code == 409
    assert "formaction" not in page.content.decode()


def test_listing_of_an_organisation_that_was_left_is_not_shown(owner, login):
    browser = login(owner)
    browser.post(post_url(), NEED | {"once": "a-key"})
    Listing.objects.update(organisation=MembershipFactory().organisation)
    page = browser.post(post_url(), CORRECTED)
    assert (page.status_code, page.context["made"]) == (409, None)
    assert NEED["title"] not in page.content.decode()
