"""The list of each kind: ranked search through the port, facets, tabs, pages."""

from typing import Any, cast

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.views.decorators.http import require_safe

from accounts.request import Request
from catalog import ports, queries
from catalog.fields import FIELDS, Facet, Field, words_of
from catalog.kinds import KINDS, KindSpec, kind_spec
from catalog.ports import Hits, Page
from catalog.views.cards import result_of
from core.paging import PER_PAGE, number_asked, page_of_hits

LONGEST_QUERY = 800  # a paragraph may be pasted; in Chinese that is 7,200 bytes of an address
MOST_VALUES = 50  # of one facet; more than any page offers


@require_safe
def listings(request: Request, kind: str) -> HttpResponse:
    spec = kind_spec(kind)
    text = request.GET.get("q", "").replace("\x00", " ").strip()[:LONGEST_QUERY]
    chosen = {name: values for name in FIELDS.facets() if (values := _values(request, name))}
    number = number_asked(request)
    page = Page(number=number, size=PER_PAGE)
    hits = ports.ranker().search(text, request.actor, {"kind": [kind], **chosen}, page)
    rows = {listing.public_id: listing for listing in queries.in_order(hit.public_id for hit in hits.hits)}
    labels = _labels(hits, chosen)
    context = {
        "spec": spec,
        "counted": spec.words.count % {"n": hits.total},
        "q": text,
        "tabs": _tabs(request, spec, hits),
        "facets": [_facet(field, hits, chosen, labels) for field in FIELDS.facets().values()],
        "chosen_count": sum(map(len, chosen.values())),
        "tags": _tags(request, chosen, labels),
        "clear_url": _address(request, drop=[*FIELDS.facets(), "page"]),
        "hidden": [{"name": "q", "value": text}] if text else [],
        "total": hits.total,
        "results": [result_of(rows[h.public_id], request.actor, h) for h in hits.hits if h.public_id in rows],
        "page": page_of_hits(hits.hits, number, hits.total),
    }
    return render(request, "catalog/search.html", context)


def _values(request: Request, name: str) -> list[str]:
    """The chosen values of a facet, without what no database can hold."""
    return [value for value in request.GET.getlist(name) if value and "\x00" not in value][:MOST_VALUES]


def _labels(hits: Hits, chosen: dict[str, list[str]]) -> dict[str, dict[str, str]]:
    """Words for every value of every facet."""
    values = {name: [*hits.facets.get(name, {}), *chosen.get(name, [])] for name in FIELDS.facets()}
    with_codes = [name for name, field in FIELDS.facets().items() if field.holds_codes]
    titles = queries.titles_of(value for name in with_codes for value in values[name])
    return {
        name: titles if name in with_codes else _words(field, values[name])
        for name, field in FIELDS.facets().items()
    }


def _words(field: Field, values: list[str]) -> dict[str, str]:
    if field.choices:
        return {str(value): capfirst(label) for value, label in field.choices.choices}
    return dict(zip(values, words_of(field.type, values), strict=True))


def _facet(field: Field, hits: Hits, all_chosen: dict[str, list[str]], labels) -> dict[str, Any]:
    facet = cast(Facet, field.facet)
    name, chosen = facet.name, all_chosen.get(facet.name, [])
    counts = dict(hits.facets.get(name, {}))
    if field.choices:
        counts = {value: counts.get(value, 0) for value in field.choices.values}
    counts |= {value: counts.get(value, 0) for value in chosen}
    order = list(counts) if facet.is_scale else sorted(counts, key=lambda v: (-counts[v], v))
    return {
        "name": name,
        "label": facet.label,
        "choices": [
            {
                "value": value,
                "label": labels.get(name, {}).get(value, value),
                "count": counts[value],
                "chosen": value in chosen,
            }
            for value in order
        ],
    }


def _tabs(request: Request, shown: KindSpec, hits: Hits) -> list[dict[str, Any]]:
    """All kinds with their counts for the same text; facets do not travel along."""
    counts = hits.facets.get("kind", {})
    query = _address(request, drop=["page"])
    return [
        {
            "url": reverse("catalog:listings", args=[spec.name]) + (query if query != "." else ""),
            "label": spec.words.plural,
            "current": spec == shown,
            "kind": spec.name,
            "count": hits.total if spec == shown else counts.get(spec.name),
        }
        for spec in KINDS.by_role
    ]


def _tags(request: Request, chosen: dict[str, list[str]], labels) -> list[dict[str, str]]:
    return [
        {
            "label": labels.get(name, {}).get(value, value),
            "url": _address(request, without=(name, value), drop=["page"]),
        }
        for name, values in chosen.items()
        for value in values
    ]


def _address(request: Request, *, drop=(), without: tuple[str, str] | None = None, **put: Any) -> str:
    """This page's address with parts of its query left out or put in."""
    query = request.GET.copy()
    for name in drop:
        query.pop(name, None)
    if without:
        name, value = without
        query.setlist(name, [each for each in query.getlist(name) if each != value])
    for name, value in put.items():
        query[name] = value
    return f"?{query.urlencode()}" if query else "."
