"""Pictures of every page of a site whose folder is kept: two runs with different style sheets differ by those
alone.

    python -m tests.e2e.pictures OUT FOLDER [WORD ...]

The first run makes FOLDER and brings the site into its states; later ones use it as it is, with the web
server alone. A WORD picks pages or looks, such as "review" or "en-light-1440". See tests.e2e.compare.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from tests.browser import launched
from tests.e2e.pages import MEMBER, PAGES, REVIEWER, VISITOR
from tests.e2e.people import PASSWORD, Person
from tests.e2e.site import DemoSite
from tests.long.site import ROOT, wait_until

LANGUAGES = {"en": "en", "zh": "zh-hans"}
LOOKS = [
    ("light", 1440, "screen"),
    ("light", 390, "screen"),
    ("dark", 1440, "screen"),
    ("dark", 390, "screen"),
]
LOOKS += [("light", 1000, "screen"), ("light", 800, "print")]

# What a click opens: (picture, who, address, selector, width).
OPENED = [
    ("opened-menu", MEMBER, "/my/listings/", ".person-menu-button", 1440),
    ("opened-menu", MEMBER, "/my/listings/", ".person-menu-button", 390),
    ("opened-head", VISITOR, "/needs/", ".header-toggle", 390),
    ("opened-filters", VISITOR, "/offers/?q=轴承", ".filter-buttons .btn", 390),
    ("opened-kinds", REVIEWER, "{review}", "[data-key=r]", 1440),
    ("opened-kinds", REVIEWER, "{review}", "[data-key=r]", 390),
    ("opened-note", REVIEWER, "{review}", "[data-key=n]", 1440),
    ("opened-keys", REVIEWER, "{review}", "[data-opens=keys]", 1440),
]


def prepared(folder: Path) -> tuple[DemoSite, dict[str, str]]:
    """The site of the folder, and the addresses of its pages."""
    site = DemoSite(folder)
    addresses = folder / "stage.json"
    if not addresses.exists():
        site.start()
        addresses.write_text(json.dumps(site.prepare()))
        time.sleep(20)  # letters, sweeps and undo have come to rest
        site.stop()
    return site, json.loads(addresses.read_text())


def serve(site: DemoSite) -> subprocess.Popen:
    """The web server alone; nothing changes while pictures are taken."""
    static = site.folder / "static"
    shutil.rmtree(static, ignore_errors=True)
    run = {"cwd": ROOT, "env": site.environment}
    subprocess.run([sys.executable, "manage.py", "collectstatic", "-v0", "--noinput"], check=True, **run)
    web = [
        "gunicorn",
        "config.wsgi:application",
        "--bind",
        f"127.0.0.1:{site.port}",
        "--worker-class",
        "gthread",
    ]
    web += ["--threads", "4", "--log-level", "warning", "--no-control-socket"]
    return subprocess.Popen([sys.executable, "-m", *web], **run)


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/healthz", timeout=1) as answer:
            return answer.status == 200
    except OSError:
        return False


def take(page, path: Path, width: int) -> None:
    """The whole page; what sticks to the foot of the window stands at the end of the picture."""
    page.set_viewport_size({"width": width, "height": 900})
    if page.locator(".sticky-foot, .answer-card").count():
        page.set_viewport_size({"width": width, "height": page.evaluate("document.body.scrollHeight")})
    page.screenshot(path=path, full_page=True, animations="disabled", caret="hide")


def picture_all(browser, site: DemoSite, stage: dict[str, str], out: Path, words: list[str]) -> int:
    taken = 0
    for email in dict.fromkeys(each[1] for each in PAGES):
        context = browser.new_context(base_url=site.url, reduced_motion="reduce")
        page = context.new_page()
        person = Person(page=page, email=email)
        if email:
            person.sign_in(PASSWORD)
        for short, code in LANGUAGES.items():
            context.add_cookies([{"name": "django_language", "value": code, "url": site.url}])
            for name, _email, path in [each for each in PAGES if each[1] == email]:
                looks = [
                    (
                        f"{name}-{short}-{theme}-{width}" + ("-print" if media == "print" else ""),
                        theme,
                        width,
                        media,
                    )
                    for theme, width, media in LOOKS
                ]
                chosen = [look for look in looks if all(word in look[0] for word in words)]
                if not chosen:
                    continue
                person.opens(path.format(**stage))
                page.wait_for_selector(".htmx-request", state="detached")
                for title, theme, width, media in chosen:
                    page.emulate_media(color_scheme=theme, media=media, reduced_motion="reduce")
                    take(page, out / f"{title}.png", width)
                    taken += 1
            taken += picture_opened(page, email, short, stage, out, words)
        context.close()
    return taken


def picture_opened(
    page, email: str, language: str, stage: dict[str, str], out: Path, words: list[str]
) -> int:
    """The window after a click; a sheet or a menu lies over it."""
    taken = 0
    page.emulate_media(color_scheme="light", media="screen", reduced_motion="reduce")
    for name, who, path, selector, width in OPENED:
        title = f"{name}-{language}-light-{width}"
        if who == email and all(word in title for word in words):
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(path.format(**stage))
            page.locator(selector).first.click()
            page.wait_for_timeout(500)
            page.screenshot(path=out / f"{title}.png", animations="disabled", caret="hide")
            taken += 1
    return taken


def main(out: Path, folder: Path, words: list[str]) -> None:
    out.mkdir(parents=True, exist_ok=True)
    site, stage = prepared(folder)
    server = serve(site)
    try:
        wait_until(lambda: answers(site.url), "the web server", 60)
        with launched() as browser:
            print(picture_all(browser, site, stage, out, words), "pictures in", out)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(20)


if __name__ == "__main__":
    os.environ.setdefault("TENON_E2E_PORT", "8765")
    main(Path(sys.argv[1]), Path(sys.argv[2]).resolve(), sys.argv[3:])
