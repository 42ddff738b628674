"""What stands beside the text of a pair: reasons for, against and to ask."""

from collections.abc import Mapping
from datetime import date

from catalog.models import Listing
from matching.reasons import fields, terms
from matching.reasons.indicators import indicators
from matching.reasons.reason import AGREES, Reason, Verdict, listed

__all__ = ["AGREES", "Reason", "Verdict", "beside_the_text", "listed"]

ORDER: Mapping[str, int] = {"for": 0, "against": 1, "ask": 2}


def beside_the_text(
    need: Listing, offer: Listing, *, titles: Mapping[str, str], today: date
) -> tuple[Reason, ...]:
    """All reasons, those for it first. `titles` maps "scheme:code" to a title in the reader's language."""
    found = [
        *indicators(need, offer),
        fields.field(need, offer, titles),
        fields.stage(need, offer),
        fields.partnership(need, offer),
        terms.rights(need, offer),
        terms.money(need, offer),
        *fields.partner(need, offer),
        terms.place(need, offer),
        terms.export(need, offer),
        terms.language(need, offer),
        *terms.deadline(need, offer, today),
    ]
    return tuple(sorted((reason for reason in found if reason), key=lambda reason: ORDER[reason.verdict]))
