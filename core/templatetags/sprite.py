"""The icons of static/img/sprite.svg and how one of them is drawn."""

from django.templatetags.static import static
from django.utils.html import format_html

# One word per icon; the test compares this list with the ids in the sprite.
ICONS = frozenset(
    [
        "search",
        "check",
        "close",
        "clock",
        "mail",
        "file",
        "arrow",
        "back",
        "filter",
        "hidden",
        "eye",
        "lock",
        "flag",
        "plus",
        "globe",
        "pencil",
        "warning",
        "info",
        "minus",
        "send",
        "person",
        "pause",
        "place",
        "menu",
        "comment",
        "ring",
        "building",
        "retry",
        "exit",
        "theme",
        "sun",
        "moon",
        "dot",
        "need",
        "offer",
    ]
)


def draw(name, label="", css=""):
    """One icon; without a label it is decoration and hidden from screen readers."""
    if name not in ICONS:
        raise ValueError(f"There is no icon {name!r} in static/img/sprite.svg.")
    address = f"{static('img/sprite.svg')}#{name}"
    classes = f"icon {css}".strip()
    if label:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}"><use href="{}"></use></svg>', classes, label, address
        )
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"></use></svg>', classes, address)
