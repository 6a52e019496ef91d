"""Which late orders have become a matter of who leads since this was looked for: one statement, asked by the fleet
of all companies and by each company of itself.

``Handling.escalated_due`` is the deadline that was missed, ``escalated_to`` how many superiors up it went; an order
with a new deadline begins anew. Emergencies have an alarm of their own, outages a page.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from kpi_portal.lib.company_connection import connection
from people.models import Account
from workorders.board.jobs import ANSWER_WITHIN, jobs_of, waiting
from workorders.board.to_do import patience
from workorders.guards import UNFINISHED
from workorders.models import DeskSettings, Handling, WorkOrder

ON_HOLD = WorkOrder.State.ON_HOLD
OPEN = ", ".join(f"'{state}'" for state in sorted({*UNFINISHED, ON_HOLD}))
USUAL = DeskSettings()
# What was late for days when it is first seen came in by a file; it wakes nobody.
NEWLY_LATE = f"""
SELECT h.order_id, d.deadline, CASE WHEN h.escalated_due = d.deadline THEN h.escalated_to ELSE 0 END AS told,
       CASE WHEN d.deadline < now.at - above THEN 2 ELSE 1 END AS level
FROM {{company}}workorders_handling h
JOIN {{company}}workorders_workorder o ON o.id = h.order_id
LEFT JOIN {{company}}workorders_desksettings s ON true
CROSS JOIN (SELECT coalesce(%(now)s, now()) AS at) now
CROSS JOIN LATERAL (SELECT coalesce(s.to_lead_minutes, {USUAL.to_lead_minutes}) * interval '1 minute' AS lead,
                           coalesce(s.to_next_minutes, {USUAL.to_next_minutes}) * interval '1 minute' AS above) wait
CROSS JOIN LATERAL (SELECT CASE WHEN o.state = '{ON_HOLD}' THEN h.held_until
                                WHEN h.accepted_at IS NULL THEN o.created_at + interval '{ANSWER_WITHIN}'
                                ELSE h.due_at END AS deadline) d
WHERE h.archived_at IS NULL AND o.stands AND o.correction = '' AND NOT o.is_emergency AND o.state IN ({OPEN})
  AND NOT EXISTS (SELECT FROM {{company}}workorders_incidentorder i WHERE i.order_id = o.id)
  AND d.deadline < now.at - lead AND d.deadline > now.at - greatest(lead, above) - interval '2 days'
  AND (h.escalated_due IS DISTINCT FROM d.deadline OR h.escalated_to < 2 AND d.deadline < now.at - above)
"""


class Late(NamedTuple):
    """One order: the deadline that it missed, how far it was told before, how far it has to be told now."""

    order: int
    deadline: datetime
    told: int
    level: int


def newly_late(now: datetime) -> Sequence[Late]:
    """Of the connection's company."""
    with connection.cursor() as cursor:
        cursor.execute(NEWLY_LATE.format(company=""), {"now": now})
        return [Late(*row) for row in cursor.fetchall()]


def asked_of(account: Account, late: Sequence[Late], now: datetime) -> list[Late]:
    """Those that this account, which leads, is to be told of now, and was not before."""
    found = {each.order: each for each in late}
    jobs = jobs_of(waiting(account, now).filter(pk__in=found), set(), now)
    if not jobs:
        return []
    waits, above = patience(account), timedelta(minutes=DeskSettings.of_the_company().to_next_minutes)
    asked = [job for job in jobs if job.late_by > waits(job)]
    return [found[job.order.pk] for job in asked if not found[job.order.pk].told or waits(job) == above]


def mark(late: Sequence[Late]) -> None:
    """They were told."""
    for each in late:
        Handling.objects.filter(pk=each.order).update(escalated_due=each.deadline, escalated_to=each.level)
