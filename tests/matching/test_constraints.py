"""What must match holds where candidates are found, in both directions, in bulk as one by one;
signals count a little."""

import itertools

import pytest

from accounts.enums import OrganisationKind
from matching import attributes, constraints, corpus
from matching.engine import Index, SearchRequest, build_in_memory
from matching.models import Candidate
from matching.pipeline.match import match_listing
from tests.factories.accounts import OrganisationFactory
from tests.matching.pairs import matched, need, offer

pytestmark = pytest.mark.django_db

NEEDS = [
    {"must_match": ["country", "stage"], "countries": ["DE"], "stage_of_development": "lab_tested"},
    {
        "must_match": ["partner_type", "partnership_type"],
        "partner_types": ["university"],
        "partnership_types": ["licence"],
    },
    {"must_match": ["language", "stage"], "trl": 6, "language": "zh"},
    {"must_match": list(constraints.FACETS)},
    {},
]  # fmt: skip
OFFERS = [
    {"must_match": ["stage", "country"], "trl": 5, "countries": ["CN"]},
    {"must_match": ["stage"], "stage_of_development": "concept", "partnership_types": ["licence"]},
    {
        "must_match": ["language"],
        "language": "en",
        "title_other": "轴承",
        "stage_of_development": "on_market",
    },
    {},
]


def test_engine_meets_demands_as_listings_state_them():
    owners = [
        OrganisationFactory(kind=OrganisationKind.UNIVERSITY, country="DE"),
        OrganisationFactory(kind=OrganisationKind.ENTERPRISE, country="CN"),
    ]
    needs = [need("vacuum bearing", organisation=owners[n % 2], **row) for n, row in enumerate(NEEDS)]
    offers = [offer("vacuum bearing", organisation=owners[n % 2], **row) for n, row in enumerate(OFFERS)]
    index = Index(build_in_memory(corpus.documents([*needs, *offers])))
    expected = {
        (one.public_id, other.public_id)
        for one, other in itertools.product(needs, offers)
        if not list(constraints.unmet(one, other))
    }
    assert 0 < len(expected) < len(needs) * len(offers)
    for rows, kind, turn in ((needs, "offer", 1), (offers, "need", -1)):
        bulk = index.matches_of(
            index.match(SearchRequest(index.ids_of([row.public_id for row in rows]), kind=kind))
        )
        single = [index.match_one(SearchRequest(corpus.document(row), kind=kind)) for row in rows]
        for found in (bulk, single):
            pairs = {
                (row.public_id, match.key)[::turn]
                for row, best in zip(rows, found, strict=True)
                for match in best
            }
            assert pairs == expected


def test_candidates_of_both_sides_leave_out_what_must_match_and_does_not():
    wanted = need("vacuum bearing", must_match=["partnership_type"], partnership_types=["licence"])
    refused = offer("vacuum bearing", partnership_types=["rd_cooperation"])
    fitting = offer("vacuum bearing", partnership_types=["licence"])
    matched(wanted, refused, fitting)
    assert list(Candidate.objects.values_list("offer", flat=True)) == [fitting.pk]
    assert len(match_listing(refused).own.best.ids) == 0


def test_signals_of_an_offer_hold_every_stage_up_to_its_own_and_codes_from_section_to_subclass():
    have = offer("seal", technology_codes=["ipc:H01M"], stage_of_development="lab_tested", country="CN")
    want = need("seal", technology_codes=["ipc:H01"], trl=6, country="CN", partnership_types=["licence"])
    assert attributes.signals(have) == (
        "ipc=H", "ipc=H01", "ipc=H01M", "partnership=rd_cooperation", "stage=concept",
        "stage=under_development", "stage=lab_tested", "country=CN",
    )  # fmt: skip
    assert attributes.signals(want) == (
        "ipc=H",
        "ipc=H01",
        "partnership=licence",
        "stage=demonstration",
        "country=CN",
    )
