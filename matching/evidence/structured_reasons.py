"""What stands beside the text of a pair: reasons for, against and to ask."""

from collections.abc import Mapping
from datetime import date

from catalog.models import Listing
from matching.evidence import business_terms, choices
from matching.evidence.indicators import indicators
from matching.evidence.reason import Reason

ORDER: Mapping[str, int] = {"for": 0, "against": 1, "ask": 2}


def structured_reasons(
    need: Listing, offer: Listing, *, titles: Mapping[str, str], today: date
) -> tuple[Reason, ...]:
    """All reasons, those for it first. `titles` maps "scheme:code" to a title in the reader's language."""
    found = [
        *indicators(need, offer),
        choices.field(need, offer, titles),
        choices.stage(need, offer),
        choices.partnership(need, offer),
        business_terms.rights(need, offer),
        business_terms.money(need, offer),
        *choices.partner(need, offer),
        business_terms.place(need, offer),
        business_terms.export(need, offer),
        business_terms.language(need, offer),
        *business_terms.deadline(need, offer, today),
    ]
    return tuple(sorted((reason for reason in found if reason), key=lambda reason: ORDER[reason.verdict]))
