from catalog.enums import ListingState
from core import states

states.register("listing", ListingState)
