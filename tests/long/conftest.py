import pytest

from tests.long.site import Site


@pytest.fixture(params=["embedded", "services"])
def site(request, tmp_path):
    """Each long test runs twice: SQLite with the filesystem broker, PostgreSQL with Redis."""
    site = Site(folder=tmp_path, embedded=request.param == "embedded")
    yield site
    site.close()


@pytest.fixture
def services_site(tmp_path):
    site = Site(folder=tmp_path, embedded=False)
    yield site
    site.close()
