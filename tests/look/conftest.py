from pathlib import Path

import pytest
from django.contrib.messages.storage.cookie import CookieStorage
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from accounts.actor import VISITOR
from tests.look import kit

TEMPLATES = Path(__file__).resolve().parents[1] / "templates"


@pytest.fixture
def print_kit(settings):
    """print_kit(language) gives the kit page, with every component, as a visitor sees it."""
    engine = settings.TEMPLATES[0]
    settings.TEMPLATES = [{**engine, "DIRS": [*engine["DIRS"], TEMPLATES]}]

    def _print(language: str) -> str:
        with translation.override(language):
            request = RequestFactory().get("/kit/")
            request.actor = VISITOR
            request._messages = CookieStorage(request)
            return render_to_string("kit.html", kit.context(language), request)

    return _print
