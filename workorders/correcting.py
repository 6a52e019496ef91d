"""What an upheld appeal corrects of an order's past: whose it was, and when it was done (SCORING §3, credit).

An event that was wrong stands no longer, and one like it takes its place, so that the past shows both.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.refusals import Refused
from people.models import Account, Person
from people.self_acting import refuse_for_oneself
from records import audit
from workorders import lifecycle
from workorders.guards import Act, counts_for, refuse_final_month
from workorders.models import EventKind, OrderEvent, WorkOrder

WORDS = {
    "workorders.correct_credit": gettext_lazy("Order credited to somebody else"),
    "workorders.correct_completion": gettext_lazy("Completion of an order corrected"),
}
"""As the audit names them."""
NAMES_WHO = (EventKind.DISPATCHED, EventKind.REASSIGNED)
ENDS = (EventKind.COMPLETED, EventKind.CANCELLED, EventKind.REOPENED)


@transaction.atomic
def credit_to(order: WorkOrder, *, was: Person, agent: Person, by: Account, reason: str) -> None:
    """Whoever was made responsible by mistake was not: each dispatch to ``was`` names ``agent``. Raises Refused."""
    locked, events = _locked(order, by, agent)
    wrong = [event for event in events if event.stands and event.kind in NAMES_WHO and event.agent_id == was.pk]
    if agent.pk == was.pk:
        raise Refused(_("That is who it counts for already."), code="same", field="agent")
    if not wrong:
        sentence = _("The source of this order names one agent for all; it can only be left out.")
        raise Refused(sentence, code="no_dispatch", field="agent")
    for event in wrong:
        _supersede(locked, event, by, reason, events, agent=agent)
    lifecycle.refresh(locked)
    detail = {"agent": agent.pk, "reason": reason}
    audit.record(by=by, verb="workorders.correct_credit", subject=order, detail=detail)


@transaction.atomic
def complete_at(order: WorkOrder, *, at: datetime, by: Account, reason: str) -> None:
    """It was done earlier than noted, or done and never noted. Raises Refused."""
    locked, events = _locked(order, by)
    standing = sorted((event for event in events if event.stands), key=lambda event: (event.at, event.sequence))
    ends = [event for event in standing if event.kind in ENDS]
    if not ends or ends[-1].kind != EventKind.COMPLETED:
        lifecycle.complete(order, by=by, at=at, reason=reason)
        return
    noted = ends[-1]
    if at >= noted.at:
        raise Refused(_("It is noted at that time or earlier already."), code="not_earlier", field="at")
    if at < locked.created_at or (len(ends) > 1 and at <= ends[-2].at):
        raise Refused(_("The order was not under way then."), code="not_under_way", field="at")
    _supersede(locked, noted, by, reason, events, at=at)
    lifecycle.refresh(locked)
    audit.record(by=by, verb="workorders.correct_completion", subject=order, detail={"at": at, "reason": reason})


def _locked(order: WorkOrder, by: Account, *more: Person) -> tuple[WorkOrder, list[OrderEvent]]:
    locked = WorkOrder.objects.select_for_update().get(pk=order.pk)
    events = list(locked.events.all())
    refuse_for_oneself(by, *counts_for(locked, events), *(person.pk for person in more))
    return locked, events


def _supersede(
    order: WorkOrder, event: OrderEvent, by: Account, reason: str, events: list[OrderEvent], **changes: object
) -> None:
    kept = {name: getattr(event, name) for name in ("kind", "at", "agent", "until", "department")}
    after = OrderEvent(order=order, sequence=_next(events), by=by.person, reason=reason, **kept | changes)
    for one in (event, after):
        refuse_final_month(order, events, Act(EventKind(one.kind), by, one.at, until=one.until))
    OrderEvent.objects.filter(pk=event.pk).update(stands=False)
    event.stands = False
    after.save(force_insert=True)
    events.append(after)


def _next(events: Iterable[OrderEvent]) -> int:
    return max((event.sequence for event in events), default=0) + 1
