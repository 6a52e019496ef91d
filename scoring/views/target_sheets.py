"""Around the grid: what agents propose is accepted or not, who has not answered is reminded (SCORING §5)."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kpi_portal.lib.form_page import attempt
from kpi_portal.lib.month import Month
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from people.models import Person
from scoring.models import TargetProposal, TargetSheet
from scoring.scored_posts import scored_in
from scoring.targets import agreement, late_proposals
from scoring.targets import sheets as target_sheets


@require_POST
@verb_required("scoring.set_targets")
def accept(request: AccountRequest, month: Month, pk: int) -> HttpResponse:
    """Make the proposed value the target; after the freeze, ask HR for it."""
    proposal = get_object_or_404(TargetProposal.objects.visible_in(month, request.user), pk=pk)
    attempt(request, partial(late_proposals.accept, proposal=proposal, by=request.user), said=_accepted)
    return redirect("scoring:targets_of", month, "agent")


@require_POST
@verb_required("scoring.set_targets")
def keep(request: AccountRequest, month: Month, pk: int) -> HttpResponse:
    """Leave the target as it was sent, with a reason that the agent reads."""
    proposal = get_object_or_404(TargetProposal.objects.visible_in(month, request.user), pk=pk)
    reason = request.POST.get("reason", "")[:1000]
    verb = partial(target_sheets.keep, proposal=proposal, reason=reason, by=request.user)
    attempt(request, verb, said=_("The target stays; the agent reads why."))
    return redirect("scoring:targets_of", month, "agent")


@require_POST
@verb_required("scoring.set_targets")
def remind(request: AccountRequest, month: Month) -> HttpResponse:
    """Remind everybody whom the account may see who has not answered."""
    people = TargetSheet.objects.visible_in(month, request.user).values_list("agent_id", flat=True)
    verb = partial(target_sheets.remind, month=month, people=people, by=request.user)
    attempt(request, verb, said=_reminded)
    return redirect("scoring:targets_of", month, "agent")


@require_POST
@verb_required("scoring.confirm_targets")
def confirm_for(request: AccountRequest, month: Month) -> HttpResponse:
    """HR's word for those without a log-in."""
    seen = scored_in(Person.objects.visible_in(month, request.user), month)
    waiting = agreement.waiting_for_hr(month, seen.values_list("pk", flat=True)) - {request.user.person_id}
    verb = partial(target_sheets.confirm_for, month=month, people=waiting, by=request.user)
    attempt(request, verb, said=_confirmed)
    return redirect("scoring:targets_of", month, "agent")


def _accepted(proposal: TargetProposal) -> str:
    if proposal.decision == TargetProposal.Decision.LATE:
        return _("The targets are frozen: HR was asked for the change.")
    return _("The proposed value is the target now.")


def _reminded(sheets: list[TargetSheet]) -> str:
    return ngettext("%(n)s agent is reminded.", "%(n)s agents are reminded.", len(sheets)) % {"n": len(sheets)}


def _confirmed(sheets: list[TargetSheet]) -> str:
    number = len(sheets)
    return ngettext("Confirmed for %(n)s agent.", "Confirmed for %(n)s agents.", number) % {"n": number}
