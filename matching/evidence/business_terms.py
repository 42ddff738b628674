"""Money, rights, place, language and dates: the terms on which two sides could meet."""

from datetime import date
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from catalog.enums import ExportControl, IprStatus, ListingLanguage, PartnershipType
from catalog.models import Listing
from core import countries
from matching.attributes import country_of
from matching.evidence.reason import Reason, listed

NEEDS_RIGHTS = (PartnershipType.LICENCE, PartnershipType.TRANSFER)


def money(need: Listing, offer: Listing) -> Reason | None:
    budget, price = money_words(need), money_words(offer)
    if not budget or not price:
        return _one_sided(budget, price)
    values = {"budget": budget, "price": price}
    sentence = _("The budget is %(budget)s, the price %(price)s.") % values
    if need.currency != offer.currency:
        return Reason("money", "ask", _("Amounts in two currencies."), sentence)
    if _overlap(need, offer):
        return Reason("money", "for", _("Budget and price meet."), sentence)
    if need.budget_max is not None and offer.budget_min is not None and offer.budget_min > need.budget_max:
        return Reason("money", "against", _("The price is above the budget."), sentence)
    return Reason("money", "for", _("The price is below the budget."), sentence)


def _one_sided(budget: str, price: str) -> Reason | None:
    if budget:
        sentence = _("The budget is %(budget)s; the offer names no price.") % {"budget": budget}
        return Reason("money", "ask", _("No price named."), sentence)
    if price:
        sentence = _("The price is %(price)s; the need names no budget.") % {"price": price}
        return Reason("money", "ask", _("No budget named."), sentence)
    return None


def _overlap(need: Listing, offer: Listing) -> bool:
    top, bottom = Decimal("Infinity"), Decimal(0)
    return max(need.budget_min or bottom, offer.budget_min or bottom) <= min(
        top if need.budget_max is None else need.budget_max,
        top if offer.budget_max is None else offer.budget_max,
    )


def money_words(listing: Listing) -> str:
    low, high = listing.budget_min, listing.budget_max
    if not listing.currency or (low is None and high is None):
        return ""
    values = {"currency": listing.currency, "low": _amount(low), "high": _amount(high)}
    if low is None:
        return _("up to %(currency)s %(high)s") % values
    if high is None:
        return _("from %(currency)s %(low)s") % values
    if low == high:
        return _("%(currency)s %(low)s") % values
    return _("%(currency)s %(low)s–%(high)s") % values


def _amount(amount: Decimal | None) -> str:
    if amount is None:
        return ""
    return f"{amount:,.0f}" if amount == amount.to_integral_value() else f"{amount:,.2f}"


def rights(need: Listing, offer: Listing) -> Reason | None:
    """Only when a licence or a transfer is wanted does it matter what can be licensed."""
    wanted = [kind for kind in NEEDS_RIGHTS if kind in need.partnership_types]
    if not wanted:
        return None
    values = {"wanted": listed(kind.label for kind in wanted)}
    if not offer.ipr_status:
        sentence = _("The need looks for %(wanted)s; the offer says nothing about IPR.") % values
        return Reason("ipr", "ask", _("IPR not stated."), sentence)
    values["status"] = str(IprStatus(offer.ipr_status).label)
    sentence = _("The need looks for %(wanted)s; the state of the offer's IPR: %(status)s.") % values
    if offer.ipr_status == IprStatus.GRANTED:
        return Reason("ipr", "for", _("The rights are granted."), sentence)
    if offer.ipr_status == IprStatus.NONE:
        return Reason("ipr", "against", _("No rights to license."), sentence)
    return Reason("ipr", "ask", _("The rights are not granted."), sentence)


def place(need: Listing, offer: Listing) -> Reason | None:
    """Countries the sides accept; else whether they are neighbours. Regions of hidden owners stay unread."""
    here, there = country_of(need), country_of(offer)
    values = {"need": countries.name_of(here), "offer": countries.name_of(there)}
    for seeker, other in ((need, there), (offer, here)):
        if seeker.countries and other and other not in seeker.countries:
            lead, wanted = (
                _("Outside the countries wanted."),
                listed(map(countries.name_of, seeker.countries)),
            )
            sentence = _("Partners are wanted in %(wanted)s; the other side is in %(other)s.")
            return Reason(
                "place", "against", lead, sentence % {"wanted": wanted, "other": countries.name_of(other)}
            )
        if seeker.countries and not other:
            wanted = listed(map(countries.name_of, seeker.countries))
            sentence = _("Partners are wanted in %(wanted)s; the other side does not state its country.")
            return Reason("place", "ask", _("Country not stated."), sentence % {"wanted": wanted})
    if not here or not there:
        return None
    if here != there:
        sentence = _("The need comes from %(need)s, the offer from %(offer)s.") % values
        return Reason("place", "ask", _("Two countries."), sentence)
    if _region(need) and _region(need) == _region(offer):
        sentence = _("Both are in %(region)s.") % {"region": _region(need)}
        return Reason("place", "for", _("Same region."), sentence)
    return Reason("place", "for", _("Same country."), _("Both are in %(need)s.") % values)


def _region(listing: Listing) -> str:
    return "" if listing.anonymous else listing.region or listing.organisation.region


def language(need: Listing, offer: Listing) -> Reason | None:
    if need.language == offer.language:
        return None
    values = {
        "need": str(ListingLanguage(need.language).label),
        "offer": str(ListingLanguage(offer.language).label),
    }
    sentence = _("The need is written in %(need)s, the offer in %(offer)s.") % values
    return Reason("language", "ask", _("Two languages."), sentence)


def deadline(need: Listing, offer: Listing, today: date) -> list[Reason]:
    found = []
    for listing, lead in (
        (need, _("The deadline of the need has passed.")),
        (offer, _("The deadline of the offer has passed.")),
    ):
        if listing.deadline and listing.deadline < today:
            day = date_format(listing.deadline, "DATE_FORMAT")
            found.append(Reason("deadline", "against", lead, _("It was %(day)s.") % {"day": day}))
    return found


def export(need: Listing, offer: Listing) -> Reason | None:
    if not country_of(need) or not country_of(offer) or country_of(need) == country_of(offer):
        return None
    if offer.export_control not in (ExportControl.LICENCE_NEEDED, ExportControl.UNKNOWN):
        return None
    values = {
        "need": countries.name_of(country_of(need)),
        "offer": countries.name_of(country_of(offer)),
    }
    if offer.export_control == ExportControl.UNKNOWN:
        sentence = _("It is not stated whether the offer may leave %(offer)s for %(need)s without a licence.")
        return Reason("export", "ask", _("Export control not stated."), sentence % values)
    sentence = _("The offer needs an export licence from %(offer)s to %(need)s.") % values
    return Reason("export", "ask", _("Export licence needed."), sentence)
