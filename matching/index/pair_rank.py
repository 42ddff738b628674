"""The rank of a pair in the matcher's own lists, seen from each side, beyond the few that are kept."""

from dataclasses import dataclass

from django.conf import settings

from catalog.models import Listing
from matching import corpus
from matching.engine import Index, SearchRequest
from matching.enums import Side

DEEP = 500  # how far down a list is looked


@dataclass(frozen=True, slots=True)
class PairRank:
    """`rank` is None when the pair is not among the best `of`; `deeper`: there may be more of them."""

    rank: int | None
    of: int
    deeper: bool

    @property
    def is_kept(self) -> bool:
        return self.rank is not None and self.rank <= settings.CANDIDATES_PER_LISTING


def pair_rank(index: Index, seeker: Listing, other: Listing) -> PairRank:
    """The place of `other` among all that the matcher would find for `seeker`;
    its own organisation's are left out."""
    kind = Side(seeker.kind).other
    own = Listing.objects.published().filter(organisation=seeker.organisation_id, kind=kind)
    matches = index.match_one(
        SearchRequest(
            corpus.document(seeker),
            kind=str(kind),
            limit=DEEP,
            exclude={0: index.ids_of(list(own.values_list("public_id", flat=True)))},
        )
    )
    keys = [match.key for match in matches]
    rank = keys.index(other.public_id) + 1 if other.public_id in keys else None
    return PairRank(rank, len(keys), len(keys) == DEEP)
