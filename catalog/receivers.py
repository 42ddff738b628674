from catalog.actions import taxonomy


def load_classifications(**kwargs) -> None:
    """After every migration: the classifications of the release are in the table."""
    taxonomy.load()
