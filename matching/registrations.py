from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from core import states
from core.registries import MenuItem, main_menu, staff_menu
from matching import permissions
from matching.enums import Answer, Closing, ProposalState, RunState
from matching.models import Proposal


def _waiting(_actor: Actor) -> list[QuerySet[Any]]:
    return [Proposal.objects.pending()]


states.register("proposal", ProposalState, Closing, Answer)  # a party sees its answer as the state
states.register("answer", Answer)
states.register("run", RunState)
main_menu.add(MenuItem(_("My proposals"), "matching:mine", 40, lambda actor: bool(actor.memberships)))
staff_menu.add(
    MenuItem(_("Review"), "matching:board", 10, permissions.can_see_board, _waiting),
    MenuItem(_("Match runs"), "matching:runs", 40, permissions.can_run_matching),
)
