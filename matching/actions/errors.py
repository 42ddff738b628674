"""What an action of matching refuses, and why; views answer with the sentence."""

from matching.models import Proposal, ProposalAnswer


class AlreadyDecided(Exception):
    """Somebody was faster: `proposal` carries who decided what and when."""

    def __init__(self, proposal: Proposal):
        proposal.refresh_from_db()
        self.proposal = proposal
        super().__init__(f"{proposal.public_id} is {proposal.state}")


class AlreadyAnswered(AlreadyDecided):
    """This side has answered: `answer` carries what, who and when."""

    def __init__(self, proposal: Proposal, answer: ProposalAnswer):
        super().__init__(proposal)
        self.answer = answer


class NotAllowedHere(Exception):
    """This person may not do this with this pair; the message is a sentence for them."""


class NotOpen(Exception):
    """The pair or one of its listings is in no state for this; the message is a sentence."""


class NamesOwner(Exception):
    """A note for the letter gives the owner of an anonymous listing away; the message is a sentence."""
