import factory
from django.utils import timezone

from catalog.enums import Kind, ListingState, Stage
from catalog.models import Listing, ListingPatent, Patent, TaxonomyCode
from catalog.models.listing import VALIDITY
from tests.factories.accounts import OrganisationFactory


class ListingFactory(factory.django.DjangoModelFactory):
    """A draft need; ListingFactory(offer=True), ListingFactory(published=True), (submitted=True)."""

    class Meta:
        model = Listing

    class Params:
        offer = factory.Trait(
            kind=Kind.OFFER,
            title=factory.Sequence(lambda n: f"Film-coated bearing number {n}"),
            stage_of_development=Stage.LAB_TESTED,
        )
        submitted = factory.Trait(
            state=ListingState.SUBMITTED, submitted_at=factory.LazyFunction(timezone.now)
        )
        published = factory.Trait(
            state=ListingState.PUBLISHED,
            submitted_at=factory.LazyFunction(timezone.now),
            published_at=factory.LazyFunction(timezone.now),
            valid_until=factory.LazyFunction(lambda: timezone.localdate() + VALIDITY),
        )

    kind = Kind.NEED
    organisation = factory.SubFactory(OrganisationFactory)
    title = factory.Sequence(lambda n: f"Bearing without grease number {n}")
    description = "We look for a bearing that runs without grease in high vacuum for two years."
    technical_specification = "Service interval 20,000 h at 60 rpm."
    partnership_types = ["rd_cooperation", "service"]
    language = "en"


class PatentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Patent

    organisation = factory.SubFactory(OrganisationFactory)
    publication_number = factory.Sequence(lambda n: f"CN999{n:06}A")
    title = factory.Sequence(lambda n: f"Bearing cage {n}")
    applicants = ["Quillon Works"]
    inventors = ["A. Person"]


class ListingPatentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ListingPatent

    listing = factory.SubFactory(ListingFactory, offer=True)
    patent = factory.SubFactory(PatentFactory, organisation=factory.SelfAttribute("..listing.organisation"))


class TaxonomyCodeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = TaxonomyCode

    scheme = "ipc"
    revision = "2024.01"
    code = factory.Sequence(lambda n: f"X{n:02}")
    title_en = factory.Sequence(lambda n: f"Field {n}")
    title_zh = factory.Sequence(lambda n: f"领域{n}")
