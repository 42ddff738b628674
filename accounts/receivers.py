from accounts.actions import site_texts


def load_legal_texts(**kwargs) -> None:
    """After every migration: the legal texts of the release are in the table."""
    site_texts.load_initial()
