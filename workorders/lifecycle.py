"""Everything that can happen to an order in the portal: one verb each (SCORING §3, events of an order).

A verb locks the order's row, refuses what cannot be with a sentence (``Refused``), appends one event, refreshes
the projection on the row and writes one audit entry, all in one transaction. Instants are given by the caller.
"""

from datetime import datetime
from typing import Required, TypedDict, Unpack

from django.db import connection, transaction
from django.db.models import Model

from people.models import Account, Building, Department, Person, Site, Team
from records import audit, months, second_word
from records.second_word import Leaving
from workorders.guards import (
    Act,
    counts_for,
    refuse_duplicate,
    refuse_final_month,
    refuse_impossible,
    refuse_taking_back,
)
from workorders.models import EventKind, MergedOrder, OrderEvent, WorkOrder
from workorders.truth.handled import refresh_handling
from workorders.truth.rows import PROJECTED, refresh_projection


class NewOrder(TypedDict, total=False):
    """What is known of an order when it is created."""

    number: str
    site: Site | None
    building: Building | None
    room: str
    team: Team | None
    category: str
    priority: str
    is_emergency: bool
    channel: str
    subject: Required[str]
    description: str
    department: str
    first_contact_owner: Person | None


class DoneBy(TypedDict, total=False):
    """Who does the work: the department, and in words who of it."""

    department: Department | None
    reason: str


class Correction(TypedDict, total=False):
    """Why an order is left out, and the second person whose word stands behind it, where one is needed."""

    reason: str
    second: Account | None


@transaction.atomic
def create(*, by: Account | None, at: datetime, **attributes: Unpack[NewOrder]) -> WorkOrder:
    """Enter a resident's request. Without a number it gets one of the portal's own."""
    order = WorkOrder(created_at=at, **attributes)
    if not order.number:
        order.pk, order.number = _next_number(at)
    act = Act(EventKind.CREATED, by, at)
    refuse_final_month(order, [], act)
    order.save(force_insert=True)
    _append(order, act, [])
    return order


def respond(order: WorkOrder, *, by: Account | None, at: datetime, agent: Person | None = None) -> OrderEvent:
    """Somebody contacted the resident: ``agent``, else the person of ``by``. An automatic message is no response."""
    return _enter(order, Act(EventKind.RESPONDED, by, at, agent=agent or (by.person if by else None)))


def accept(order: WorkOrder, *, by: Account | None, at: datetime) -> OrderEvent:
    """The request is taken on (受理)."""
    return _enter(order, Act(EventKind.ACCEPTED, by, at))


def dispatch(
    order: WorkOrder, *, agent: Person, by: Account | None, at: datetime, **work: Unpack[DoneBy]
) -> OrderEvent:
    """Make ``agent`` responsible (派单) and give the work to a department. The first dispatch decides the month of
    ``completion_rate``; dispatched to two departments the order is one of ``lead_orders`` (SCORING §4)."""
    return _enter(order, Act(EventKind.DISPATCHED, by, at, agent=agent, **work))


def reassign(order: WorkOrder, *, agent: Person, by: Account | None, at: datetime, reason: str = "") -> OrderEvent:
    """Hand the order to another agent; what was completed before stays with who was responsible then."""
    return _enter(order, Act(EventKind.REASSIGNED, by, at, agent=agent, reason=reason))


def start(order: WorkOrder, *, by: Account | None, at: datetime) -> OrderEvent:
    """Work has begun (执行)."""
    return _enter(order, Act(EventKind.STARTED, by, at))


def complete(order: WorkOrder, *, by: Account | None, at: datetime, reason: str = "") -> OrderEvent:
    """The work is done (完成); ``reason`` says what was done."""
    return _enter(order, Act(EventKind.COMPLETED, by, at, reason=reason))


def call_back(order: WorkOrder, *, by: Account | None, at: datetime) -> OrderEvent:
    """The resident was asked whether all is well (回访)."""
    return _enter(order, Act(EventKind.CALLED_BACK, by, at))


def archive(order: WorkOrder, *, by: Account | None, at: datetime) -> OrderEvent:
    """The completed order is filed (归档)."""
    return _enter(order, Act(EventKind.ARCHIVED, by, at))


def hold(
    order: WorkOrder, *, by: Account | None, at: datetime, reason: str, until: datetime | None = None
) -> OrderEvent:
    """Nothing can be done until the resident acts; on hold at the cut-off an order is not counted as unfinished."""
    return _enter(order, Act(EventKind.HELD, by, at, reason=reason, until=until))


def resume(order: WorkOrder, *, by: Account | None, at: datetime) -> OrderEvent:
    """The wait is over."""
    return _enter(order, Act(EventKind.RESUMED, by, at))


def reopen(order: WorkOrder, *, by: Account | None, at: datetime, reason: str) -> OrderEvent:
    """It was not done after all, or a cancelled request is wanted again."""
    return _enter(order, Act(EventKind.REOPENED, by, at, reason=reason))


def cancel(order: WorkOrder, *, by: Account | None, at: datetime, reason: str) -> OrderEvent:
    """The resident no longer wants it."""
    return _enter(order, Act(EventKind.CANCELLED, by, at, reason=reason))


def tell(order: WorkOrder, *, by: Account | None, at: datetime, words: str) -> OrderEvent:
    """The resident was told how it goes on (告知)."""
    return _enter(order, Act(EventKind.TOLD, by, at, reason=words))


