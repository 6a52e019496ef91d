"""A proposal that is accepted late: before the freeze it is the target, afterwards HR is asked for it (SCORING §5)."""

from django.db import transaction

from kpi_portal.lib.month import Month
from people.models import Account
from scoring import target_changes, target_sheets, target_window
from scoring.models import TargetProposal


@transaction.atomic
def accept(*, proposal: TargetProposal, by: Account) -> TargetProposal:
    """Accept it. Raises Refused."""
    month = Month.of_day(proposal.sheet.first_day)
    if not target_window.held(month).takes_requests:
        return target_sheets.accept(proposal=proposal, by=by)
    decided = target_sheets.hand_on(proposal=proposal, by=by)
    wish = target_sheets.wish_of(decided)
    target_changes.ask(month=month, wanted=[wish], reason=proposal.reason, by=by)
    return decided
