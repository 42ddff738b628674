import pytest

from tests.browser import complaints_of
from tests.e2e.people import PASSWORD, Person
from tests.e2e.site import DemoSite
from tests.long.site import ROOT

SHOTS = ROOT / "e2e-shots"


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    site = DemoSite(tmp_path_factory.mktemp("site") / "var")
    site.start()
    yield site
    site.stop()


@pytest.fixture(scope="session")
def stage(site):
    """The addresses of pages in the states that are worth a look."""
    return site.prepare()


@pytest.fixture(scope="session")
def shots():
    SHOTS.mkdir(exist_ok=True)
    return SHOTS


@pytest.fixture(scope="session")
def _cookies():
    """What the browser keeps of each person who signed in."""
    return {}


@pytest.fixture
def somebody(browser, site, _cookies):
    """somebody("owner@lanqi.example", language="zh") is a signed-in Person; somebody() a visitor."""
    contexts = []

    def _somebody(email="", language="en", width=1440, theme="light", **more) -> Person:
        context = browser.new_context(
            base_url=site.url,
            viewport={"width": width, "height": 900},
            color_scheme=theme,
            reduced_motion="reduce",
            storage_state=_cookies.get(email),
            **more,
        )
        contexts.append(context)
        code = {"zh": "zh-hans"}.get(language, language)
        context.add_cookies([{"name": "django_language", "value": code, "url": site.url}])
        page = context.new_page()
        person = Person(page=page, email=email, complaints=complaints_of(page))
        if email and email not in _cookies:
            person.sign_in(PASSWORD)
            kept = context.storage_state()
            kept["cookies"] = [each for each in kept["cookies"] if each["name"] != "django_language"]
            _cookies[email] = kept
        return person

    yield _somebody
    for context in contexts:
        context.close()
