"""Redis stopped or frozen while a need is posted: the page answers, the need is saved and matched later."""

import re
import signal
import time

import pytest
import requests

from tests.long.seed import seed
from tests.long.site import wait_until

pytestmark = pytest.mark.long
SLOWEST = 1.5  # seconds: what the page may take while the broker is away

STATE = """
from catalog.models import Listing
from matching.models import Candidate
need = Listing.objects.filter(title="Sealing of a titanium pump").first()
print(json.dumps({
    "state": need and need.state, "candidates": Candidate.objects.filter(need=need).count() if need else 0,
}))
"""
PUBLISH = """
from accounts.actor import actor_of
from accounts.models import User
from catalog.actions.moderation import publish
from catalog.models import Listing
need = Listing.objects.get(title="Sealing of a titanium pump")
publish(listing=need, by=actor_of(User.objects.get(email="reviewer@tenon.example")), revision=need.revision)
print(json.dumps(True))
"""


class Browser(requests.Session):
    def __init__(self, site):
        super().__init__()
        self.root = f"http://127.0.0.1:{site.port}"

    def token(self, page) -> str:
        return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text).group(1)

    def log_in(self, email, password="correct horse"):
        page = self.get(f"{self.root}/account/login/")
        data = {"login": email, "password": password, "csrfmiddlewaretoken": self.token(page)}
        answer = self.post(f"{self.root}/account/login/", data=data, headers={"Referer": self.root})
        assert "account/logout" in answer.text, answer.text[:2000]


@pytest.mark.parametrize("fault", [signal.SIGSTOP, signal.SIGKILL], ids=["frozen", "stopped"])
def test_a_need_posted_without_a_broker_is_saved_at_once_and_matched_after_its_return(services_site, fault):
    site = services_site
    seed(site, needs=5, offers=60)
    site.start_web()
    site.start_beat()
    site.start_worker()
    browser = Browser(site)
    browser.log_in("owner@works.example")
    page = browser.get(f"{browser.root}/post/need/")
    form = {
        "csrfmiddlewaretoken": browser.token(page),
        "title": "Sealing of a titanium pump",
        "description": "Leakage of a titanium pump after sealing with rubber at 90 degrees.",
        "technical_specification": "No leakage for 2,000 hours.",
        "partnership_types": ["service"],
        "language": "en",
        "indicators-TOTAL_FORMS": "0",
        "indicators-INITIAL_FORMS": "0",
        "do": "submit",
    }
    site.processes["redis"].send_signal(fault)
    started = time.monotonic()
    answer = browser.post(
        f"{browser.root}/post/need/", data=form, headers={"Referer": browser.root}, allow_redirects=False
    )
    took = time.monotonic() - started
    assert answer.status_code == 302, answer.text[:2000]
    assert took < SLOWEST
    assert site.python(STATE)["state"] == "submitted"
    assert site.python(PUBLISH)
    if fault == signal.SIGSTOP:
        site.processes["redis"].send_signal(signal.SIGCONT)
    else:
        site.processes["redis"].wait()
        site.start_redis()
    wait_until(lambda: site.python(STATE)["candidates"] > 0, "the need to be matched", 90)
