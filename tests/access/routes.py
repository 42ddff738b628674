"""The routes of the site and how a row of the matrix names an address."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any

from django.urls import NoReverseMatch, URLPattern, get_resolver, reverse

from tests.access.world import World

SILENT = {"readyz", "healthz", "metrics", "favicon"}


def routes(patterns: Iterable[Any] | None = None, namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every route of the URLconf with its full name."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if hasattr(pattern, "url_patterns"):
            inside = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from routes(pattern.url_patterns, inside)
        else:
            yield f"{namespace}{pattern.name}", pattern


def arguments(world: World, thing: str) -> dict[str, str]:
    """ "waiting proposal verb=hold": an object of the world, then arguments of the address."""
    words = thing.split(" ")
    name = " ".join(word for word in words if "=" not in word)
    kwargs = dict(world.objects[name]) if name else {}
    return kwargs | dict(word.split("=", 1) for word in words if "=" in word)


def address(route: str, kwargs: dict[str, str]) -> str:
    return reverse(route, kwargs=kwargs)


def every_address(values: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    """Name and address of every route with every combination of values for its arguments."""
    for name, pattern in routes():
        if name in SILENT or name.startswith("account_"):
            continue
        arguments = list(pattern.pattern.regex.groupindex)
        for chosen in product(*(values[argument] for argument in arguments)):
            try:
                yield name, reverse(name, kwargs=dict(zip(arguments, chosen, strict=True)))
            except NoReverseMatch:
                continue
