import factory

from matching.models import Candidate, Proposal, ProposalAnswer
from tests.factories.catalog import ListingFactory


class ProposalFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Proposal

    need = factory.SubFactory(ListingFactory, published=True)
    offer = factory.SubFactory(ListingFactory, offer=True, published=True)
    need_revision = factory.SelfAttribute("need.revision")
    offer_revision = factory.SelfAttribute("offer.revision")
    score = 0.42
    strength = 0.42


class ProposalAnswerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ProposalAnswer

    proposal = factory.SubFactory(ProposalFactory)
    side = "need"


class CandidateFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Candidate

    need = factory.SubFactory(ListingFactory, published=True)
    offer = factory.SubFactory(ListingFactory, offer=True, published=True)
    need_revision = 1
    offer_revision = 1
    score = 0.42
    strength = 0.42
    rank_for_need = 1
    rank_for_offer = 1
