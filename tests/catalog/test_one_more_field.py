"""One more field is one entry of the registry and its level in a kind: everything else knows it by that."""

import csv
import json
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import call_command
from django.db import models
from django.urls import reverse

from catalog import ports
from catalog.actions.content import edit
from catalog.content import clean
from catalog.errors import ContentErrors
from catalog.fields import FIELDS, Facet, Field, Layout, Level, Shown, figures, value_types
from catalog.kinds import KINDS
from catalog.models import Listing
from matching import corpus
from matching.forms import TypingForm
from matching.index.ranker import TfidfRanker
from matching.queries import matters
from tests.factories.accounts import OrganisationFactory
from tests.factories.catalog import ListingFactory

pytestmark = pytest.mark.django_db


class Certificate(models.TextChoices):
    NONE = "none", "not certified"
    ATEX = "atex", "certified for explosive air"


@dataclass(frozen=True, slots=True)
class Case:
    """A field that does not exist, with one value of it in every writing."""

    field: Field
    value: Any
    posted: Any  # by the form
    cell: Any  # of a table
    line: Any  # of JSON lines
    shown: str  # on the page of the listing
    stored: Any  # in the JSON column
    other: Any  # another value


TEXT = Case(
    Field(
        name="safety_notes",
        type=value_types.Text(2_000),
        label="safety notes",
        section="requirements",
        layout=Layout.COUNTED,
        aliases=("safety", "安全说明"),
        is_public_text=True,
        weight=1,
        typed=11,
        matters=True,
        is_exported=True,
        shown=Shown.PROSE,
    ),
    *["Keep away from zwitterions."] * 6,
    other="No danger.",
)
CHOICE = Case(
    Field(
        name="certificate",
        type=value_types.OneOf(Certificate),
        label="certificate",
        section="terms",
        aliases=("certification", "认证"),
        is_exported=True,
        shown=Shown.STRIP,
    ),
    value="atex",
    posted="atex",
    cell="Certified for explosive air",
    line="atex",
    shown="Certified for explosive air",
    stored="atex",
    other="none",
)
LIST = Case(
    Field(
        name="norms",
        type=value_types.ListOf(value_types.Word(80), 5),
        label="norms",
        section="codes",
        aliases=("standards", "标准"),
        is_public_text=True,
        weight=1,
        typed=11,
        matters=True,
        is_exported=True,
        shown=Shown.TAGS,
    ),
    value=["zwitterions", "ISO 9001"],
    posted="zwitterions, ISO 9001",
    cell="zwitterions; ISO 9001",
    line=["zwitterions", "ISO 9001"],
    shown="ISO 9001",
    stored=["zwitterions", "ISO 9001"],
    other=["DIN 1"],
)


def fact(name: str, value_type: Any, *, alias: str) -> Field:
    return Field(
        name=name,
        type=value_type,
        label=name.replace("_", " "),
        section="terms",
        aliases=(f"{name}_told", alias),
        is_exported=True,
        shown=Shown.STRIP,
    )


CASES = [
    TEXT,
    CHOICE,
    LIST,
    Case(
        fact("staff", figures.Whole(1, 9_999), alias="人数"),
        *[4711, "4711", "4711.0", 4711, "4711", 4711, 7],
    ),
    Case(fact("has_sample", figures.Flag(), alias="样品"), True, "on", "是", True, "Yes", True, False),
    Case(
        fact("sample_price", figures.Amount(), alias="样品价格"),
        *[Decimal("1250.50"), "1250.50", "1,250.50", 1250.5, "1,250.50", "1250.50", Decimal("3.00")],
    ),
    Case(
        fact("shown_first_on", figures.Day(), alias="首次展示"),
        *[date(2027, 3, 31), "2027-03-31", "2027年3月31日", "2027-03-31", "31 Mar 2027"],
        *["2027-03-31", date(2028, 1, 1)],
    ),
]
NAMES = [case.field.name for case in CASES]
every_case = pytest.mark.parametrize("case", CASES, ids=NAMES)
public_case = pytest.mark.parametrize(
    "case", [case for case in CASES if case.field.is_public_text], ids=["prose", "list"]
)
FORM = {"indicators-TOTAL_FORMS": "0", "indicators-INITIAL_FORMS": "0", "language": "en", "title": "A gasket"}


