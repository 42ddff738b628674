"""How figures of a fit are written for people; used by components and by what prepares pages and letters."""

import math

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

HEAVY, MIDDLE = 0.10, 0.05  # weight of a term, as a part of the strength (0 to 1), from which it is drawn so

# grade of the fit comb, from 5 down to 1
GRADE_WORDS = {
    5: _("Close fit"),
    4: _("Good fit"),
    3: _("Partial fit"),
    2: _("Loose fit"),
    1: pgettext_lazy("fit", "Trace"),
    0: _("No shared terms"),
}


def cents(weight: float) -> int:
    """Hundredths, half up."""
    return math.floor(weight * 100 + 0.5)


def level(weight: float) -> int:
    """How heavy a term is drawn: 3, 2 or 1."""
    if weight >= HEAVY:
        return 3
    return 2 if weight >= MIDDLE else 1
