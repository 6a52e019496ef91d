"""Ideas for improvement: submitted by agents, decided by those who may (SCORING §3, ``suggestions_adopted``)."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from evidence.facts import enter, new_number, supersede
from kpi_portal.lib.refusals import Refused
from people.models import Account
from records import second_word

from .kind import SUGGESTIONS
from .models import Suggestion

Decision = Suggestion.Decision


def submit(*, by: Account, title: str, text: str, at: datetime) -> Suggestion:
    """An agent's own suggestion; it counts once adopted."""
    suggestion = Suggestion(number=new_number(), agent=by.person, title=title, text=text, submitted_at=at)
    return enter(suggestion, by=by, verb="submit_suggestion", is_own=True)


def decide(suggestion: Suggestion, *, decision: str, by: Account, at: datetime, reason: str) -> Suggestion:
    """Adopt or decline; the month of the decision is the month it counts in. A decision may be decided anew. Raises
    Refused also for whose own card counts the team's suggestions, in that month or where it counted so far."""
    if decision == Decision.PENDING:
        raise Refused(_("Adopt it or decline it."), code="pending")
    if not reason.strip():
        raise Refused(_("Give a reason."), code="no_reason")
    for when in _counts_in(suggestion, at):
        second_word.refuse_own_card(by, suggestion.agent_id, when, of=SUGGESTIONS.code)
    return supersede(suggestion, by=by, verb="decide_suggestion", reason=reason, decision=decision, decided_at=at)


def left_to(by: Account, ideas: Sequence[Suggestion], *, at: datetime) -> list[Suggestion]:
    """Of ideas that nobody decided on yet those on which ``decide`` lets the actor: neither the own ones nor what the
    own card counts; asked once for all of them."""
    others = [idea for idea in ideas if idea.agent_id != by.person_id]
    counted = second_word.whom_own_card_counts(by, {idea.agent_id for idea in others}, at, of=SUGGESTIONS.code)
    return [idea for idea in others if idea.agent_id not in counted]


def is_left_to_others(suggestion: Suggestion, *, by: Account, at: datetime) -> bool:
    """Whether ``decide`` would refuse because the own card counts it. For pages that offer it."""
    counts_in = _counts_in(suggestion, at)
    return any(second_word.own_card_counts(by, suggestion.agent_id, when, of=SUGGESTIONS.code) for when in counts_in)


def _counts_in(suggestion: Suggestion, at: datetime) -> list[datetime]:
    """The instants of the decision to come, and of the one that stands."""
    return [at, *([suggestion.decided_at] if suggestion.decided_at else [])]
