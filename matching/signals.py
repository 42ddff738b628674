"""What matching announces. Each signal carries a list of rows and `by`."""

from core.announcements import Announcement

proposals_made = Announcement("proposals")  # put on the board, by the matcher or a reviewer
proposals_approved = Announcement("proposals")  # sent to both sides
proposals_declined = Announcement("proposals")  # by a reviewer
proposals_reopened = Announcement("proposals")  # a decision was taken back within its 30 seconds
proposals_answered = Announcement("answers")  # rows of ProposalAnswer: what one side said
contacts_opened = Announcement("proposals")  # both sides are interested: each may see the other
