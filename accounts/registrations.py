from accounts.enums import MembershipState, Verification
from core import states

states.register("organisation", Verification)
states.register("membership", MembershipState)
