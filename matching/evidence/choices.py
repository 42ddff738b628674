"""Field, stage, partnership and kind of partner: what both listings chose from the same lists."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from catalog.enums import PartnershipType, PartnerType, Stage
from catalog.models import Listing
from matching.attributes import level_of, partner_type
from matching.constraints import meets_stage_requirement
from matching.evidence.reason import Reason, listed


def field(need: Listing, offer: Listing, titles: Mapping[str, str]) -> Reason | None:
    """`titles` maps "scheme:code" to the title in the reader's language."""
    wanted, shown = list(need.technology_codes), list(offer.technology_codes)
    if not wanted or not shown:
        return industry(need, offer, titles)
    shared = [code for code in wanted if any(_akin(code, other) for other in shown)]
    if shared:
        return Reason(
            "field",
            "for",
            _("Same technical field."),
            _("Both are classed under %(fields)s.")
            % {"fields": listed(named(code, titles) for code in shared)},
        )
    return Reason(
        "field",
        "against",
        _("Different technical fields."),
        _("The need is classed under %(need)s, the offer under %(offer)s.")
        % {
            "need": listed(named(code, titles) for code in wanted),
            "offer": listed(named(code, titles) for code in shown),
        },
    )


def industry(need: Listing, offer: Listing, titles: Mapping[str, str]) -> Reason | None:
    """A shared industry speaks for a pair; different ones say nothing, technology crosses industries."""
    shared = [code for code in need.industry_codes if code in offer.industry_codes]
    if not shared:
        return None
    words = listed(named(code, titles) for code in shared)
    return Reason("field", "for", _("Same industry."), _("Both name %(industries)s.") % {"industries": words})


def bare(code: str) -> str:
    return code.partition(":")[2] or code


def named(code: str, titles: Mapping[str, str]) -> str:
    title = titles.get(code, "")
    return f"{bare(code)} {title}" if title else bare(code)


def _akin(one: str, other: str) -> bool:
    """Equal, or one is a branch of the other (F16 and F16C)."""
    if not one.startswith("ipc:") or not other.startswith("ipc:"):
        return one == other
    shorter = min(len(bare(one)), len(bare(other)))
    return one.startswith(other) or other.startswith(one) if shorter >= 3 else one == other


def stage(need: Listing, offer: Listing) -> Reason | None:
    wanted, shown = stage_words(need), stage_words(offer)
    if not wanted:
        return None
    if not shown:
        sentence = _("The need asks for %(wanted)s or later; the offer does not say how far it is.")
        return Reason("stage", "ask", _("Stage not stated."), sentence % {"wanted": wanted})
    values = {"wanted": wanted, "shown": shown}
    if meets_stage_requirement(level_of(need), level_of(offer)):
        sentence = _("The need asks for %(wanted)s or later; the offer is %(shown)s.")
        return Reason("stage", "for", _("Far enough developed."), sentence % values)
    sentence = _("The offer is %(shown)s; the need asks for %(wanted)s or later.")
    return Reason("stage", "against", _("Earlier than wanted."), sentence % values)


def stage_words(listing: Listing) -> str:
    words = []
    if listing.stage_of_development:
        words.append(str(Stage(listing.stage_of_development).label))
    if listing.trl:
        words.append(_("TRL %(level)s") % {"level": listing.trl})
    return listed(words)


def partnership(need: Listing, offer: Listing) -> Reason | None:
    wanted, shown = need.partnership_types, offer.partnership_types
    if not wanted:
        return None
    if not shown:
        sentence = _("The need looks for %(wanted)s; the offer does not say what it is open to.")
        lead = _("Partnership not stated.")
        return Reason("partnership", "ask", lead, sentence % {"wanted": partnership_words(wanted)})
    shared = [kind for kind in wanted if kind in shown]
    if shared:
        sentence = _("Both are open to %(shared)s.") % {"shared": partnership_words(shared)}
        return Reason("partnership", "for", _("Same kind of partnership."), sentence)
    sentence = _("The need looks for %(wanted)s; the offer is open to %(shown)s.")
    values = {"wanted": partnership_words(wanted), "shown": partnership_words(shown)}
    return Reason("partnership", "against", _("Different kinds of partnership."), sentence % values)


def partnership_words(kinds: Any) -> str:
    labels = dict(PartnershipType.choices)
    return listed(labels.get(kind, kind) for kind in kinds)


def partner(need: Listing, offer: Listing) -> list[Reason]:
    """Whom each side looks for against what the other one is (kind and size are never hidden)."""
    found = []
    labels = dict(PartnerType.choices)
    sentences = {
        True: _("The need looks for %(wanted)s; the offer comes from: %(is)s."),
        False: _("The offer looks for %(wanted)s; the need comes from: %(is)s."),
    }
    for seeker, other in ((need, offer), (offer, need)):
        is_a = partner_type(other)
        if not seeker.partner_types or not is_a:
            continue
        fits = is_a in seeker.partner_types
        values = {
            "wanted": " / ".join(str(labels.get(kind, kind)) for kind in seeker.partner_types),
            "is": labels[is_a],
        }
        lead = _("The kind of partner fits.") if fits else _("Another kind of partner was wanted.")
        sentence = sentences[seeker is need] % values
        found.append(Reason("partner", "for" if fits else "against", lead, sentence))
    return found
