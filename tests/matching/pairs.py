"""Needs and offers whose texts decide who suits whom."""

from matching.models import MatchRequest
from matching.pipeline import match_requests
from tests.factories.catalog import ListingFactory


def need(words: str, **fields):
    return ListingFactory(
        published=True,
        **{"title": words, "description": words, "technical_specification": "-", **fields},
    )


def offer(words: str, **fields):
    return ListingFactory(
        published=True,
        offer=True,
        **{
            "title": words,
            "description": words,
            "technical_specification": "",
            "partnership_types": ["rd_cooperation"],
            **fields,
        },
    )


def matched(*listings):
    """Publishes the listings to the matcher and works off everything that is due."""
    MatchRequest.objects.ask(listings)
    return match_requests.work_off()
