"""Matching goes on while generations are built: every answer belongs to one generation."""

import threading

import pytest
from django.db import connection

from accounts.actor import SYSTEM
from matching import corpus, engine
from matching import index as live_index
from matching.actions import requests, runs
from matching.engine import Index, SearchRequest
from matching.enums import RunState
from matching.models import Candidate, IndexGeneration, MatchRun
from matching.pipeline import match_shards, rebuild
from tests.matching.pairs import need, offer
from tests.services.test_matching_races import together

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
BUILDS = 6


@pytest.fixture(autouse=True)
def _postgresql(settings):
    assert connection.vendor == "postgresql", "DATABASE_URL must name PostgreSQL"


def strengths(index, asked, offers):
    """Of these offers, whatever else the delta holds by now."""
    keys = {offer.public_id for offer in offers}
    matches = index.match_one(SearchRequest(asked, kind="offer", limit=100))
    return tuple((match.key, match.strength) for match in matches if match.key in keys)


def test_no_query_sees_a_mixture_while_generations_are_built():
    """Each build knows more texts, so its idf and with it every strength differs from the one before."""
    wanted = need("vacuum bearing film of steel")
    offers = [offer(words) for words in ("vacuum bearing", "film of steel", "vacuum film", "steel pump")]
    requests.ask(listings=[wanted, *offers])
    rebuild.build_now()
    asked = corpus.document(wanted)
    over, seen, expected = threading.Event(), [], {}

    def build():
        try:
            for number in range(BUILDS):
                requests.ask(
                    listings=[offer(f"vacuum chair number {number}"), offer(f"steel table {number}")]
                )
                generation = rebuild.build_now()
                folder = engine.open_generation(generation.folder)
                expected[generation.public_id] = strengths(Index(folder), asked, offers)
        finally:
            over.set()

    def hammer():
        while not over.is_set():
            live = live_index.current()
            seen.append((live.generation.public_id, strengths(live.index, asked, offers)))

    first = IndexGeneration.objects.get()
    expected[first.public_id] = strengths(Index(engine.open_generation(first.folder)), asked, offers)
    assert together(build, hammer, hammer) == [None, None, None]
    assert len(set(expected.values())) == BUILDS + 1
    assert [answer for answer in seen if answer[1] != expected[answer[0]]] == []
    assert len({name for name, _answer in seen}) > 1


def test_run_during_rebuilds_uses_one_generation(settings):
    settings.MATCH_SHARD_SIZE = 1
    listings = [need(f"vacuum bearing {n} of steel") for n in range(6)]
    listings += [offer(f"vacuum film {n} of steel") for n in range(6)]
    first = rebuild.build_now()
    index = Index(engine.open_generation(first.folder))  # its files go when the run is over
    run = runs.start_run(by=SYSTEM)

    def work():
        while match_shards.work_off():
            pass

    def build():
        for number in range(3):
            requests.ask(listings=[need(f"steel chair {number}")])
            rebuild.build_now()

    assert together(work, work, build) == [None, None, None]
    run.refresh_from_db()
    assert (run.state, run.generation) == (RunState.DONE, first)
    for listing in listings[:6]:
        rows = Candidate.objects.of(listing).select_related("offer")
        answers = index.match_one(SearchRequest(corpus.document(listing), kind="offer", limit=len(rows)))
        assert [(row.offer.public_id, row.strength) for row in rows] == [
            (match.key, pytest.approx(match.strength, abs=1e-9)) for match in answers
        ]
    assert MatchRun.objects.count() == 1
