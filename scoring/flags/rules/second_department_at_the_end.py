"""Orders given to a second department when they were all but done: one of several departments counts as such."""

from datetime import timedelta

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from scoring.flags.rule import CREDITED, ORDER, Rule
from workorders.models import EventKind, OrderEvent, WorkOrder
from workorders.verdicts import duration


def _told(order: WorkOrder) -> str:
    """To which department it came as the second, and how long before it was completed."""
    first: dict[object, OrderEvent] = {}
    for event in order.events.all():
        if event.stands and event.kind == EventKind.DISPATCHED and event.department is not None:
            first.setdefault(event.department, event)
    if len(first) < 2 or order.completed_at is None:
        return ""
    second = list(first.values())[1]
    said = {"department": second.department, "time": duration(order.completed_at - second.at)}
    return gettext("given to %(department)s %(time)s before it was completed") % said


RULE = Rule(
    code="second_department_at_the_end",
    name=_("A second department at the end"),
    looks_for=_(
        "At least %(least)s orders that one person gave to a second department within %(within)s minutes before they"
        " were completed: only that makes them cross-department orders."
    ),
    innocent=_(
        "Work given by telephone and noted afterwards looks the same, and so does a department that only had to unlock"
        " a door, or one that was chosen by mistake and put right."
    ),
    # About who gave it there; whom the order counts for gains as well and does not judge it. Of each department its
    # first dispatch: the second of those is what made the order one of several departments.
    facts=f"""
        SELECT second.by_id, '{ORDER}', o.id, {CREDITED}
        FROM workorders_workorder o CROSS JOIN LATERAL (
            SELECT first.by_id, first.at
            FROM (
                SELECT DISTINCT ON (e.department_id) e.by_id, e.at, e.sequence
                FROM workorders_orderevent e
                WHERE e.order_id = o.id AND e.stands AND e.kind = 'dispatched' AND e.department_id IS NOT NULL
                ORDER BY e.department_id, e.at, e.sequence
            ) first
            ORDER BY first.at, first.sequence OFFSET 1 LIMIT 1
        ) second
        WHERE o.stands AND o.completed_at >= %(start)s AND o.completed_at < %(end)s
          AND second.at BETWEEN o.completed_at - %(within)s AND o.completed_at
    """,
    least=3,
    values={"within": timedelta(minutes=30)},
    told=_told,
)
