from accounts.actions import errors, memberships, organisations, people, site_texts

__all__ = ["errors", "memberships", "organisations", "people", "site_texts"]
