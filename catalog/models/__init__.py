from catalog.models.listing import Listing, ListingQuerySet
from catalog.models.patent import ListingPatent, Patent
from catalog.models.taxonomy import TaxonomyCode
from catalog.models.version import ListingVersion

__all__ = [
    "Listing",
    "ListingPatent",
    "ListingQuerySet",
    "ListingVersion",
    "Patent",
    "TaxonomyCode",
]