def set_due(order: WorkOrder, *, until: datetime, by: Account | None, at: datetime) -> OrderEvent:
    """The time that the company's standard gives this order, as it was when the order was created."""
    return _enter(order, Act(EventKind.DUE, by, at, until=until))


def promise(order: WorkOrder, *, until: datetime, by: Account | None, at: datetime) -> OrderEvent:
    """The time that the resident was promised; it goes before the standard (SCORING §4, ``on_time_rate``)."""
    return _enter(order, Act(EventKind.PROMISED, by, at, until=until))


def extend(order: WorkOrder, *, until: datetime, by: Account | None, at: datetime, reason: str) -> OrderEvent:
    """A longer time for a complex order (弹性服务时长), granted by somebody else than who is responsible."""
    return _enter(order, Act(EventKind.EXTENDED, by, at, reason=reason, until=until))


@transaction.atomic
def mark_duplicate(
    order: WorkOrder, *, of: WorkOrder, by: Account | None, at: datetime, **why: Unpack[Correction]
) -> OrderEvent | None:
    """This order says what ``of`` says already; it counts for nobody from the next close on. None: it waits for a
    second person's word, because the own card counts the order with the team's (SCORING §1, §4)."""
    refuse_duplicate(order, of)
    reason = why.get("reason", "")
    act = Act(EventKind.MARKED_DUPLICATE, by, at, reason=f"{of.number}: {reason}" if reason else of.number)
    wish = _wish("duplicate", order, reason, original=of)
    event = _correct(order, act, wish, why.get("second"))
    if event is not None:
        MergedOrder.objects.update_or_create(order=order, defaults={"into": of})
    return event


def exempt(order: WorkOrder, *, by: Account | None, at: datetime, **why: Unpack[Correction]) -> OrderEvent | None:
    """A supervisor's decision that the order counts for nobody, from the next close on. None: it waits, as above."""
    reason = why.get("reason", "")
    act = Act(EventKind.EXEMPTED, by, at, reason=reason)
    return _correct(order, act, _wish("exempt", order, reason), why.get("second"))


@transaction.atomic
def take_back(event: OrderEvent, *, by: Account | None, reason: str, second: Account | None = None) -> bool:
    """Withdraw an exemption or a duplicate mark: the event stays visible and stands no longer. False: it waits."""
    order = WorkOrder.objects.select_for_update().get(pk=event.order_id)
    refuse_taking_back(order, event, by)
    if second_word.waits(_wish("take_back", order, reason, event=event), by=by, second=second):
        return False
    OrderEvent.objects.filter(pk=event.pk).update(stands=False)
    event.stands = False
    if event.kind == EventKind.MARKED_DUPLICATE:
        MergedOrder.objects.filter(order=order).delete()
    refresh(order)
    detail = {"event": event.kind, "sequence": event.sequence, "reason": reason}
    audit.record(by=by, verb="workorders.take_back", subject=order, detail=detail)
    return True


def _wish(kind: str, order: WorkOrder, reason: str, **more: Model) -> Leaving:
    """What a correction leaves out, or counts again, and for whom."""
    return Leaving(
        kind=kind,
        subject=order,
        reason=reason,
        people=second_word.people(more=counts_for(order, order.events.all())),
        instants=Leaving.at(order.created_at, order.first_dispatched_at),
        more=more,
    )


@transaction.atomic
def _correct(order: WorkOrder, act: Act, wish: Leaving, second: Account | None) -> OrderEvent | None:
    """Judged as ever, then entered, unless it waits."""
    locked = WorkOrder.objects.select_for_update().get(pk=order.pk)
    events = list(locked.events.all())
    refuse_impossible(locked, events, act)
    refuse_final_month(locked, events, act)
    return None if second_word.waits(wish, by=act.by, second=second) else _enter(order, act)


@transaction.atomic
def _enter(order: WorkOrder, act: Act) -> OrderEvent:
    """Lock, judge, append. The caller's instance shows the new projection afterwards."""
    locked = WorkOrder.objects.select_for_update().get(pk=order.pk)
    events = list(locked.events.all())
    refuse_impossible(locked, events, act)
    refuse_final_month(locked, events, act)
    event = _append(locked, act, events)
    for field in PROJECTED:
        setattr(order, field, getattr(locked, field))
    return event


def _append(order: WorkOrder, act: Act, events: list[OrderEvent]) -> OrderEvent:
    """One more event on a locked or new order, its projection and its audit entry."""
    event = OrderEvent.objects.create(
        order=order,
        sequence=max((known.sequence for known in events), default=0) + 1,
        kind=act.kind,
        at=act.at,
        agent=act.agent,
        by=act.by.person if act.by else None,
        reason=act.reason,
        until=act.until,
        department=act.department,
    )
    refresh(order)
    said = "" if act.kind == EventKind.TOLD else act.reason  # words to a resident may name them
    detail = {"at": act.at, "agent": act.agent and act.agent.pk, "reason": said}
    detail |= {"until": act.until} if act.until else {}
    audit.record(by=act.by, verb=f"workorders.{act.kind}", subject=order, detail=detail)
    return event


def refresh(order: WorkOrder) -> None:
    """Project the events onto the row, and show it on the instance."""
    refresh_projection([order.pk])
    refresh_handling([order.pk])
    order.refresh_from_db(fields=PROJECTED)


def _next_number(at: datetime) -> tuple[int, str]:
    """A key from the table's own sequence, and the order number made of it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('workorders_workorder', 'id'))")
        (key,) = cursor.fetchone()
    return key, f"GD-{at.astimezone(months.company_zone()):%y%m%d}-{key:06d}"
