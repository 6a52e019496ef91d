"""What upholding an appeal does to the fact: it is superseded by the verb of the fact's own room, never edited.

An order gets the earlier response or completion that was claimed, counts for whose it was, or for nobody; an answer is
left out; an item of a check becomes another; points are taken away or become others; what a leading post owes is left
out. Of other evidence, and of the rule, whoever answers corrects what is wrong first, with the verb of its page;
upholding then counts it on the card.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.models import QualityCheck, QualityItem, SurveyAnswer
from evidence.quality_checks import verbs as checks
from evidence.surveys import verbs as surveys
from kpi_portal.lib.refusals import Refused
from people.models import Account, Person
from scoring import adjustments
from scoring.appeals.subjects import Subject, is_of_completion
from scoring.duties import owed
from scoring.models import Adjustment, Appeal, AppealRound, Duty
from workorders import correcting, lifecycle
from workorders.models import WorkOrder

About = Appeal.About
Outcome = AppealRound.Outcome
OTHERS = frozenset({Outcome.PARTLY, Outcome.ANOTHER})
"""Answers with a figure of whoever answers."""
BY_HAND = frozenset({About.FACT, About.RULE})
"""Corrected at their own page before the answer."""


@dataclass(frozen=True, kw_only=True)
class Given:
    """An answer: what is decided, why, where the mistake came from, and the figure, where the subject has one."""

    outcome: str
    reason: str
    found: str = ""
    at: datetime | None = None
    item: str = ""
    points: Decimal | None = None
    agent: Person | None = None

    @property
    def is_upheld(self) -> bool:
        """Whether anything changes."""
        return self.outcome != Outcome.REJECTED


def correct(appeal: Appeal, subject: Subject, given: Given, by: Account) -> None:
    """Supersede the fact. Raises Refused as the verb of its room does."""
    remedy = _REMEDIES.get(About(appeal.about))
    if remedy is not None:
        if subject.row is None or not getattr(subject.row, "stands", True):
            raise Refused(_("What was appealed does not stand any more; reject it, and say so."), code="gone")
        remedy(appeal, subject, given, by)


def _order(appeal: Appeal, subject: Subject, given: Given, by: Account) -> None:
    order = subject.row
    assert isinstance(order, WorkOrder)
    if appeal.cause == Appeal.Cause.CREDIT and given.agent is not None:
        correcting.credit_to(order, was=appeal.agent, agent=given.agent, by=by, reason=given.reason)
    elif appeal.cause != Appeal.Cause.TIME:
        lifecycle.exempt(order, by=by, at=timezone.now(), reason=given.reason, second=by)
    elif not is_of_completion(appeal.indicator):
        _respond(appeal, order, given, by)
    elif given.at is None:
        raise Refused(_("Say when it was done."), code="no_time", field="at")
    else:
        correcting.complete_at(order, at=given.at, by=by, reason=given.reason)


def _respond(appeal: Appeal, order: WorkOrder, given: Given, by: Account) -> None:
    at = given.at
    if at is None:
        raise Refused(_("Say when the resident was first reached."), code="no_time", field="at")
    noted = order.first_responded_at or order.completed_at
    if noted is not None and at >= noted:
        raise Refused(_("It is noted at that time or earlier already."), code="not_earlier", field="at")
    if at < order.created_at:
        raise Refused(_("The order did not exist yet."), code="before_creation", field="at")
    lifecycle.respond(order, by=by, at=at, agent=appeal.agent)


def _answer(_appeal: Appeal, subject: Subject, given: Given, by: Account) -> None:
    assert isinstance(subject.row, SurveyAnswer)
    surveys.exclude_answer(subject.row, by=by, reason=given.reason, second=by)


def _check(_appeal: Appeal, subject: Subject, given: Given, by: Account) -> None:
    check = subject.row
    assert isinstance(check, QualityCheck)
    outcome = given.item or QualityItem.Outcome.PASS
    found = zip(check.items.values_list("position", flat=True), checks.items_of(check), strict=True)
    items = [item._replace(outcome=outcome) if place == subject.position else item for place, item in found]
    checks.correct_check(check, items=items, by=by, reason=given.reason)


def _adjustment(_appeal: Appeal, subject: Subject, given: Given, by: Account) -> None:
    assert isinstance(subject.row, Adjustment)
    points = given.points if given.outcome in OTHERS else None
    if given.outcome in OTHERS and points is None:
        raise Refused(_("Say how many points it is instead."), code="no_figure", field="points")
    adjustments.supersede(entry=subject.row, points=points, reason=given.reason, by=by)


def _duty(_appeal: Appeal, subject: Subject, _given: Given, _by: Account) -> None:
    assert isinstance(subject.row, Duty)
    owed.excuse(subject.row)


_REMEDIES: Mapping[About, Callable[[Appeal, Subject, Given, Account], None]] = {
    About.ORDER: _order,
    About.ANSWER: _answer,
    About.CHECK: _check,
    About.ADJUSTMENT: _adjustment,
    About.DUTY: _duty,
}
