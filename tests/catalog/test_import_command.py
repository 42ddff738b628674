import json

import pytest
from django.core.management import CommandError, call_command

from accounts.enums import Verification
from catalog.actions.content import edit
from catalog.models import Listing, Patent
from catalog.signals import listings_changed, listings_published
from core.models import AuditEvent
from tests.factories.accounts import OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation():
    return OrganisationFactory(name_en="Holder of Patents")


@pytest.fixture
def heard():
    found = []

    def came(sender, listings, **kwargs):
        found.append(("published", sorted(listing.own_reference for listing in listings)))

    def changed(sender, listings, changed, **kwargs):
        found.append(("changed", sorted(listing.own_reference for listing in listings), changed))

    listings_published.connect(came)
    listings_changed.connect(changed)
    yield found
    listings_published.disconnect(came)
    listings_changed.disconnect(changed)


@pytest.fixture
def run(tmp_path, organisation, capsys):
    """run(rows, *options) imports them as offers; gives the summary and the exit status."""

    def _run(rows, *options, kind="offer"):
        path = tmp_path / "rows.jsonl"
        path.write_text("".join(json.dumps(row) + "\n" for row in rows))
        status = 0
        try:
            call_command(
                "import_listings", str(path), "--kind", kind, "--organisation", organisation.public_id,
                "--json",
                *options,
            )  # fmt: skip
        except SystemExit as end:
            status = end.code
        return json.loads(capsys.readouterr().out), status

    return _run


def offer(number, **more):
    return {"id": f"R-{number}", "title": f"Offer {number}", "text": "A coated bearing.", **more}


STAGE = ("--set", "stage_of_development=lab_tested")


def test_import_publishes_what_is_complete_and_drafts_the_rest_with_the_reason(run, organisation, heard):
    rows = [
        offer(1, patent_number="7,438,030", center="X"),
        offer(2, text="", patent_number="0"),
        offer(3, text="", patent_number="7438030"),
    ]
    summary, status = run(rows, "--publish", *STAGE)
    assert status == 0
    counts = ("rows", "published", "drafts", "updated", "unchanged", "bad")
    assert {name: summary[name] for name in counts} == {
        "rows": 3, "published": 2, "drafts": 1, "updated": 0, "unchanged": 0, "bad": 0,
    }  # fmt: skip
    assert summary["draft_reasons"] == {"summary or description or patents": 1}
    first = Listing.objects.get(own_reference="R-1")
    assert (first.state, first.organisation, first.source_record["center"]) == (
        "published",
        organisation,
        "X",
    )
    assert Patent.objects.get().listings.count() == 2
    assert heard == [("published", ["R-1", "R-3"])]


def test_import_of_the_same_file_again_changes_nothing(run, heard):
    rows = [offer(1, patent_number="71"), {"title": "Without a reference", "text": "But with a text."}]
    run(rows, "--publish", *STAGE)
    before = list(Listing.objects.values_list("pk", "revision", "changed_at"))
    heard.clear()
    summary, status = run(rows, "--publish", *STAGE)
    assert (summary["unchanged"], summary["published"], summary["updated"], status) == (2, 0, 0, 0)
    assert list(Listing.objects.values_list("pk", "revision", "changed_at")) == before
    assert heard == []


def test_import_of_a_changed_row_edits_that_listing_only_and_tells_once(run, heard):
    run([offer(1), offer(2)], "--publish", *STAGE)
    heard.clear()
    summary, _status = run([offer(1), offer(2, title="A better title")], "--publish", *STAGE)
    assert (summary["updated"], summary["unchanged"]) == (1, 1)
    assert Listing.objects.get(own_reference="R-2").revision == 2
    assert heard == [("changed", ["R-2"], ["title"])]


def test_import_of_an_unchanged_row_keeps_what_a_person_wrote_since(run, member):
    run([offer(1)], *STAGE)
    edit(listing=Listing.objects.get(), by=member, content={"title": "By hand"}, revision=1)
    summary, _status = run([offer(1)], *STAGE)
    assert (summary["unchanged"], Listing.objects.get().title) == (1, "By hand")


