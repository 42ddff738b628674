"""What accounts announces. Each signal carries a list of rows and `by`."""

from core.announcements import Announcement

organisations_asked = Announcement("organisations")  # new, or edited after a refusal: wait for verification
organisations_verified = Announcement("organisations")
organisations_refused = Announcement("organisations")
memberships_asked = Announcement("memberships")  # somebody asks to join
memberships_decided = Announcement("memberships")  # let in or refused
