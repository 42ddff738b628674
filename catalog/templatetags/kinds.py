"""The icon and the word of a kind, by its name. A stored name that no kind has is shown as it is."""

from django import template

from catalog.kinds import DEFAULT_ICON, KINDS, KindSpec

register = template.Library()


@register.filter
def kind_icon(kind: str) -> str:
    return KINDS[kind].icon if kind in KINDS else DEFAULT_ICON


@register.filter
def kind_title(kind: str) -> str:
    return str(KINDS[kind].words.title if kind in KINDS else kind)


@register.simple_tag
def all_kinds() -> list[KindSpec]:
    """In the order of the menu."""
    return list(KINDS.values())
