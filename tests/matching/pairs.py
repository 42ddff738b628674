"""Needs and offers whose texts decide who suits whom."""

from matching.actions import requests
from matching.pipeline import match_requests
from matching.pipeline.apply import apply_listing
from matching.pipeline.difference import Kept
from matching.pipeline.match import match_listing
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
    requests.ask(listings=listings)
    return match_requests.work_off()


def refreshed(listing) -> Kept:
    """Matches one listing without a request; the rows of candidates that it wrote."""
    return apply_listing(match_listing(listing))[0]
