"""Ideas for improvement: submitted by agents, decided by those who may (SCORING §3, ``suggestions_adopted``)."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from evidence.facts import enter, new_number, supersede
from kpi_portal.lib.refusals import Refused
from people.models import Account

from .models import Suggestion

Decision = Suggestion.Decision


def submit(*, by: Account, title: str, text: str, at: datetime) -> Suggestion:
    """An agent's own suggestion; it counts once adopted."""
    suggestion = Suggestion(number=new_number(), agent=by.person, title=title, text=text, submitted_at=at)
    return enter(suggestion, by=by, verb="submit_suggestion", is_own=True)


def decide(suggestion: Suggestion, *, decision: str, by: Account, at: datetime, reason: str) -> Suggestion:
    """Adopt or decline; the month of the decision is the month it counts in. A decision may be decided anew."""
    if decision == Decision.PENDING:
        raise Refused(_("Adopt it or decline it."), code="pending")
    if not reason.strip():
        raise Refused(_("Give a reason."), code="no_reason")
    return supersede(suggestion, by=by, verb="decide_suggestion", reason=reason, decision=decision, decided_at=at)
