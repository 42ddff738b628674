"""What every page prints: the site's face, the actor, the menus."""

from collections.abc import Iterator

from django.conf import settings
from django.db.models import IntegerField, QuerySet, Subquery
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from accounts import queries
from accounts.actor import VISITOR
from accounts.enums import SiteTextSlug
from accounts.models import User
from catalog.kinds import KINDS
from catalog.models import Listing
from catalog.permissions import can_post
from core import work
from core.models import WorkState
from matching.models import Proposal


def site(request):
    actor = getattr(request, "actor", VISITOR)
    return face() | {
        "actor": actor,
        "may_post": can_post(actor),
        "main_menu": SimpleLazyObject(lambda: list(_main_menu(request, actor))),
        "staff_menu": SimpleLazyObject(lambda: list(_staff_menu(request, actor))),
    }


def face():
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


def _main_menu(request, actor) -> Iterator[dict]:
    for spec in KINDS.values():
        yield _link(request, spec.words.plural, "catalog:listings", spec.name)
    if actor.memberships:
        yield _link(request, _("My listings"), "catalog:mine")
        yield _link(request, _("My proposals"), "matching:mine")


def _staff_menu(request, actor) -> Iterator[dict]:
    """Per role; a count only where somebody must act."""
    if not actor.is_reviewer and not actor.is_operator:
        return
    counts = _waiting(actor)
    if actor.is_reviewer:
        yield _link(request, _("Review"), "matching:board", count=counts["proposals"])
        yield _link(request, _("Listings"), "catalog:moderation", count=counts["listings"])
    yield _link(
        request,
        _("Organisations"),
        "accounts:verification",
        count=counts["organisations"] + counts["requests"],
    )
    if actor.is_operator:
        yield _link(request, _("Match runs"), "matching:runs")
        yield _link(request, _("Letters"), "notifications:letters")
        yield _link(request, _("Work"), "core:work", count=counts["stopped"])
        yield _link(request, _("Site texts"), "accounts:site_texts")


def _link(request, label, name, *args, count=0):
    """`current` is what aria-current says: this page, or a page below it."""
    url = reverse(name, args=args)
    below = "true" if request.path.startswith(url) else ""
    return {"url": url, "label": label, "count": count, "current": "page" if request.path == url else below}


class _Count(Subquery):
    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


def _waiting(actor) -> dict[str, int]:
    """All counts of the menu in one query."""
    rows: dict[str, QuerySet] = {"requests": queries.requests_for_staff()}
    if actor.is_reviewer:
        rows |= {
            "proposals": Proposal.objects.pending(),
            "listings": Listing.objects.submitted(),
            "organisations": queries.verification_queue(),
        }
    if actor.is_operator:
        rows |= {
            f"stopped_{number}": kind._default_manager.filter(state=WorkState.DEAD)
            for number, kind in enumerate(work.kinds())
        }
    columns = {f"n_{name}": _Count(found.order_by().values("pk")) for name, found in rows.items()}
    found = User.objects.filter(pk=actor.person.pk).values_list(*columns.values()).get()
    counted = dict(zip(rows, found, strict=True))
    return {
        "requests": counted["requests"],
        "proposals": counted.get("proposals", 0),
        "listings": counted.get("listings", 0),
        "organisations": counted.get("organisations", 0),
        "stopped": sum(count for name, count in counted.items() if name.startswith("stopped_")),
    }
