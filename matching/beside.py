"""What a listing carries beside its text: traits, hard demands of a partner's traits, and signals of the
score.

Demands hold in both directions. What a partner does not state does not meet a demand; a demand for which its
own side states nothing demands nothing.
"""

from collections.abc import Callable, Iterator
from itertools import product

from accounts.enums import OrganisationKind
from catalog.enums import TRL_OF_STAGE, ListingLanguage, MustMatch, PartnerType, Stage
from catalog.models import Listing
from matching.engine import REQUIRED

STAGES = list(Stage)
PARTNER_OF_KIND = {
    OrganisationKind.UNIVERSITY: PartnerType.UNIVERSITY,
    OrganisationKind.RESEARCH_INSTITUTE: PartnerType.RD_INSTITUTION,
}
TRAITS = {
    MustMatch.COUNTRY: "country",
    MustMatch.STAGE: ".level",
    MustMatch.PARTNER_TYPE: ".partner",
    MustMatch.PARTNERSHIP_TYPE: "partnership",
    MustMatch.LANGUAGE: ".reads",
}  # the facet of the engine that a demand asks for
Level = tuple[str, int | None]  # stage of development and TRL; each may be missing
LEVELS: list[Level] = list(product(["", *STAGES], [None, *range(1, 10)]))


def country_of(listing: Listing) -> str:
    return listing.country or listing.organisation.country


def partner_type(listing: Listing) -> str:
    """What the owner is in the words of the listings' list;
    empty when the size of an enterprise is unknown."""
    organisation = listing.organisation
    if organisation.kind in PARTNER_OF_KIND:
        return PARTNER_OF_KIND[OrganisationKind(organisation.kind)]
    if organisation.kind == OrganisationKind.ENTERPRISE:
        return organisation.size
    return PartnerType.OTHER


def level_of(listing: Listing) -> Level:
    return listing.stage_of_development, listing.trl


def far_enough(wanted: Level, shown: Level) -> bool:
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
    """Traits that no reader chooses by, and demands, as the engine has them."""
    found = {
        name: tuple(filter(None, values)) for name, values in traits(listing).items() if name.startswith(".")
    }
    found |= {REQUIRED + TRAITS[demand]: values for demand, values in demands(listing).items()}
    return {name: values for name, values in found.items() if values}


def traits(listing: Listing) -> dict[str, tuple[str, ...]]:
    """What demands look at; see TRAITS."""
    return {
        "country": (country_of(listing),),
        ".level": (_level(level_of(listing)),),
        ".partner": (partner_type(listing),),
        "partnership": tuple(listing.partnership_types),
        ".reads": tuple(ListingLanguage.values) if listing.title_other else (listing.language,),
    }


def demands(listing: Listing) -> dict[MustMatch, tuple[str, ...]]:
    """For each hard demand the values of which a partner has to carry one."""
    found = {
        MustMatch(name): ASKED[MustMatch(name)](listing)
        for name in listing.must_match
        if name in MustMatch.values
    }
    return {demand: values for demand, values in found.items() if values}


def unmet(seeker: Listing, other: Listing) -> Iterator[MustMatch]:
    """What one side demands and the other one does not carry."""
    carried = traits(other)
    for demand, values in demands(seeker).items():
        if set(values).isdisjoint(carried[TRAITS[demand]]):
            yield demand


def _levels(listing: Listing) -> tuple[str, ...]:
    """Levels of the partner with which the one that answers is as far as the one that asks wants it."""
    own = level_of(listing)
    if listing.kind_spec.asks:
        return (
            tuple(_level(shown) for shown in LEVELS if any(shown) and far_enough(own, shown))
            if any(own)
            else ()
        )
    met = (wanted for wanted in LEVELS if any(wanted) and any(own) and far_enough(wanted, own))
    return tuple(map(_level, [("", None), *met]))


ASKED: dict[MustMatch, Callable[[Listing], tuple[str, ...]]] = {
    MustMatch.COUNTRY: lambda listing: tuple(listing.countries),
    MustMatch.STAGE: _levels,
    MustMatch.PARTNER_TYPE: lambda listing: tuple(listing.partner_types),
    MustMatch.PARTNERSHIP_TYPE: lambda listing: tuple(listing.partnership_types),
    MustMatch.LANGUAGE: lambda listing: (listing.language,),
}


def _level(level: Level) -> str:
    stage, trl = level
    return f"{stage}:{trl or ''}"


def signals(listing: Listing) -> tuple[str, ...]:
    """What counts a little when both sides have it, as "kind=value".

    What answers has every stage up to its own, so that it meets whatever asks for no more.
    """
    found = [f"ipc={part}" for code in listing.technology_codes for part in _ipc(code)]
    found += [f"industry={code}" for code in listing.industry_codes]
    found += [f"partnership={kind}" for kind in listing.partnership_types]
    found += [f"stage={stage}" for stage in _stages(listing)]
    found += [f"country={country}" for country in [country_of(listing)] if country]
    return tuple(dict.fromkeys(found))


def _ipc(code: str) -> list[str]:
    """Section, class and subclass: H, H01, H01M."""
    scheme, _colon, bare = code.partition(":")
    return [bare[:size] for size in (1, 3, 4) if len(bare) >= size] if scheme == "ipc" else []


def _stages(listing: Listing) -> list[Stage]:
    stage, trl = level_of(listing)
    if stage:
        own = Stage(stage)
    elif trl:
        own = next(stage for stage, (_least, most) in TRL_OF_STAGE.items() if trl <= most)
    else:
        return []
    return [own] if listing.kind_spec.asks else STAGES[: STAGES.index(own) + 1]