def test_import_with_publish_after_one_without_publishes_the_drafts(run, heard):
    run([offer(1)], *STAGE)
    assert Listing.objects.get().state == "draft"
    summary, _status = run([offer(1)], "--publish", *STAGE)
    assert (summary["published"], Listing.objects.get().state) == (1, "published")
    assert heard == [("published", ["R-1"])]


@pytest.mark.parametrize(
    ("bad", "column", "reason"),
    [
        (offer(2, title="x" * 257), "title", "257 characters, 256 at most."),
        (offer(2, trl="12"), "trl", "Write a whole number from 1 to 9."),
        (
            offer(2, technology_codes="F16C;Z99"),
            "technology_codes",
            "Not in the list: Z99. Choose one that is.",
        ),
        (offer(2, title=""), "title", "This field is required."),
        (
            offer(2, title="A\nB"),
            "title",
            "A line break stands in what must be one line. Is a quote of this or an earlier row not closed?",
        ),
        (offer(2, budget_max="5"), "currency", "Choose the currency of the amounts."),
        (
            offer(2, trl="1"),
            "trl",
            "Level 1 does not belong to the stage: lab tested.",
        ),
        (offer(1), "own_reference", "the reference R-1 stands in row 1 already"),
        (
            offer(2, anonymous="yes", summary="From Holder of Patents"),
            "summary",
            "This names your organisation (holder of patents) although you hide its name.",
        ),
    ],
)
def test_import_with_one_bad_row_writes_nothing_and_says_where(run, heard, bad, column, reason):
    summary, status = run([offer(1), bad], "--publish", *STAGE)
    assert summary["problems"] == [{"row": 2, "column": column, "reason": reason}]
    assert (status, summary["written"], Listing.objects.count(), Patent.objects.count()) == (1, False, 0, 0)
    assert not AuditEvent.objects.filter(verb__startswith="listing").exists()
    assert heard == []


def test_import_skipping_bad_rows_writes_the_good_ones_and_still_ends_with_1(run):
    summary, status = run([offer(1), offer(2, trl="x")], "--skip-bad", *STAGE)
    assert (status, summary["drafts"], summary["bad"], summary["written"]) == (1, 1, 1, True)
    assert Listing.objects.get().own_reference == "R-1"


def test_import_as_a_dry_run_checks_and_writes_nothing(run, heard):
    summary, status = run([offer(1)], "--publish", "--dry-run", *STAGE)
    assert (summary["published"], summary["written"], status) == (1, False, 0)
    assert (Listing.objects.count(), heard) == (0, [])


def test_import_that_would_empty_a_published_listing_is_a_bad_row(run):
    run([offer(1)], "--publish", *STAGE)
    summary, status = run([offer(1, text="")], "--publish", *STAGE)
    assert status == 1
    assert summary["problems"][0]["column"] == "summary"
    assert Listing.objects.get().description == "A coated bearing."


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--map", "colour=title"), "The file has no column 'colour'"),
        (("--map", "id=colour"), "offers have no field 'colour'"),
        (("--set", "title"), "write NAME=VALUE"),
        (("--format", "xlsx"), "not built yet"),
        (("--format", "patent-xml"), "not built yet"),
    ],
)
def test_import_with_wrong_options_says_so(run, options, message):
    with pytest.raises(CommandError, match=message):
        run([offer(1)], *options)


def test_import_for_publication_by_an_unverified_organisation_is_refused(run, organisation):
    organisation.verification, organisation.verified_at = Verification.WAITING, None
    organisation.save()
    with pytest.raises(CommandError, match="not verified"):
        run([offer(1)], "--publish", *STAGE)
    assert Listing.objects.count() == 0


def test_import_for_an_unknown_organisation_is_refused(tmp_path):
    with pytest.raises(CommandError, match="There is no organisation nobody"):
        call_command("import_listings", str(tmp_path / "x.csv"), "--kind", "need", "--organisation", "nobody")


