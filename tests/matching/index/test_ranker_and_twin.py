"""The ranker finds the rows and counts that the catalogue's slow twin finds."""

import random

import pytest

from accounts.actor import VISITOR
from catalog.models import Listing
from catalog.ports import Page
from matching.index import TfidfRanker
from tests.catalog.twin_ranker import TwinRanker
from tests.matching.pairs import need, offer

pytestmark = pytest.mark.django_db

WORDS = ["vacuum", "bearing", "laser", "2205", "sic", "轴承", "散热", "无油", "激光"]
PARTNERSHIPS = ["licence", "service", "rd_cooperation"]
CODES = ["ipc:F16C", "ipc:C23C", "ipc:B23K"]


@pytest.fixture
def market():
    chance = random.Random(7)
    for _n in range(14):
        make = chance.choice([need, offer])
        make(
            " ".join(chance.sample(WORDS, 2)),
            description=" ".join(chance.sample(WORDS, 3)),
            partnership_types=chance.sample(PARTNERSHIPS, 2),
            technology_codes=chance.sample(CODES, chance.randint(0, 2)),
            country=chance.choice(["CN", "DE", ""]),
            region=chance.choice(["Jiangsu", ""]),
            anonymous=chance.choice([True, False]),
            stage_of_development=chance.choice(["concept", "lab_tested"]),
            language=chance.choice(["zh", "en"]),
        )


@pytest.mark.parametrize("kind", ["need", "offer"])
@pytest.mark.parametrize("text", ["", "vacuum", "laser 2205", "轴承", "无油轴承 sic", "nothing of it"])
@pytest.mark.parametrize(
    "facets",
    [
        {},
        {"partnership": ["licence"]},
        {"technology": ["ipc:F16C", "ipc:B23K"], "country": ["DE"]},
        {"region": ["Jiangsu"], "stage": ["lab_tested"], "language": ["zh"]},
        {"country": ["XX"]},
    ],
)
def test_ranker_finds_and_counts_what_the_twin_does(market, kind, text, facets):
    asked = {"kind": [kind], **facets}
    ours, theirs = (
        ranker.search(text, VISITOR, asked, Page(size=50)) for ranker in (TfidfRanker(), TwinRanker())
    )
    assert {hit.public_id for hit in ours.hits} == {hit.public_id for hit in theirs.hits}
    assert (ours.total, ours.facets) == (theirs.total, theirs.facets)
    if not text:
        assert [hit.public_id for hit in ours.hits] == [hit.public_id for hit in theirs.hits]


def test_market_of_the_test_has_both_kinds(market):
    assert {listing.kind for listing in Listing.objects.all()} == {"need", "offer"}
