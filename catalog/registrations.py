from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from catalog.enums import ListingState
from catalog.kinds import KINDS
from catalog.models import Listing, ListingVersion, Patent
from catalog.permissions import can_see_moderation
from core import states
from core.registries import (
    AuditSentence,
    Beat,
    MenuItem,
    PersonalData,
    Routes,
    api_routes,
    audit_sentences,
    beats,
    main_menu,
    page_routes,
    personal_data,
    staff_menu,
)


def in_main_menu(actor: Actor) -> Iterator[MenuItem]:
    for place, spec in enumerate(KINDS.values(), start=10):
        yield MenuItem(spec.words.plural, "catalog:listings", place, args=(spec.name,))
    if actor.memberships:
        yield MenuItem(_("My listings"), "catalog:mine", 30)


def in_staff_menu(actor: Actor) -> Iterator[MenuItem]:
    if can_see_moderation(actor):
        yield MenuItem(_("Listings"), "catalog:moderation", 20, waiting=[Listing.objects.submitted()])


states.register("listing", ListingState)
main_menu.add(in_main_menu)
staff_menu.add(in_staff_menu)
page_routes.add(Routes("catalog.urls"))
api_routes.add(Routes("catalog.api.urls"))
beats.add(Beat("listings-expire", "catalog.tasks.expire_due", 3600.0))
audit_sentences.add(
    AuditSentence("listing.created", _("Written as a draft")),
    AuditSentence("listing.imported", _("Imported")),
    AuditSentence("listing.edited", _("Changed")),
    AuditSentence("listing.submitted", _("Handed in for review")),
    AuditSentence("listing.published", _("Published")),
    AuditSentence("listing.returned", _("Returned for changes")),
    AuditSentence("listing.rejected", _("Rejected")),
    AuditSentence("listing.withdrawn", _("Withdrawn")),
    AuditSentence("listing.held", _("Put on hold")),
    AuditSentence("listing.resumed", _("Published again")),
    AuditSentence("listing.fulfilled", _("Fulfilled")),
    AuditSentence("listing.reopened", _("Made a draft again")),
    AuditSentence("listing.extended", _("Extended by a year")),
    AuditSentence("listing.expired", _("Expired")),
    AuditSentence("listing.archived", _("Archived")),
)
personal_data.add(
    PersonalData(Listing, people=("created_by", "reviewed_by"), says=("created_at", "review_note")),
    PersonalData(Patent, people=(), says=("applicants", "inventors")),
    PersonalData(ListingVersion, people=("by",), says=("at", "changed")),
)
