import pytest

from accounts.actor import VISITOR, actor_of
from accounts.enums import OrganisationKind, OrganisationSize
from catalog import diagnosis
from catalog.disclosure import public_face
from tests.factories.accounts import MembershipFactory, OrganisationFactory, UserFactory
from tests.factories.catalog import ListingFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def listing():
    organisation = OrganisationFactory(
        name_en="Quillon Works Ltd.", name_zh="榫合机械有限公司", short_name="QWX", domain="quillon.example",
        registration_code="913202004711", website="https://www.quillon-works.example/about",
        country="CN", region="Jiangsu",
        kind=OrganisationKind.ENTERPRISE, size=OrganisationSize.SME_249,
    )  # fmt: skip
    return ListingFactory(
        published=True, organisation=organisation, anonymous=True, country="CN", region="Jiangsu",
        own_reference="QW-7", source="Quillon portfolio", patent_count=2,
    )  # fmt: skip


def stranger():
    return actor_of(MembershipFactory().user)


@pytest.mark.parametrize("who", ["visitor", "stranger"])
def test_face_of_an_anonymous_listing_for_others_shows_kind_size_and_country_only(listing, who):
    face = public_face(listing, VISITOR if who == "visitor" else stranger())
    assert face.hidden is True
    assert face.owner is None
    assert face.owner_name == "Name hidden: enterprise, 50–249 staff"
    assert (face.place, face.region, face.own_reference, face.source) == ("China", "", "", "")
    assert (face.shows_patents, face.patent_count) == (False, 2)


@pytest.mark.parametrize("role", ["owner", "viewer"])
def test_face_of_an_anonymous_listing_for_its_own_people_is_open(listing, role):
    colleague = actor_of(MembershipFactory(organisation=listing.organisation, role=role).user)
    face = public_face(listing, colleague)
    assert (face.owner_name, face.place, face.own_reference) == (
        "Quillon Works Ltd.",
        "Jiangsu, China",
        "QW-7",
    )


def test_face_of_an_anonymous_listing_for_a_reviewer_is_open(listing):
    face = public_face(listing, actor_of(UserFactory(staff="reviewer")))
    assert face.owner == listing.organisation


@pytest.mark.parametrize("role", ["broker", "operator"])
def test_face_of_an_anonymous_listing_for_other_staff_stays_shut(listing, role):
    assert public_face(listing, actor_of(UserFactory(staff=role))).hidden is True


def test_face_after_contacts_are_opened_shows_the_owner_to_anybody_it_is_made_for(listing):
    assert public_face(listing, VISITOR, opened=True).owner_name == "Quillon Works Ltd."


def test_face_of_an_open_listing_shows_the_owner_to_visitors(published_need):
    assert public_face(published_need, VISITOR).owner == published_need.organisation


@pytest.mark.parametrize(
    "text",
    [
        "We at Quillon Works Ltd. need a bearing",
        "ask QUILLON  WORKS for samples",
        "qwx needs it",
        "ＱＷＸ 需要轴承",
        "write to info@quillon.example",
        "see quillon-works.example",
        "榫合机械有限公司需要轴承",
        "榫合 机械的轴承",
        "Quillon\u200b Works",
        "Quillon-Works makes it",
        "Q.W.X. makes it",
        "Quil-lon Works",
        "榫·合—机械的轴承",
        "榫合機械的軸承",
        "registered as 91320200 4711",
    ],
)
def test_text_that_names_its_owner_is_found(listing, text):
    found = diagnosis.owner_named_in(listing.organisation, {"description": text})
    assert [field for field, _name in found][:1] == ["description"]


@pytest.mark.parametrize(
    "text", ["quillons of goose feathers", "the qwxyz protocol", "axes Q, W and X; q w x", "机械榫合", ""]
)
def test_text_that_only_resembles_the_owner_is_left_alone(listing, text):
    assert diagnosis.owner_named_in(listing.organisation, {"description": text}) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("indicators", [{"name": "QWX test", "today": "", "wanted": "1", "condition": ""}]),
        ("keywords", ["bearing", "QWX"]),
        ("title_other", "QWX 轴承"),
    ],
)
def test_owner_is_found_in_every_public_field(listing, field, value):
    assert diagnosis.owner_named_in(listing.organisation, {field: value}) == [(field, "qwx")]


def test_clearness_of_a_bare_need_names_what_publication_asks():
    found = diagnosis.of("need", {"title": "A", "language": "en"})
    assert found.to_publish == (
        "Description",
        "Types of partnership",
        "Measurable indicators or Technical specification",
    )
    assert (bool(found.to_publish), found.een_ready) == (True, False)


def test_clearness_of_a_full_offer_is_een_ready():
    values = dict.fromkeys(
        (
            "title", "language", "summary", "description", "advantages_and_innovation",
            "stage_of_development",
            "ipr_status", "expected_partner_role",
        ),
        "x",
    )  # fmt: skip
    values |= {
        key: ["x"] for key in ("partnership_types", "partner_types", "technology_codes", "industry_codes")
    }
    assert diagnosis.of("offer", values).een_ready is True