def test_import_of_many_rows_asks_a_fixed_number_of_queries_per_batch(run, django_assert_max_num_queries):
    with django_assert_max_num_queries(40 + 40):  # one audit row per listing
        run([offer(n, patent_number=str(n)) for n in range(1, 41)], "--publish", *STAGE)


@pytest.mark.parametrize(
    ("folder", "name", "options", "expected"),
    [
        (
            "nasa-patents-2014",
            "docs.jsonl",
            ("--kind", "offer", "--null", "1970-01-01", "--map", "expires=patent_expires_on", *STAGE),
            {"rows": 1630, "published": 1492, "drafts": 138, "bad": 0},
        ),
        (
            "dod-needs-2015",
            "needs.jsonl",
            ("--kind", "need", "--skip-bad", "--set", "partnership_types=rd_cooperation"),
            {"rows": 188, "published": 0, "drafts": 187, "bad": 1},
        ),
    ],
)
def test_import_of_real_files_as_they_are(tenon_data, organisation, capsys, folder, name, options, expected):
    command = [
        str(tenon_data / folder / name),
        "--organisation",
        organisation.public_id,
        "--publish",
        "--json",
    ]
    try:
        call_command("import_listings", *command, *options)
    except SystemExit:
        assert expected["bad"]
    summary = json.loads(capsys.readouterr().out)
    assert {key: summary[key] for key in expected} == expected


def test_import_drafts_a_row_whose_deadline_has_passed_and_says_so(run):
    rows = [offer(1, deadline="2020-01-31"), offer(2, deadline="2999-01-31")]
    for counts in [(1, 1), (0, 0)]:
        summary, _status = run(rows, "--publish", *STAGE)
        assert (summary["published"], summary["drafts"]) == counts
        assert summary["draft_reasons"] == ({"a deadline that has not passed": 1} if counts[1] else {})
    assert list(Listing.objects.order_by("own_reference").values_list("state", flat=True)) == [
        "draft",
        "published",
    ]


def test_import_of_a_row_that_stands_twice_without_a_reference_makes_one_listing(run):
    rows = [{"title": "Ring", "text": "A coated bearing."}, {"title": "Cage", "text": "Steel."}]
    summary, _status = run([rows[0], rows[0], rows[1]], "--publish", *STAGE)
    assert (summary["rows"], summary["published"], summary["unchanged"]) == (3, 2, 1)
    assert sorted(Listing.objects.values_list("title", flat=True)) == ["Cage", "Ring"]


@pytest.mark.parametrize(("options", "used"), [([], "gb18030"), (["--encoding", "GBK"], "gbk")])
def test_import_says_in_which_encoding_it_read_the_file(tmp_path, organisation, capsys, options, used):
    path = tmp_path / "rows.csv"
    path.write_bytes("标题,说明\n轴承,无油润滑\n".encode("gbk"))
    given = [str(path), "--kind", "offer", "--organisation", organisation.public_id, *options]
    call_command("import_listings", *given)
    assert f"Read as {used}.\n" in capsys.readouterr().out
    assert Listing.objects.get().title == "轴承"


def test_import_of_a_number_without_end_names_the_row_and_goes_on(tmp_path, organisation, capsys):
    path = tmp_path / "rows.jsonl"
    path.write_text('{"title": "A", "x": 1e999}\n{"title": "B", "x\\u0000": "1"}\n', encoding="utf-8")
    with pytest.raises(SystemExit):
        call_command("import_listings", str(path), "--kind", "need", "--organisation", organisation.public_id,
                     "--json", "--skip-bad")  # fmt: skip
    summary = json.loads(capsys.readouterr().out)
    assert [(each["row"], each["reason"]) for each in summary["problems"]] == [
        (1, "no JSON: 1e999 is no number")
    ]
    assert Listing.objects.get().source_record["x\ufffd"] == "1"
