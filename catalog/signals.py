"""What the catalogue announces, inside the transaction of the action. Every signal carries lists:
a bulk action announces once."""

from django.dispatch import Signal

listings_submitted = Signal()  # listings, by
listings_published = Signal()  # listings, by: from now on everybody may find them
listings_changed = Signal()  # listings, by, changed (field names): the content of published listings changed
listings_left = Signal()  # listings, by: no longer published (hold, withdrawn, expired, fulfilled)
listings_returned = Signal()  # listings, by, note
listings_rejected = Signal()  # listings, by, note
