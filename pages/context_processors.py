"""What every page prints: the site's face, the actor, the menus."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from accounts.actor import VISITOR
from accounts.enums import SiteTextSlug
from accounts.request import Request
from catalog.permissions import can_post
from core import registries
from pages.menus import menu


def site(request: Request) -> dict[str, Any]:
    actor = getattr(request, "actor", VISITOR)
    return face() | {
        "actor": actor,
        "may_post": can_post(actor),
        "main_menu": SimpleLazyObject(lambda: menu(registries.main_menu, request, actor)),
        "staff_menu": SimpleLazyObject(lambda: menu(registries.staff_menu, request, actor)),
    }


def face() -> dict[str, Any]:
    """What needs neither a person nor the database: error pages print this alone."""
    house = {
        "name": settings.SITE_NAME,
        "operator": settings.SITE_OPERATOR,
        "icp_number": settings.SITE_ICP_NUMBER,
        "contact_email": settings.SITE_CONTACT_EMAIL,
        "embedded": settings.EMBEDDED,
    }
    return {
        "house": house,
        "site": house,  # allauth's pages put another `site` over this one, so base.html prints `house`
        "actor": VISITOR,
        "may_post": False,
        "main_menu": [],
        "staff_menu": [],
        "footer_links": [{"url": reverse("page", args=[slug]), "label": slug.label} for slug in SiteTextSlug],
    }
