"""A proposal that is accepted late: before the freeze it is the target, afterwards HR is asked for it (SCORING §5)."""

from django.db import transaction

from kpi_portal.lib.month import Month
from people.models import Account
from scoring.models import TargetProposal
from scoring.targets import changes, sheets, window


@transaction.atomic
def accept(*, proposal: TargetProposal, by: Account) -> TargetProposal:
    """Accept it. Raises Refused."""
    month = Month.of_day(proposal.sheet.first_day)
    if not window.held(month).takes_requests:
        return sheets.accept(proposal=proposal, by=by)
    decided = sheets.hand_on(proposal=proposal, by=by)
    wish = sheets.wish_of(decided)
    changes.ask(month=month, wanted=[wish], reason=proposal.reason, by=by)
    return decided
