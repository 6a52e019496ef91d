"""What cannot happen to an order, each with its sentence (``Refused``)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.refusals import Refused
from people.models import Account, Department, Person
from people.self_acting import refuse_for_oneself
from records.final_month_guard import containing, refuse_if_final
from workorders.models import EventKind, OrderEvent, WorkOrder
from workorders.truth.final_months import MARKING

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

State = WorkOrder.State
UNFINISHED = frozenset({State.NEW, State.IN_PROGRESS, State.REOPENED})
NOT_CANCELLED = frozenset(State) - {State.CANCELLED}
CHANGES_STATE = frozenset(
    {EventKind.HELD, EventKind.RESUMED, EventKind.COMPLETED, EventKind.REOPENED, EventKind.CANCELLED}
)
CORRECTIONS = frozenset({EventKind.MARKED_DUPLICATE, EventKind.EXEMPTED})
"""Effective at the next close whatever their instant (SCORING §3, exclusions)."""


@dataclass(frozen=True, slots=True)
class Act:
    """What is about to be entered. ``by`` is None for the system."""

    kind: EventKind
    by: Account | None
    at: datetime
    agent: Person | None = None
    reason: str = ""
    until: datetime | None = None
    department: Department | None = None


class Rule(NamedTuple):
    """In which states an event may happen, and what to say in the others."""

    states: Collection[str]
    sentence: "str | _StrPromise"


RULES: dict[str, Rule] = {
    EventKind.RESPONDED: Rule(NOT_CANCELLED, _("A cancelled order cannot be responded to; re-open it first.")),
    EventKind.ACCEPTED: Rule(UNFINISHED, _("Only an unfinished order can be accepted; this one is “%(state)s”.")),
    EventKind.DISPATCHED: Rule(UNFINISHED, _("Only an unfinished order can be dispatched; this one is “%(state)s”.")),
    EventKind.REASSIGNED: Rule(
        UNFINISHED | {State.ON_HOLD}, _("Only an unfinished order can be re-assigned; this one is “%(state)s”.")
    ),
    EventKind.STARTED: Rule(UNFINISHED, _("Only an unfinished order can be started; this one is “%(state)s”.")),
    EventKind.COMPLETED: Rule(
        UNFINISHED | {State.ON_HOLD}, _("Only an unfinished order can be completed; this one is “%(state)s”.")
    ),
    EventKind.CALLED_BACK: Rule(
        {State.COMPLETED}, _("Only completed orders are called back; this one is “%(state)s”.")
    ),
    EventKind.ARCHIVED: Rule({State.COMPLETED}, _("Only a completed order can be archived; this one is “%(state)s”.")),
    EventKind.HELD: Rule(UNFINISHED, _("Only an unfinished order can be put on hold; this one is “%(state)s”.")),
    EventKind.RESUMED: Rule({State.ON_HOLD}, _("Only an order on hold can be resumed; this one is “%(state)s”.")),
    EventKind.REOPENED: Rule(
        {State.COMPLETED, State.CANCELLED},
        _("Only a completed or cancelled order can be re-opened; this one is “%(state)s”."),
    ),
    EventKind.CANCELLED: Rule(
        UNFINISHED | {State.ON_HOLD}, _("Only an unfinished order can be cancelled; this one is “%(state)s”.")
    ),
    EventKind.TOLD: Rule(NOT_CANCELLED, _("Of a cancelled order nothing is told any more; re-open it first.")),
    EventKind.DUE: Rule(UNFINISHED, _("Only an unfinished order gets a due time; this one is “%(state)s”.")),
    EventKind.PROMISED: Rule(
        UNFINISHED | {State.ON_HOLD}, _("Only of an unfinished order a time is promised; this one is “%(state)s”.")
    ),
    EventKind.EXTENDED: Rule(
        UNFINISHED | {State.ON_HOLD}, _("Only an unfinished order gets a longer time; this one is “%(state)s”.")
    ),
    EventKind.MARKED_DUPLICATE: Rule(frozenset(State), ""),
    EventKind.EXEMPTED: Rule(frozenset(State), ""),
}
NEEDS_REASON = frozenset(
    {EventKind.HELD, EventKind.REOPENED, EventKind.CANCELLED, EventKind.EXEMPTED, EventKind.EXTENDED, EventKind.TOLD}
)


def refuse_impossible(order: WorkOrder, events: Iterable[OrderEvent], act: Act) -> None:
    """Judge an act against the order as it stands; ``events`` are all its events."""
    _refuse_for_oneself(order, events, act)
    rule = RULES[act.kind]
    if not order.stands:
        raise Refused(_("The import of this order was undone; nothing more can happen to it."), code="voided")
    if order.state not in rule.states:
        raise Refused(rule.sentence, code="wrong_state", params={"state": State(order.state).label})
    if act.kind in NEEDS_REASON and not act.reason.strip():
        raise Refused(_("Give a reason."), code="no_reason")
    standing = sorted((event for event in events if event.stands), key=lambda event: (event.at, event.sequence))
    _refuse_repetition(order, standing, act)
    _refuse_earlier_instant(order, standing, act)


def _refuse_for_oneself(order: WorkOrder, events: Iterable[OrderEvent], act: Act) -> None:
    """Corrections, and a longer time, move the figure of whom the order counts for."""
    if act.kind in CORRECTIONS:
        refuse_for_oneself(act.by, *counts_for(order, events))
    elif act.kind == EventKind.EXTENDED:
        refuse_for_oneself(act.by, order.agent_id)


def counts_for(order: WorkOrder, events: Iterable[OrderEvent]) -> set[int | None]:
    """Whoever the order may count for: who was or is responsible, who responded."""
    return {order.agent_id, order.source_agent_id, *(event.agent_id for event in events)}


def _refuse_repetition(order: WorkOrder, standing: list[OrderEvent], act: Act) -> None:
    if act.kind in CORRECTIONS and any(event.kind == act.kind for event in standing):
        raise Refused(_("That has been recorded for this order already."), code="twice")
    if act.kind == EventKind.REASSIGNED and act.agent and act.agent.pk == order.agent_id:
        raise Refused(
            _("%(agent)s is responsible for this order already."),
            code="already_responsible",
            params={"agent": act.agent},
        )


def _refuse_earlier_instant(order: WorkOrder, standing: list[OrderEvent], act: Act) -> None:
    if act.at < order.created_at:
        raise Refused(_("Nothing can happen to an order before it was created."), code="before_creation")
    if act.until is not None and act.until <= act.at:
        raise Refused(_("This time has passed already."), code="passed", field="until")
    last = next((event for event in reversed(standing) if event.kind in CHANGES_STATE), None)
    if act.kind in CHANGES_STATE and last is not None and act.at < last.at:
        raise Refused(
            _("This order has a later event, “%(event)s”; the new one cannot lie before it."),
            code="before_last",
            params={"event": EventKind(last.kind).label},
        )


def refuse_final_month(order: WorkOrder, events: Iterable[OrderEvent], act: Act) -> None:
    """Refuse what would change a final month (SCORING §9): by its instant, or at any time for a correction."""
    reached = Q() if act.kind in CORRECTIONS else Q(cutoff_at__gte=act.at)
    marks = [order.created_at, order.first_dispatched_at, _mark(act.kind, act)]
    marks += [_mark(event.kind, event) for event in events if event.stands]
    if act.kind == EventKind.DISPATCHED:
        marks.append(act.at)
    refuse_if_final(reached & reduce(or_, (containing(at) for at in marks if at is not None)))


def _mark(kind: str, event: Act | OrderEvent) -> datetime | None:
    """The instant by which an event puts its order into a month, where it does (``truth.final_months``)."""
    if kind not in MARKING:
        return None
    return event.at if kind == EventKind.COMPLETED else event.until


def refuse_duplicate(order: WorkOrder, of: WorkOrder) -> None:
    """An order is no duplicate of itself, nor of one that is itself marked."""
    if of.pk == order.pk:
        raise Refused(_("An order is no duplicate of itself."), code="itself")
    if of.events.filter(stands=True, kind=EventKind.MARKED_DUPLICATE).exists():
        raise Refused(
            _("Order %(number)s is itself marked as a duplicate; name the original."),
            code="duplicate_of_duplicate",
            params={"number": of.number},
        )


def refuse_taking_back(order: WorkOrder, event: OrderEvent, by: Account | None) -> None:
    """Only standing corrections can be withdrawn, and only while no final month rests on them."""
    if event.kind not in CORRECTIONS or not event.stands:
        raise Refused(_("Only an exemption or a duplicate mark can be withdrawn."), code="not_a_correction")
    refuse_for_oneself(by, *counts_for(order, order.events.all()))
    refuse_final_month(order, order.events.all(), Act(EventKind(event.kind), by, event.at))
