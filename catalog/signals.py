"""What the catalogue announces. Each signal carries `listings`, all in the same new state, and `by`."""

from core.announcements import Announcement

listings_submitted = Announcement("listings")  # handed in, waiting for review
listings_published = Announcement("listings")  # for the first time: from now on everybody may find them
listings_resumed = Announcement("listings")  # published once more, after a hold or after expiry
listings_changed = Announcement("listings", "changed")  # published content; `changed`: names of fields
listings_left = Announcement("listings")  # no longer published: on hold, withdrawn, expired, fulfilled
listings_returned = Announcement("listings", "note")  # to the owner, for changes
listings_rejected = Announcement("listings", "note")
