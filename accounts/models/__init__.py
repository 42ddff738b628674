from accounts.models.organisation import Membership, Organisation
from accounts.models.site_text import SiteText, TermsAcceptance
from accounts.models.user import StaffAssignment, User

__all__ = ["Membership", "Organisation", "SiteText", "StaffAssignment", "TermsAcceptance", "User"]
