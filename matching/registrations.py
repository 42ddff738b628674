from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from core import states
from core.registries import (
    AuditSentence,
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
    sweep,
)
from matching import permissions
from matching.enums import Answer, Closing, ProposalState, RunState
from matching.models import Proposal, ProposalAnswer


def in_main_menu(actor: Actor) -> Iterator[MenuItem]:
    if actor.memberships:
        yield MenuItem(_("My proposals"), "matching:mine", 40)


def in_staff_menu(actor: Actor) -> Iterator[MenuItem]:
    if permissions.can_see_board(actor):
        yield MenuItem(_("Review"), "matching:board", 10, waiting=[Proposal.objects.pending()])
    if permissions.can_run_matching(actor):
        yield MenuItem(_("Match runs"), "matching:runs", 40)


states.register("proposal", ProposalState, Closing, Answer)  # a party sees its answer as the state
states.register("answer", Answer)
states.register("run", RunState)
main_menu.add(in_main_menu)
staff_menu.add(in_staff_menu)
page_routes.add(Routes("matching.urls"))
api_routes.add(Routes("matching.api.urls"))
beats.add(
    sweep("match-due", "matching.tasks.match_due"),
    sweep("run-due", "matching.tasks.run_due"),
    sweep("build-due", "matching.tasks.build_due"),
)
audit_sentences.add(
    AuditSentence("proposal.made", _("Put on the board"), "plus"),
    AuditSentence("proposal.approved", _("Approved"), "check"),
    AuditSentence("proposal.declined", _("Declined"), "close"),
    AuditSentence("proposal.held", _("Put on hold"), "pause"),
    AuditSentence("proposal.reopened", _("Decision taken back"), "retry"),
    AuditSentence("proposal.viewed", _("Read by a party"), "eye"),
    AuditSentence("proposal.answered", _("Answered by a party"), "comment"),
    AuditSentence("proposal.contacts_opened", _("Contacts opened"), "person", is_key=True),
    AuditSentence("proposal.lapsed", _("Lapsed"), "ring"),
    AuditSentence("proposal.closed", _("Closed"), "ring"),
)
personal_data.add(
    PersonalData(Proposal, people=("proposed_by", "decided_by"), says=("proposed_at", "decided_at", "note")),
    PersonalData(ProposalAnswer, people=("by",), says=("at", "answer", "note")),
)
