"""Small cuts behind the components: initials, folded facets, groups of moments."""

import re
from itertools import pairwise

NOTICE_ICONS = {"live": "info", "wait": "warning", "good": "check", "stop": "warning"}

HAN = re.compile(r"[㐀-鿿]")


def initials(name):
    """Two letters for a Latin name, one character for a Chinese one."""
    name = name.strip()
    if HAN.match(name):
        return name[0]
    parts = [part for part in re.split(r"[\s@._-]+", name) if part]
    if not parts:
        return "?"
    letters = parts[0][:2] if len(parts) == 1 or "@" in name else parts[0][0] + parts[1][0]
    return letters.upper()


def get(thing, name, default=None):
    return thing.get(name, default) if isinstance(thing, dict) else getattr(thing, name, default)


def facet(facet, shown):
    choices = list(facet["choices"])
    rest = choices[shown:]
    return {
        "name": facet["name"],
        "label": facet["label"],
        "head": choices[:shown],
        "rest": rest,
        "open": any(choice["chosen"] for choice in rest),
    }


def facets(facets, shown):
    """A facet without any value would be a heading over nothing."""
    return [facet(each, shown) for each in facets if each["choices"]]


def grouped(items):
    """Each moment with the name of its group where the group changes, else without."""
    items = list(items)
    marks = [bool(items and items[0].get("group"))]
    marks += [after.get("group") != before.get("group") for before, after in pairwise(items)]
    return [
        {**item, "heading": item.get("group") if new else ""} for item, new in zip(items, marks, strict=False)
    ]
