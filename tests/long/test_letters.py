"""Letters while the worker is killed: none lost, a repeated one has the same Message-ID."""

import time
from collections import Counter
from email import message_from_bytes

import pytest
from aiosmtpd.controller import Controller

from tests.long.seed import seed
from tests.long.site import Site, free_port, wait_until

pytestmark = pytest.mark.long

LETTERS = 60
WRITE = f"""
from accounts.models import User
from notifications.actions import News, write
from notifications.models import Letter
from notifications.enums import LetterKind
from catalog.models import Listing
person = User.objects.get(email="owner@works.example")
listings = list(Listing.objects.filter(kind="need")[:{LETTERS}])
for listing in listings:
    news = [News(f"long:{{listing.public_id}}", {{"listing": listing.public_id}})]
    write(kind=LetterKind.LISTING_PUBLISHED, recipient=person, news=news)
print(json.dumps(Letter.objects.exclude(state="done").count()))
"""
STATES = """
from collections import Counter
from notifications.models import Letter
print(json.dumps(Counter(Letter.objects.values_list("state", flat=True))))
"""


class Mailbox:
    """An SMTP server that takes its time, so that a kill meets a letter on its way."""

    def __init__(self):
        self.ids = []

    async def handle_DATA(self, server, session, envelope):
        self.ids.append(message_from_bytes(envelope.content)["Message-ID"])
        time.sleep(0.05)
        return "250 OK"


@pytest.fixture
def mailbox():
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    box.port = controller.port
    yield box
    controller.stop()


def test_kills_while_letters_go_out_lose_none_and_repeat_at_most_one_each(tmp_path, mailbox):
    site = Site(folder=tmp_path, embedded=False, smtp_port=mailbox.port)
    try:
        seed(site, needs=LETTERS, offers=1)
        expected = site.python(WRITE)
        assert expected >= LETTERS
        site.start_beat()
        kills = 0
        site.start_worker()
        for _ in range(2):
            before = len(mailbox.ids)
            wait_until(lambda: len(mailbox.ids) > before + 5, "letters to go out")  # noqa: B023
            site.kill("worker")
            kills += 1
            assert len(mailbox.ids) < expected
            site.start_worker()
        states = wait_until(
            lambda: (found := site.python(STATES)) and not ({"waiting", "leased"} & set(found)) and found,
            "all letters to be sent",
            120,
        )
        assert set(states) == {"done"}
        counts = Counter(mailbox.ids)
        assert len(counts) == states["done"]
        assert sum(counts.values()) - len(counts) <= kills * 2  # two processes of the worker per kill
    finally:
        site.close()
