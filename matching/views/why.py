"""Why was this pair not proposed? Any two listings, for staff: everything that keeps them apart,
with the evidence."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.request import Request
from catalog.models import Listing
from core.access import demand
from matching import corpus, evidence, permissions, rules
from matching import index as live_index
from matching.enums import Side
from matching.evidence import Evidence
from matching.forms import PairForm
from matching.index.pair_rank import PairRank, pair_rank
from matching.models import Proposal
from matching.views.history import past_of
from matching.views.pairs import pane


@require_safe
@login_required
def choose(request: Request) -> HttpResponse:
    """Two listings by their address or number; both known, the answer."""
    demand(permissions.can_ask_why(request.actor), _("Only staff ask why a pair was not proposed."))
    asked = "need" in request.GET and "offer" in request.GET
    form = PairForm(request.GET if asked else None, actor=request.actor, initial=request.GET.dict())
    if asked and form.is_valid():
        found = form.cleaned_data
        return redirect("matching:pair", found["need"].public_id, found["offer"].public_id)
    status = 422 if asked else 200
    return render(request, "matching/choose_pair.html", {"form": form}, status=status)


@require_safe
@login_required
def pair(request: Request, need_id: str, offer_id: str) -> HttpResponse:
    """A pair that is not on the board, with its evidence and all that keeps it off; else its proposal."""
    if not permissions.can_ask_why(request.actor):
        raise Http404
    visible = Listing.objects.visible_to(request.actor)
    need, offer = (
        get_object_or_404(corpus.with_patents(visible.filter(kind=side)), public_id=key)
        for side, key in ((Side.NEED, need_id), (Side.OFFER, offer_id))
    )
    on_the_board = Proposal.objects.open().filter(need=need, offer=offer).first()
    if on_the_board is not None and permissions.can_see_board(request.actor):
        return redirect("matching:review", on_the_board.public_id)
    index = live_index.current_index()
    found = evidence.of(need, offer, index=index)
    ranks = {side.kind: pair_rank(index, side, other) for side, other in ((need, offer), (offer, need))}
    reader = permissions.reader_of(request.actor, need, offer)
    context = {
        "need": need,
        "offer": offer,
        "need_pane": pane(need, reader, found),
        "offer_pane": pane(offer, reader, found),
        "evidence": found,
        "reasons": [reason.as_item() for reason in found.reasons],
        "sentences": _sentences(need, offer, found, ranks),
        "ranks": [
            {"label": _("Rank for the need"), "value": _rank(ranks[need.kind])},
            {"label": _("Rank for the offer"), "value": _rank(ranks[offer.kind])},
        ],
        "floor": f"{rules.floor():.2f}",
        "places": {"need": rules.places(need.kind), "offer": rules.places(offer.kind)},
        "past": past_of(need, offer),
        "may_propose": permissions.can_propose(request.actor, need, offer),
    }
    return render(request, "matching/pair.html", context)


def _sentences(need: Listing, offer: Listing, found: Evidence, ranks: dict[str, PairRank]) -> list[str]:
    """Everything that keeps the pair off the board, and that neither side's list of candidates holds it."""
    sentences = [obstacle.sentence for obstacle in rules.obstacles(need, offer, found.score)]
    if not found.shares_words:
        sentences.append(
            _("The texts share no word, and what stands beside them alone brings nobody together.")
        )
    elif not sentences and not any(rank.is_kept for rank in ranks.values()):
        values = {"count": settings.CANDIDATES_PER_LISTING}
        sentences.append(
            _("It is not among the best %(count)s of either side, and only those are kept.") % values
        )
    return sentences


def _rank(rank: PairRank) -> str:
    values = {"rank": rank.rank, "of": rank.of}
    if rank.rank is not None:
        return (_("%(rank)s of the first %(of)s") if rank.deeper else _("%(rank)s of %(of)s")) % values
    if rank.deeper:
        return _("not among the first %(of)s") % values
    return _("not found by the matcher")
