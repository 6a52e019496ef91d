"""What a second file says by what it leaves empty, and by its status (IMPORTS §2).

A mapped cell that is empty now takes back the event that it once gave; a status takes back the events that it
contradicts. What happened before a re-opening was true in its time and stays. Only what a file brought is taken back by
a file: what somebody did in the portal stands.
"""

from collections.abc import Collection, Iterable, Mapping
from zoneinfo import ZoneInfo

from records.months import COMPLETION_GRACE
from workorders.imports.columns import EVENTS
from workorders.models import EventKind, WorkOrder

State = WorkOrder.State
RETURNED = (State.NEW, State.IN_PROGRESS, State.REOPENED, State.ON_HOLD)
CONTRADICTED: Mapping[str, tuple[str, ...]] = {
    EventKind.COMPLETED: RETURNED,
    EventKind.CANCELLED: (*RETURNED, State.COMPLETED),
    EventKind.MARKED_DUPLICATE: (*RETURNED, State.COMPLETED, State.CANCELLED),
    EventKind.HELD: (State.NEW, State.IN_PROGRESS, State.REOPENED),
}
"""Event → the statuses of a file that it cannot be true beside."""

TAKEN_BACK = """
-- Imported events that the file does not have any more: they have no instant, only what they supersede.
INSERT INTO event_change (row, order_id, kind, at, agent_id, reason, rank, before_id, before_at)
SELECT s.row, k.order_id, e.kind, NULL, NULL, '', 0, e.id, e.at
FROM staged_order s JOIN matched k USING (row)
JOIN workorders_orderevent e ON e.order_id = k.order_id AND e.stands AND e.batch_id IS NOT NULL
WHERE ({gone})
    AND NOT EXISTS (SELECT FROM event_change c WHERE c.before_id = e.id)
    -- Completed before it was opened again: true in its time.
    AND NOT (e.kind = 'completed' AND (coalesce(s.reopened_at >= e.at, false) OR EXISTS (
        SELECT FROM workorders_orderevent r
        WHERE r.order_id = e.order_id AND r.stands AND r.kind = 'reopened' AND r.at >= e.at
            AND (r.batch_id IS NULL OR NOT {reopened_is_mapped})
    )))
    -- A hold that ended is past, whatever the status is now.
    AND NOT (e.kind = 'held' AND coalesce(s.resumed_at >= e.at, false))
"""

SAID = """
SELECT row, kind, before_at FROM event_change WHERE at IS NULL ORDER BY row, before_at
"""

BEGIN_AGAIN = """
-- A number names a thing for ever: one whose creation and agent or site are both others names something else, and so
-- does one that was completed before the other was created.
SELECT s.row, s.number, o.created_at
FROM staged_order s JOIN matched k USING (row) JOIN workorders_workorder o ON o.id = k.order_id
WHERE o.stands AND o.created_at <> s.created_at AND ({differs}
    OR o.created_at <= o.completed_at AND o.completed_at < s.created_at
    OR s.created_at <= s.completed_at AND s.completed_at < o.created_at)
ORDER BY s.row
"""

NEAR_KEY = "ltrim(regexp_replace(ltrim(lower({number}), '#'), '[.]0+$', ''), '0')"
"""As `kpi_portal.lib.names.near_key`."""
NEAR = f"""
-- New orders of which one is known that differs by zeros or marks only: 0471, 471.0 and #471 beside 471.
SELECT DISTINCT ON (s.row) s.row, s.number, o.number
FROM staged_order s JOIN workorders_workorder o
    ON o.source = %s AND {NEAR_KEY.format(number="o.number")} = {NEAR_KEY.format(number="s.number")}
WHERE o.stands AND NOT EXISTS (SELECT FROM matched k WHERE k.row = s.row)
ORDER BY s.row, o.number
"""

ELSEWHERE = """
-- New orders that another source has too, created at the same instant: one order under two sources counts twice.
SELECT DISTINCT ON (s.row) s.row, s.number, o.source
FROM staged_order s JOIN workorders_workorder o
    ON lower(o.number) = lower(s.number) AND o.source <> %s AND o.created_at = s.created_at
WHERE o.stands AND NOT EXISTS (SELECT FROM matched k WHERE k.row = s.row)
ORDER BY s.row, o.source
"""

CROSSING = """
-- Completions that move across the cut-off of the order's month: a source that keeps the last one only looks like this.
SELECT c.row, c.before_at, c.at
FROM event_change c JOIN workorders_workorder o ON o.id = c.order_id
CROSS JOIN LATERAL (
    SELECT (date_trunc('month', coalesce(o.first_dispatched_at, o.created_at) AT TIME ZONE %(zone)s)
        + interval '1 month') AT TIME ZONE %(zone)s + %(grace)s AS cutoff
) m
WHERE c.kind = 'completed' AND c.before_id IS NOT NULL AND c.at IS NOT NULL
    AND (c.before_at <= m.cutoff) <> (c.at <= m.cutoff)
ORDER BY c.row
"""


def edges(zone: ZoneInfo) -> dict[str, object]:
    """The parameters of `CROSSING`."""
    return {"zone": zone.key, "grace": COMPLETION_GRACE}


def taken_back(mapped: Collection[str], *, has_status: bool, has_agent: bool) -> str:
    """The statement for a file with these fields of events mapped. Empty where it says nothing of the kind."""
    gone = [f"e.kind = '{EVENTS[field]}' AND s.{field} IS NULL" for field in mapped if field != "created_at"]
    if has_agent:
        gone.append("e.kind = 'reassigned' AND s.source_agent_id IS NULL")
    if has_status:
        gone += [_contradicted(kind, statuses) for kind, statuses in CONTRADICTED.items()]
    if not gone:
        return ""
    reopened_is_mapped = "true" if "reopened_at" in mapped else "false"
    return TAKEN_BACK.format(gone=" OR ".join(f"({one})" for one in gone), reopened_is_mapped=reopened_is_mapped)


def _contradicted(kind: str, statuses: Iterable[str]) -> str:
    field = next(field for field, event in EVENTS.items() if event == kind)
    words = ", ".join(f"'{status}'" for status in statuses)
    said = f"e.kind = '{kind}' AND s.status IN ({words}) AND s.{field} IS NULL"
    if kind == EventKind.HELD:  # a completion without a time of its own ends the hold too
        said += " OR e.kind = 'held' AND s.status = 'completed' AND s.completed_at IS NULL"
    return said
