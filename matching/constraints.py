"""What one side says must match, in both directions: as facets for the engine, and in sentences.

A partner that states nothing does not meet a constraint; one for which its own side states no value
constrains nothing.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product

from django.utils.translation import gettext as _

from catalog.enums import TRL_OF_STAGE, ListingLanguage, MustMatch, Stage
from catalog.models import Listing
from matching.attributes import STAGES, Level, country_of, level_of, partner_type
from matching.engine import REQUIRED
from matching.enums import Side

FACETS = {
    MustMatch.COUNTRY: "country",
    MustMatch.STAGE: ".level",
    MustMatch.PARTNER_TYPE: ".partner",
    MustMatch.PARTNERSHIP_TYPE: "partnership",
    MustMatch.LANGUAGE: ".reads",
}  # the facet of a partner that a constraint is about
LEVELS: list[Level] = list(product(["", *STAGES], [None, *range(1, 10)]))


@dataclass(frozen=True, slots=True)
class UnmetConstraint:
    """What `seeker` says must match and its partner does not carry."""

    seeker: Listing
    constraint: MustMatch

    @property
    def sentence(self) -> str:
        what = {"what": self.constraint.label}
        if self.seeker.kind == Side.NEED:
            return _("The need says that this must match, and it does not: %(what)s.") % what
        return _("The offer says that this must match, and it does not: %(what)s.") % what


def unmet(need: Listing, offer: Listing) -> Iterator[UnmetConstraint]:
    """What the need says must match and the offer does not carry, then the other way round."""
    for seeker, other in ((need, offer), (offer, need)):
        carried = carried_values(other)
        for constraint, values in required_values(seeker).items():
            if set(values).isdisjoint(carried[FACETS[constraint]]):
                yield UnmetConstraint(seeker, constraint)


def are_met(need: Listing, offer: Listing) -> bool:
    return next(unmet(need, offer), None) is None


def meets_stage_requirement(wanted: Level, shown: Level) -> bool:
    """Both state something: by TRL where both have one, else by stage,
    else by the TRL that the stage stands for."""
    (stage, trl), (other_stage, other_trl) = wanted, shown
    if trl and other_trl:
        return other_trl >= trl
    if stage and other_stage:
        return STAGES.index(Stage(other_stage)) >= STAGES.index(Stage(stage))
    least = trl or TRL_OF_STAGE[Stage(stage)][0]
    most = other_trl or TRL_OF_STAGE[Stage(other_stage)][1]
    return most >= least


def facets(listing: Listing) -> dict[str, tuple[str, ...]]:
    """What partners may require and no reader chooses by, and what the listing requires, as the engine has
    them.
    """
    found = {
        name: tuple(filter(None, values))
        for name, values in carried_values(listing).items()
        if name.startswith(".")
    }
    found |= {
        REQUIRED + FACETS[constraint]: values for constraint, values in required_values(listing).items()
    }
    return {name: values for name, values in found.items() if values}


def carried_values(listing: Listing) -> dict[str, tuple[str, ...]]:
    """Per facet of FACETS what a listing carries."""
    return {
        "country": (country_of(listing),),
        ".level": (_level(level_of(listing)),),
        ".partner": (partner_type(listing),),
        "partnership": tuple(listing.partnership_types),
        ".reads": tuple(ListingLanguage.values) if listing.title_other else (listing.language,),
    }


def required_values(listing: Listing) -> dict[MustMatch, tuple[str, ...]]:
    """For each constraint the values of which a partner has to carry one."""
    found = {
        MustMatch(name): REQUIRED_VALUES[MustMatch(name)](listing)
        for name in listing.must_match
        if name in MustMatch.values
    }
    return {constraint: values for constraint, values in found.items() if values}


def _levels(listing: Listing) -> tuple[str, ...]:
    """Levels of the partner with which the one that answers is as far as the one that asks wants it."""
    own = level_of(listing)
    if listing.kind_spec.asks:
        return (
            tuple(_level(shown) for shown in LEVELS if any(shown) and meets_stage_requirement(own, shown))
            if any(own)
            else ()
        )
    met = (wanted for wanted in LEVELS if any(wanted) and any(own) and meets_stage_requirement(wanted, own))
    return tuple(map(_level, [("", None), *met]))


REQUIRED_VALUES: dict[MustMatch, Callable[[Listing], tuple[str, ...]]] = {
    MustMatch.COUNTRY: lambda listing: tuple(listing.countries),
    MustMatch.STAGE: _levels,
    MustMatch.PARTNER_TYPE: lambda listing: tuple(listing.partner_types),
    MustMatch.PARTNERSHIP_TYPE: lambda listing: tuple(listing.partnership_types),
    MustMatch.LANGUAGE: lambda listing: (listing.language,),
}


def _level(level: Level) -> str:
    stage, trl = level
    return f"{stage}:{trl or ''}"