@contextmanager
def registered(field: Field):
    """The entry, and its level for needs; nothing else."""
    need = KINDS["need"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(FIELDS, field.name, field)
        with KINDS.replaced(replace(need, levels={**need.levels, field.name: Level.OPTIONAL})):
            yield field


@pytest.fixture
def field(case):
    with registered(case.field) as field:
        yield field


@pytest.fixture
def need(case, field, owner):
    """A published need of the owner that holds the value."""
    draft = ListingFactory(published=True, organisation=owner.organisation)
    return edit(listing=draft, by=owner, content={field.name: case.value}, revision=draft.revision)


def text_of(page: Any) -> str:
    return page.content.decode()


@every_case
def test_form_shows_it_takes_it_and_fills_it_in_again(case, field, owner, login):
    client = login(owner)
    address = reverse("catalog:new", args=["need"])
    assert f'name="{field.name}"' in text_of(client.get(address))
    page = client.post(address, FORM | {field.name: case.posted, "do": "save"})
    assert page.status_code == 302
    need = Listing.objects.get()
    assert (need.value_of(field.name), need.further) == (case.value, {field.name: case.stored})
    form = client.get(reverse("catalog:edit", args=[need.public_id])).context["form"]
    assert form.initial[field.name] == case.value


@every_case
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("file_format", ["csv", "jsonl"])
def test_file_fills_it_by_its_column_in_both_languages(case, field, tmp_path, language, file_format):
    organisation = OrganisationFactory()
    column = field.aliases[language == "zh"].replace("_", " ")
    path = tmp_path / f"rows.{file_format}"
    if file_format == "csv":
        with path.open("w", newline="") as file:
            csv.writer(file).writerows([["title", column], ["A gasket", case.cell]])
    else:
        path.write_text(json.dumps({"title": "A gasket", column: case.line}))
    options = ("--kind", "need", "--organisation", organisation.public_id, "--json")
    call_command("import_listings", str(path), *options)
    assert Listing.objects.get().value_of(field.name) == case.value


@every_case
def test_api_tells_it(case, field, need, client):
    told = client.get(reverse("api-listing", args=[need.public_id])).json()
    assert told[field.name] == case.stored
    assert client.get(reverse("api-listings")).json()["results"][0][field.name] == case.stored


@every_case
def test_api_tells_nothing_of_what_is_not_exported_or_names_the_owner(case, field, need, client):
    address = reverse("api-listing", args=[need.public_id])
    with registered(replace(field, is_exported=False)):
        assert field.name not in client.get(address).json()
    Listing.objects.filter(pk=need.pk).update(anonymous=True)
    with registered(replace(field, names_owner=True)):
        assert client.get(address).json()[field.name] == case.field.type.empty
        assert case.shown not in text_of(client.get(need.get_absolute_url()))


@every_case
def test_page_of_the_listing_shows_it(case, field, need, client):
    assert case.shown in text_of(client.get(need.get_absolute_url()))


@every_case
def test_conflict_page_shows_both_values(case, field, need, owner, login):
    edit(listing=need, by=owner, content={field.name: case.other}, revision=need.revision)
    content = {name: need.value_of(name) for name in ("description", "technical_specification", "title")}
    sent = FORM | content | {field.name: case.posted, "revision": str(need.revision), "do": "save"}
    sent["partnership_types"] = need.partnership_types
    page = login(owner).post(reverse("catalog:edit", args=[need.public_id]), sent)
    assert page.status_code == 409
    row = next(row for row in page.context["differences"] if row["label"].lower() == str(field.label))
    assert row["saved"] != row["mine"] != ""


@every_case
def test_history_and_versions_hold_it(case, field, need, owner, login):
    changed = edit(listing=need, by=owner, content={field.name: case.other}, revision=need.revision)
    versions = list(changed.versions.all())
    assert [version.changed for version in versions] == [[field.name], [field.name]]
    assert versions[1].content[field.name] == case.stored
    page = login(owner).get(reverse("catalog:history", args=[need.public_id]))
    changes = [change for version in page.context["versions"] for change in version["changes"]]
    assert {change["label"].lower() for change in changes} == {str(field.label)}
    assert changes[0]["before"] == changes[1]["after"] != changes[0]["after"]


@public_case
def test_free_text_finds_it(case, field, need, client, monkeypatch):
    monkeypatch.setattr(ports, "_installed", TfidfRanker())
    ListingFactory(published=True)
    found = client.get(reverse("catalog:listings", args=["need"]), {"q": "zwitterions"}).context["results"]
    assert [result["title"] for result in found] == [need.title]
    assert matters({field.name})


@public_case
def test_form_that_is_being_filled_in_is_matched_by_it(case, field):
    form = TypingForm({"kind": "need", "title": "A gasket", field.name: case.posted})
    assert form.text == f"A gasket\n{case.posted}"


def test_facet_counts_and_narrows_the_search(owner, client, monkeypatch):
    monkeypatch.setattr(ports, "_installed", TfidfRanker())
    with registered(replace(CHOICE.field, facet=Facet("certificate", "Certificate", 9))) as field:
        certified, _other = ListingFactory.create_batch(2, published=True, organisation=owner.organisation)
        edit(listing=certified, by=owner, content={field.name: "atex"}, revision=certified.revision)
        page = client.get(reverse("catalog:listings", args=["need"]), {"certificate": "atex"})
    facet = page.context["facets"][-1]
    assert (facet["name"], [choice["count"] for choice in facet["choices"]]) == ("certificate", [1, 0])
    assert [result["title"] for result in page.context["results"]] == [certified.title]
    assert page.context["tags"][0]["label"] == "Certified for explosive air"


@every_case
def test_field_that_is_not_searched_is_in_no_document(case, field, need):
    with registered(replace(field, weight=0)):
        assert field.name not in {passage.field for passage in corpus.passages(need)}


@public_case
def test_name_of_an_anonymous_owner_is_refused_in_it(case, field, owner):
    name = owner.organisation.name_en
    value = [name] if field.is_list else f"Ask {name}."
    with pytest.raises(ContentErrors) as refused:
        clean(
            "need",
            {"title": "A", "language": "en", "anonymous": True, field.name: value},
            owner=owner.organisation,
        )
    assert refused.value.codes == {(field.name, "owner_named")}


@every_case
def test_value_that_it_cannot_hold_is_read_as_empty_and_mended_by_an_edit(case, field, need, owner, client):
    Listing.objects.filter(pk=need.pk).update(further={field.name: {"a": 1}, "kept": 1})
    read = Listing.objects.get(pk=need.pk)
    assert (read.unreadable, read.value_of(field.name)) == ((field.name,), field.type.empty)
    assert client.get(read.get_absolute_url()).status_code == 200
    with pytest.raises(corpus.UnreadableListing):
        corpus.checked_document(read)
    mended = edit(listing=read, by=owner, content={field.name: case.value}, revision=read.revision)
    assert (mended.unreadable, mended.value_of(field.name)) == ((), case.value)
    assert mended.further == {field.name: case.stored, "kept": 1}


@every_case
def test_rows_go_on_when_the_field_is_gone_and_have_it_when_it_comes_back(case, owner, login, client):
    draft = ListingFactory(published=True, organisation=owner.organisation)
    with registered(case.field) as field:
        need = edit(listing=draft, by=owner, content={field.name: case.value}, revision=draft.revision)
    need = Listing.objects.get(pk=need.pk)
    assert need.unreadable == ()
    assert case.field.name not in client.get(reverse("api-listing", args=[need.public_id])).json()
    for address in (need.get_absolute_url(), reverse("catalog:edit", args=[need.public_id])):
        assert login(owner).get(address).status_code == 200
    history = text_of(login(owner).get(reverse("catalog:history", args=[need.public_id])))
    assert case.field.name.replace("_", " ").capitalize() in history
    with pytest.raises(ContentErrors):
        clean("need", {"title": "A", "language": "en", case.field.name: case.value})
    again = edit(listing=need, by=owner, content={"summary": "Short."}, revision=need.revision)
    assert again.further == {case.field.name: case.stored}
    assert corpus.checked_document(corpus.with_patents(Listing.objects.all()).get()).title == need.title
    with registered(case.field):
        assert again.value_of(case.field.name) == case.value


def test_every_field_with_a_column_has_one_and_every_other_has_none():
    columns = {column.name for column in Listing._meta.concrete_fields}
    assert {name for name, field in FIELDS.items() if field.is_column} == columns & set(FIELDS)
