import pytest

from matching import ports
from matching.actions import review
from matching.actions.errors import NotOpen
from matching.models import Proposal
from tests.factories.matching import ProposalFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def guards(monkeypatch):
    """A list of guards instead of the registered ones."""
    monkeypatch.setattr(ports, "undo_guards", found := [])
    return found


def test_every_guard_is_asked_and_the_first_objection_counts(guards):
    asked = []
    for sentence in ("", "Because.", "Also."):
        ports.guards_undo(lambda proposal, sentence=sentence: asked.append(proposal) or sentence)
    assert ports.objection_to_undo("a proposal") == "Because."
    assert asked == ["a proposal"] * 2


def test_without_an_objection_there_is_no_sentence(guards):
    assert ports.objection_to_undo("a proposal") == ""


def test_undo_is_refused_with_the_sentence_of_a_guard(guards, reviewer):
    proposal = ProposalFactory()
    review.decline(proposal=proposal, by=reviewer, kind="ipr")
    ports.guards_undo(lambda _proposal: "Somebody has read it.")
    with pytest.raises(NotOpen, match=r"Somebody has read it\."):
        review.undo(proposal=proposal, by=reviewer)
    assert Proposal.objects.get().state == "declined"
