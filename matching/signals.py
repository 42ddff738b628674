"""What matching announces, inside the transaction of the action."""

from django.dispatch import Signal

proposals_made = Signal()  # proposals
proposal_approved = Signal()  # proposal, by
proposal_declined = Signal()  # proposal, by
proposal_reopened = Signal()  # proposal, by: a decision was taken back within its 30 seconds
proposal_answered = Signal()  # answer (ProposalAnswer), by
contacts_opened = Signal()  # proposal: both are interested, each may see the other
