"""What accounts announces, inside the transaction of the action."""

from django.dispatch import Signal

organisation_asked = Signal()  # organisation, by: waits for verification
organisation_verified = Signal()  # organisation, by
organisation_refused = Signal()  # organisation, by
membership_asked = Signal()  # membership
membership_decided = Signal()  # membership, by
