"""What the indicators of orders share: the month's orders at the cut-off, and why one is left out."""

from django.utils.translation import gettext_lazy as _

from scoring.indicators.indicator import Pair

ORDERS_AT_THE_CUTOFF = """
CREATE TEMP TABLE month_order ON COMMIT DROP AS
WITH
-- Orders of the month's populations: created in it, or first dispatched in it.
candidate AS (
    SELECT id, revision, created_at, source_agent_id, records_responses,
           CASE WHEN records_dispatches THEN first_dispatched_at ELSE created_at END AS counts_from
    FROM workorders_workorder
    WHERE stands
      AND (created_at >= %(start)s AND created_at < %(end)s
           OR first_dispatched_at >= %(start)s AND first_dispatched_at < %(end)s)
),
-- What had happened at the cut-off. Duplicate and exempted are corrections: whenever recorded, they hold.
known AS MATERIALIZED (
    SELECT e.order_id, e.kind, e.at, e.sequence, e.agent_id
    FROM candidate o JOIN workorders_orderevent e ON e.order_id = o.id
    WHERE e.stands AND (e.at <= %(cutoff)s OR e.kind IN ('marked_duplicate', 'exempted'))
      AND e.kind IN ('responded', 'dispatched', 'reassigned', 'completed', 'reopened', 'held', 'resumed', 'cancelled',
                     'marked_duplicate', 'exempted')
),
-- Complete: the last of completed and re-opened is completed.
completion AS (
    SELECT DISTINCT ON (order_id) order_id, kind, at, sequence
    FROM known WHERE kind IN ('completed', 'reopened')
    ORDER BY order_id, at DESC, sequence DESC
),
-- The responsible agent is whom the order was last dispatched or re-assigned to ...
responsible AS (
    SELECT DISTINCT ON (order_id) order_id, agent_id
    FROM known WHERE kind IN ('dispatched', 'reassigned') AND agent_id IS NOT NULL
    ORDER BY order_id, at DESC, sequence DESC
),
-- ... and, for a completion that stands, was so when it was completed.
completer AS (
    SELECT DISTINCT ON (order_id) order_id, e.agent_id
    FROM known e JOIN completion c USING (order_id)
    WHERE c.kind = 'completed' AND e.kind IN ('dispatched', 'reassigned') AND e.agent_id IS NOT NULL
      AND (e.at, e.sequence) <= (c.at, c.sequence)
    ORDER BY order_id, e.at DESC, e.sequence DESC
),
response AS (
    SELECT DISTINCT ON (order_id) order_id, at, agent_id
    FROM known WHERE kind = 'responded'
    ORDER BY order_id, at, sequence
),
cancellation AS (
    SELECT DISTINCT ON (order_id) order_id, kind
    FROM known WHERE kind IN ('cancelled', 'reopened')
    ORDER BY order_id, at DESC, sequence DESC
),
hold AS (
    SELECT DISTINCT ON (order_id) order_id, kind
    FROM known WHERE kind IN ('held', 'resumed', 'completed', 'reopened')
    ORDER BY order_id, at DESC, sequence DESC
),
correction AS (
    SELECT order_id,
           bool_or(kind = 'marked_duplicate') AS is_duplicate,
           bool_or(kind = 'exempted') AS is_exempted
    FROM known WHERE kind IN ('marked_duplicate', 'exempted')
    GROUP BY order_id
)
SELECT o.id, o.revision, o.created_at, o.counts_from, o.records_responses,
       completion.kind = 'completed' AS is_complete,
       coalesce(completer.agent_id,
                CASE WHEN completion.kind = 'completed' THEN o.source_agent_id END,
                responsible.agent_id, o.source_agent_id) AS completion_agent,
       coalesce(responsible.agent_id, o.source_agent_id) AS responsible_agent,
       response.at AS responded_at,
       response.agent_id AS responder,
       CASE
           WHEN cancellation.kind = 'cancelled' THEN 'cancelled'
           WHEN correction.is_duplicate THEN 'duplicate'
           WHEN correction.is_exempted THEN 'exempted'
           ELSE ''
       END AS excluded,
       hold.kind = 'held' AS is_on_hold
FROM candidate o
LEFT JOIN completion ON completion.order_id = o.id
LEFT JOIN responsible ON responsible.order_id = o.id
LEFT JOIN completer ON completer.order_id = o.id
LEFT JOIN response ON response.order_id = o.id
LEFT JOIN cancellation ON cancellation.order_id = o.id
LEFT JOIN hold ON hold.order_id = o.id
LEFT JOIN correction ON correction.order_id = o.id
"""

WORDS = (("month_order", ORDERS_AT_THE_CUTOFF),)
REASONS = {
    "cancelled": _("cancelled"),
    "duplicate": _("duplicate"),
    "exempted": _("exempted by a supervisor"),
}
COUNTED = Pair(_("%(n)s order"), _("%(n)s orders"))
