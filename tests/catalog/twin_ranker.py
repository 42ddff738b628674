"""The slow obvious ranker: which rows a search finds and how many of each facet value there are.

It is the specification of catalog.ports.Ranker.search for rows and counts; the order of hits with a text
is the matcher's own business. A listing is found when it shares a word with the text: a Latin word or
number in any case, or two neighbouring Chinese characters.
"""

import re
import unicodedata

from catalog import ports
from catalog.models import Listing
from catalog.ports import Hit, Hits

TEXTS = (
    "title", "summary", "description", "advantages_and_innovation", "technical_specification",
    "expected_partner_role", "title_other", "summary_other",
)  # fmt: skip


def words(text: str) -> set[str]:
    text = unicodedata.normalize("NFKC", text).casefold()
    found = set(re.findall(r"[a-z0-9]+", text))
    for run in re.findall(r"[\u4e00-\u9fff]+", text):
        found |= {run[i : i + 2] for i in range(len(run) - 1)} if len(run) > 1 else {run}
    return found


def text_of(listing: Listing) -> str:
    return "\n".join([getattr(listing, name) for name in TEXTS] + listing.keywords + listing.market_keywords)


def facet_values(listing: Listing) -> dict[str, list[str]]:
    """What a listing counts for under each facet; an anonymous one has no region."""
    country = listing.country or listing.organisation.country
    region = "" if listing.anonymous else listing.region
    values = {
        "kind": [listing.kind],
        "stage": [listing.stage_of_development],
        "partnership": listing.partnership_types,
        "ipr": [listing.ipr_status],
        "technology": listing.technology_codes,
        "industry": listing.industry_codes,
        "country": [country],
        "region": [region],
        "language": [listing.language],
    }
    return {name: [value for value in found if value] for name, found in values.items()}


class TwinRanker:
    def search(self, text, reader, facets, page):
        asked = words(text)
        rows = [
            (listing, facet_values(listing), len(asked & words(text_of(listing))))
            for listing in Listing.objects.published()
            .select_related("organisation")
            .order_by("-published_at", "-pk")
        ]
        rows = [row for row in rows if row[2] or not asked]
        found = [row for row in rows if _fits(row[1], facets)]
        found.sort(key=lambda row: -row[2])
        shown = found[page.offset : page.offset + page.size]
        return Hits(
            hits=tuple(_hit(listing, shared, asked) for listing, _values, shared in shown),
            total=len(found),
            facets={name: _counts(rows, facets, name) for name in ports.facets()},
        )

    def similar(self, text, kind, exclude=""):
        asked = words(text)
        rows = Listing.objects.published().filter(kind=kind).exclude(public_id=exclude)
        scored = [(len(asked & words(text_of(listing))), listing) for listing in rows]
        best = sorted((row for row in scored if row[0]), key=lambda row: (-row[0], row[1].public_id))
        return Hits(hits=tuple(_hit(listing, shared, asked) for shared, listing in best), total=len(best))

    def suggest_codes(self, text):
        return []


def _fits(values, facets, but=""):
    """Every facet asked for has one of the chosen values; `but` names one that is not asked."""
    return all(set(values[name]) & set(chosen) for name, chosen in facets.items() if name != but and chosen)


def _counts(rows, facets, name):
    """How many rows each value would leave if it were chosen: under all other facets, not under its own."""
    counts: dict[str, int] = {}
    for _listing, values, _shared in rows:
        if _fits(values, facets, but=name):
            for value in values[name]:
                counts[value] = counts.get(value, 0) + 1
    return counts


def _hit(listing, shared, asked):
    if not asked:
        return Hit(public_id=listing.public_id)
    strength = shared / len(asked)
    terms = tuple((term, 1 / len(asked)) for term in sorted(asked & words(text_of(listing))))
    return Hit(public_id=listing.public_id, strength=strength, terms=terms, grade=max(1, round(strength * 5)))
