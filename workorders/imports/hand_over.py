"""Whose it was stays (IMPORTS §2): an agent whom a later file names has the order from an instant on.

The file gives that instant by a dispatch, or by a completion that it brings: who is named beside it has the order then.
Otherwise it is that of the import. Nothing is overwritten: what counted before keeps whom it counted for. A completed
order keeps the agent of its completion.
"""

from workorders.imports.columns import SEQUENCE
from workorders.models import EventKind

REASSIGNED = EventKind.REASSIGNED.value
RANK = SEQUENCE["dispatched_at"]
"""Among events of one instant: before the completion."""

_NAMED = "e.stands AND e.kind IN ('dispatched', 'reassigned') AND e.agent_id IS NOT NULL"

KEPT = """
-- Completed orders for which the file names somebody else, with who completed them; not where this file takes the
-- completion back or opens the order again. That a file goes on saying what it said before is no news.
CREATE TEMP TABLE kept_order ON COMMIT DROP AS
SELECT s.row, o.number, coalesce(o.completer_id, o.source_agent_id) AS agent_id, o.completed_at,
    s.source_agent_id IS DISTINCT FROM o.completer_id AND s.source_agent_id IS DISTINCT FROM o.source_agent_id AS told
FROM staged_order s JOIN matched k USING (row) JOIN workorders_workorder o ON o.id = k.order_id
WHERE o.stands AND o.completed_at IS NOT NULL AND o.source_agent_id IS NOT NULL
    AND o.source_agent_id IS DISTINCT FROM s.source_agent_id
    AND (s.completed_at IS NOT NULL OR NOT %(completions_mapped)s)
    AND NOT coalesce(s.reopened_at >= o.completed_at, false)
    AND NOT coalesce(s.status, '') = ANY(%(returned)s)
"""

KEEP = """
-- The dispatch of such an order stays as it is too.
UPDATE staged_order s SET source_agent_id = o.source_agent_id,
    dispatched_to_id = CASE WHEN d.at IS NULL OR NOT c.told THEN s.dispatched_to_id ELSE d.agent_id END,
    dispatched_at = CASE WHEN s.dispatched_at IS NULL OR NOT c.told THEN s.dispatched_at
        ELSE coalesce(d.at, s.dispatched_at) END
FROM kept_order c JOIN matched k USING (row) JOIN workorders_workorder o ON o.id = k.order_id
LEFT JOIN LATERAL (
    SELECT e.at, e.agent_id FROM workorders_orderevent e
    WHERE e.order_id = o.id AND e.stands AND e.kind = 'dispatched' AND e.batch_id IS NOT NULL
    ORDER BY e.at DESC, e.sequence DESC LIMIT 1
) d ON true
WHERE c.row = s.row
"""

TOLD = "SELECT row, number, agent_id, completed_at FROM kept_order WHERE told ORDER BY row"

HAND_OVER = f"""
-- Rows that name another agent than whom the files so far name at that instant, and give no dispatch. What somebody did
-- in the portal before a completion stands. The rows stand in it twice, joined as a whole: looked up one by one in a
-- table without index, 100,000 of them took more than ten minutes.
UPDATE staged_order s SET handed_to_id = s.source_agent_id, handed_at = h.at
FROM staged_order n JOIN matched k ON k.row = n.row JOIN workorders_workorder o ON o.id = k.order_id, LATERAL (
    SELECT CASE WHEN n.completed_at IS NOT NULL AND NOT EXISTS (
        SELECT FROM workorders_orderevent e
        WHERE e.order_id = o.id AND e.stands AND e.kind = 'completed' AND e.at = n.completed_at
    ) THEN least(n.completed_at, %(now)s) ELSE %(now)s END AS at
) h LEFT JOIN LATERAL (
    SELECT e.agent_id FROM workorders_orderevent e
    WHERE e.order_id = k.order_id AND {_NAMED} AND e.batch_id IS NOT NULL AND e.at <= h.at
    ORDER BY e.at DESC, e.sequence DESC LIMIT 1
) f ON true
WHERE k.row = s.row AND o.stands AND s.dispatched_at IS NULL AND s.source_agent_id IS NOT NULL
    AND NOT EXISTS (SELECT FROM kept_order c WHERE c.row = s.row)
    AND coalesce(f.agent_id, o.source_agent_id) <> s.source_agent_id
    AND NOT (h.at < %(now)s AND EXISTS (
        SELECT FROM workorders_orderevent e
        WHERE e.order_id = o.id AND {_NAMED} AND e.batch_id IS NULL AND e.at <= h.at
    ))
"""

FIRST_AGENT_STAYS = f"""
-- Whom the source named first stays with the order, in whatever order its files come; events say who has it since.
UPDATE staged_order s SET source_agent_id = o.source_agent_id
FROM matched k JOIN workorders_workorder o ON o.id = k.order_id
WHERE k.row = s.row AND o.stands AND o.source_agent_id <> s.source_agent_id
    AND (s.dispatched_at IS NULL OR EXISTS (
        SELECT FROM workorders_orderevent e
        WHERE e.order_id = o.id AND {_NAMED} AND e.batch_id IS NOT NULL AND e.kind = 'dispatched'
            AND e.at < s.dispatched_at
    ))
"""

SAID = """
SELECT c.row, o.number, coalesce(before.agent_id, o.source_agent_id) AS before_id, c.agent_id, c.at
FROM event_change c JOIN workorders_workorder o ON o.id = c.order_id
LEFT JOIN LATERAL (
    SELECT e.agent_id FROM workorders_orderevent e
    WHERE e.order_id = c.order_id AND e.stands AND e.kind IN ('dispatched', 'reassigned')
        AND e.agent_id IS NOT NULL AND e.at <= c.at
    ORDER BY e.at DESC, e.sequence DESC LIMIT 1
) before ON true
WHERE c.kind IN ('dispatched', 'reassigned') AND c.before_id IS NULL AND c.agent_id IS NOT NULL
    AND coalesce(before.agent_id, CASE WHEN c.kind = 'reassigned' THEN o.source_agent_id END) <> c.agent_id
ORDER BY c.row, c.at
"""
