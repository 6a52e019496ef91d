"""The SQL of the fast path. Each statement says in its comment what it decides; `{…}` are lists of columns made from
`columns.EVENTS` and `staging.ATTRIBUTES`, never words from a file."""

from workorders.due_times import standard
from workorders.imports import hand_over
from workorders.imports.columns import ATTRIBUTES, DEFAULTS, EVENTS, SEQUENCE
from workorders.models import EventKind
from workorders.truth.final_months import DUE, MARKING, SETTLING, listed, reached
from workorders.truth.standing import COLUMNS, standing

WHO = {
    "dispatched_at": "s.dispatched_to_id",
    "responded_at": "s.responder_id",
}
"""Whom an event names; the others name nobody."""
NAMED_BY = {EventKind.DISPATCHED.value: "agent", EventKind.RESPONDED.value: "responder"}
"""Event → the field of whom it names."""
WORDS = {"automatic_message_at": "s.automatic_responder"}
"""What an event says; the others say nothing."""

EVENT_ROWS = ",\n        ".join(
    f"('{kind}', s.{field}, {WHO.get(field, 'NULL::bigint')}, {WORDS.get(field, chr(39) * 2)}, {SEQUENCE[field]}, "
    "NULL::timestamptz)"
    for field, kind in EVENTS.items()
)
EVENT_ROWS += f""",
        ('due', CASE WHEN coalesce(s.due_at, s.standard_at) IS NOT NULL THEN s.created_at END, NULL, '',
         {len(EVENTS) + 1}, coalesce(s.due_at, s.standard_at))"""

TWICE = """
-- A number that came already in an earlier row of the file.
SELECT s.row, s.number, s.first FROM (
    SELECT row, number, min(row) OVER (PARTITION BY lower(number)) AS first FROM staged_order
) s WHERE s.row <> s.first ORDER BY s.row
"""

MATCH = """
-- Rows whose order is known, in whatever case its number is written; empty for a source that is new.
CREATE TEMP TABLE matched ON COMMIT DROP AS
SELECT s.row, o.id AS order_id
FROM staged_order s JOIN workorders_workorder o ON o.source = %s AND lower(o.number) = lower(s.number)
"""

OWN_NEW = """
-- New orders that would count for who imports: nobody acts for themselves (SCORING §1).
SELECT s.row FROM staged_order s
WHERE %(author)s::bigint IN (s.source_agent_id, s.responder_id)
    AND NOT EXISTS (SELECT FROM matched k WHERE k.row = s.row)
ORDER BY s.row
"""

LATE_NEW = """
-- New orders that would lie in a population of a final month: by creation, first dispatch, completion, or by being due.
CREATE TEMP TABLE late_row ON COMMIT DROP AS
SELECT s.row, min(m.first_day) AS first_day
FROM staged_order s CROSS JOIN LATERAL (SELECT coalesce(s.due_at, s.standard_at) AS due_at) d
JOIN records_monthrecord m ON m.state IN ('final', 'paid_out')
    AND ((s.created_at >= m.starts_at AND s.created_at < m.ends_at)
        OR (s.dispatched_at >= m.starts_at AND s.dispatched_at < m.ends_at)
        OR (s.completed_at >= m.starts_at AND s.completed_at < m.ends_at)
        OR (d.due_at >= m.starts_at AND d.due_at < m.ends_at)
        OR (d.due_at < m.starts_at AND coalesce(s.completed_at > m.cutoff_at, true)))
WHERE NOT EXISTS (SELECT FROM matched k WHERE k.row = s.row)
GROUP BY s.row
"""

STANDARD = f"""
-- When new orders are due by the company's own standard, where the file does not say it.
UPDATE staged_order s SET standard_at = d.due_at FROM ({
    standard.DUE.format(
        orders='''
        SELECT s.row AS id, s.created_at, coalesce(s.category, '') AS category,
               coalesce(s.priority, 'normal') AS priority, coalesce(s.is_emergency, false) AS is_emergency
        FROM staged_order s WHERE s.due_at IS NULL AND NOT EXISTS (SELECT FROM matched k WHERE k.row = s.row)
        '''
    )
}) d WHERE d.id = s.row AND d.due_at > s.created_at
"""

FRESH = """
-- New orders with their keys.
CREATE TEMP TABLE fresh ON COMMIT DROP AS
SELECT nextval(pg_get_serial_sequence('workorders_workorder', 'id')) AS order_id, s.*
FROM staged_order s
WHERE NOT EXISTS (SELECT FROM matched k WHERE k.row = s.row)
    AND NOT EXISTS (SELECT FROM late_row l WHERE l.row = s.row)
ORDER BY s.row
"""

_ATTRIBUTE_NAMES = ", ".join(ATTRIBUTES)
_ATTRIBUTE_VALUES = ", ".join(
    f"coalesce(s.{name}, {DEFAULTS[name]})" if name in DEFAULTS else f"s.{name}" for name in ATTRIBUTES
)

FRESH_TRUTH = f"""
-- What the events of each new order say, by the one statement of it.
CREATE TEMP TABLE fresh_truth ON COMMIT DROP AS {
    standing(
        f'''
        SELECT s.order_id, s.source_agent_id, e.kind, e.at, e.sequence, e.agent_id
        FROM fresh s CROSS JOIN LATERAL (VALUES
        {EVENT_ROWS}
        ) e (kind, at, agent_id, reason, sequence, until)
        WHERE e.at IS NOT NULL
        '''
    )
}
"""

RECORDS_DISPATCHES = """CASE
        WHEN %(dispatches_mapped)s THEN %(records_dispatches)s OR s.dispatched_at IS NOT NULL
        WHEN %(records_dispatches)s THEN o.records_dispatches
        ELSE o.first_dispatched_at IS NOT NULL
    END"""
"""Of a known order: the absence of the column from one file concludes nothing, and that a source never records
dispatches holds for no order that has one (IMPORTS §2)."""

INSERT_ORDERS = f"""
INSERT INTO workorders_workorder (
    id, source, number, revision, stands, batch_id, {_ATTRIBUTE_NAMES}, records_responses, records_completions,
    records_dispatches, flags, created_at, {", ".join(COLUMNS)})
SELECT s.order_id, %(source)s, s.number, 1, true, %(batch)s, {_ATTRIBUTE_VALUES}, %(records_responses)s,
    %(records_completions)s, %(records_dispatches)s AND %(dispatches_mapped)s OR s.dispatched_at IS NOT NULL, s.flags,
    s.created_at,
    {", ".join(f"truth.{name}" for name in COLUMNS)}
FROM fresh s JOIN fresh_truth truth USING (order_id)
"""

INSERT_EVENTS = f"""
INSERT INTO workorders_orderevent (
    order_id, sequence, kind, at, agent_id, reason, until, stands, batch_id, recorded_at)
SELECT s.order_id, e.sequence, e.kind, e.at, e.agent_id, e.reason, e.until, true, %(batch)s, now()
FROM fresh s CROSS JOIN LATERAL (VALUES
        {EVENT_ROWS}
) e (kind, at, agent_id, reason, sequence, until)
WHERE e.at IS NOT NULL
"""

WANTED = f"""
-- Events that the file states for known orders, and hand-overs that it implies.
CREATE TEMP TABLE wanted ON COMMIT DROP AS
SELECT s.row, k.order_id, e.kind, e.at, e.agent_id, e.reason, e.sequence AS rank, e.until
FROM staged_order s JOIN matched k USING (row) CROSS JOIN LATERAL (VALUES
        {EVENT_ROWS}
) e (kind, at, agent_id, reason, sequence, until)
WHERE e.at IS NOT NULL
UNION ALL
SELECT s.row, k.order_id, '{hand_over.REASSIGNED}', s.handed_at, s.handed_to_id, '', {hand_over.RANK}, NULL
FROM staged_order s JOIN matched k USING (row) WHERE s.handed_to_id IS NOT NULL
"""

EVENT_CHANGES = """
-- Wanted events that do not stand yet, with the imported event of the same kind that each one corrects. A completion
-- after a re-opening corrects nothing: the earlier completion was true in its time. A response that turns out to be a
-- machine's is corrected by the automatic message of the same instant. A dispatch to somebody else at another instant
-- is a hand-over, and corrects nothing either.
-- An instant that was assumed for a status (the last one of its row) does not go back because a file has fewer columns.
-- Whom an event names stays where the file has no column for it (`unsaid` events).
CREATE TEMP TABLE event_change ON COMMIT DROP AS
SELECT w.row, w.order_id, w.kind, w.at,
    CASE WHEN w.kind = ANY(%(unsaid)s) THEN b.agent_id ELSE w.agent_id END AS agent_id,
    w.reason, w.rank, w.until, CASE
    WHEN w.kind = 'completed' AND r.at > b.at AND r.at <= w.at THEN NULL
    ELSE b.id
END AS before_id, b.at AS before_at
FROM wanted w
LEFT JOIN wanted r ON r.row = w.row AND r.kind = 'reopened'
LEFT JOIN LATERAL (
    SELECT e.id, e.at, e.agent_id FROM workorders_orderevent e
    WHERE e.order_id = w.order_id AND e.stands AND e.batch_id IS NOT NULL
        AND (e.kind = w.kind OR w.kind = 'automatic_message' AND e.kind = 'responded' AND e.at = w.at)
        AND w.kind <> 'reassigned'
        AND (w.kind <> 'dispatched' OR e.at = w.at OR e.agent_id = w.agent_id OR e.agent_id IS NULL
            OR w.agent_id IS NULL OR w.kind = ANY(%(unsaid)s))
    ORDER BY e.kind <> w.kind, e.kind = 'dispatched' AND e.at <> w.at, e.at DESC, e.sequence DESC LIMIT 1
) b ON true
WHERE NOT EXISTS (
    SELECT FROM workorders_orderevent e
    WHERE e.order_id = w.order_id AND e.kind = w.kind AND e.stands AND e.at = w.at
        AND (w.kind <> 'due' OR e.until = w.until)
        AND (e.agent_id IS NOT DISTINCT FROM w.agent_id OR e.batch_id IS NULL OR w.kind = ANY(%(unsaid)s))
) AND NOT (w.kind IN ('held', 'cancelled', 'marked_duplicate') AND EXISTS (
    SELECT FROM staged_order s JOIN workorders_orderevent e ON e.order_id = w.order_id AND e.kind = w.kind AND e.stands
    WHERE s.row = w.row AND 'instant_assumed' = ANY(s.flags) AND e.at > w.at
))
"""

ORDER_CHANGES = f"""
-- Known orders of which the row says something else: a value of a mapped column, or an event. `credit`: the change
-- moves credit, population or place, whatever its instant.
CREATE TEMP TABLE order_change ON COMMIT DROP AS
SELECT c.* FROM (
    SELECT s.row, o.id AS order_id,
        ({{differs}}) AS values_differ,
        (NOT o.stands OR o.records_responses <> %(records_responses)s OR o.records_dispatches <> {RECORDS_DISPATCHES}
            OR o.records_completions <> %(records_completions)s {{shut_differ}}) AS credit,
        EXISTS (SELECT FROM event_change e WHERE e.row = s.row) AS events_differ
    FROM staged_order s JOIN matched k USING (row) JOIN workorders_workorder o ON o.id = k.order_id
) c WHERE c.values_differ OR c.credit OR c.events_differ
"""

OWN_CHANGES = """
-- Changes of what counts, or would count, for who imports. Words change freely.
SELECT c.row FROM order_change c
JOIN staged_order s ON s.row = c.row
JOIN workorders_workorder o ON o.id = c.order_id
WHERE (c.credit OR c.events_differ)
    AND (%(author)s::bigint IN (s.source_agent_id, s.dispatched_to_id, s.handed_to_id, s.responder_id,
            o.source_agent_id, o.agent_id)
        OR EXISTS (
            SELECT FROM workorders_orderevent e
            WHERE e.order_id = o.id AND e.stands AND e.agent_id = %(author)s::bigint))
ORDER BY c.row
"""

LATE_CHANGES = f"""
-- Changes that would change a final month: the order is, or would be, in one of its populations, and the change is
-- known at its cut-off. A mark as duplicate is a correction and holds whatever its instant (SCORING §3). Events are
-- summed up once a row: asked row by row, ten thousand changes took sixteen seconds.
INSERT INTO late_row
SELECT c.row, min(m.first_day)
FROM order_change c
JOIN workorders_workorder o ON o.id = c.order_id
JOIN staged_order s ON s.row = c.row
LEFT JOIN (
    SELECT e.row, min(least(e.at, e.before_at)) AS earliest, bool_or(e.kind = 'marked_duplicate') AS corrects,
        bool_or(e.kind IN {listed(MARKING + SETTLING)}) AS settles, min(e.until) AS due_at
    FROM event_change e GROUP BY e.row
) e ON e.row = c.row
JOIN records_monthrecord m ON m.state IN ('final', 'paid_out')
    AND ((o.created_at >= m.starts_at AND o.created_at < m.ends_at)
        OR (s.created_at >= m.starts_at AND s.created_at < m.ends_at)
        OR (o.first_dispatched_at >= m.starts_at AND o.first_dispatched_at < m.ends_at)
        OR (s.dispatched_at >= m.starts_at AND s.dispatched_at < m.ends_at)
        OR (s.completed_at >= m.starts_at AND s.completed_at < m.ends_at)
        OR (e.due_at >= m.starts_at AND e.due_at < m.ends_at)
        OR {reached("o.id")}
        OR NOT coalesce(o.completed_at <= m.cutoff_at AND s.completed_at <= m.cutoff_at, false)
            AND (e.due_at < m.starts_at OR e.settles AND EXISTS (
                SELECT FROM (SELECT * FROM workorders_orderevent d WHERE d.order_id = o.id AND d.stands OFFSET 0) d
                WHERE d.kind IN {listed(DUE)} AND d.until < m.starts_at)))
    AND (c.credit OR e.earliest <= m.cutoff_at OR e.corrects)
GROUP BY c.row
"""

QUEUE_LATE = """
-- Once per content: sending the same file again does not lengthen the queue.
INSERT INTO records_latefact (batch_id, row, kind, number, first_day, values, decision)
SELECT %(batch)s, s.row, 'workorders', s.number, l.first_day, v.content, 'waiting'
FROM late_row l JOIN staged_order s USING (row)
CROSS JOIN LATERAL (SELECT jsonb_strip_nulls(to_jsonb(s)) - 'row' - 'flags' - 'handed_at' - 'standard_at' AS content) v
WHERE NOT EXISTS (
    SELECT FROM records_latefact f
    WHERE f.kind = 'workorders' AND f.number = s.number AND f.decision = 'waiting' AND f.values = v.content
)
"""

SETTLE_LATE = """
-- What waited and is stored now, because its month was re-opened.
UPDATE records_latefact f SET decision = 'reopened'
FROM records_batch b, staged_order s
WHERE f.decision = 'waiting' AND f.kind = 'workorders' AND b.id = f.batch_id AND b.source = %(source)s
    AND s.number = f.number AND NOT EXISTS (SELECT FROM late_row l WHERE l.row = s.row)
"""

KEEP_REVISIONS = """
INSERT INTO workorders_workorderrevision (order_id, revision, values, batch_id, at)
SELECT o.id, o.revision, jsonb_build_object({pairs}), %(batch)s, now()
FROM order_change c JOIN workorders_workorder o ON o.id = c.order_id
"""

UPDATE_ORDERS = f"""
UPDATE workorders_workorder o
SET revision = o.revision + 1, stands = true, flags = s.flags, created_at = s.created_at,
    records_responses = %(records_responses)s, records_dispatches = {RECORDS_DISPATCHES},
    records_completions = %(records_completions)s {{assignments}}
FROM order_change c JOIN staged_order s ON s.row = c.row
WHERE o.id = c.order_id
"""

SUPERSEDE_EVENTS = """
UPDATE workorders_orderevent e SET stands = false, superseded_by_batch_id = %s
FROM event_change c WHERE e.id = c.before_id
"""

APPEND_EVENTS = """
INSERT INTO workorders_orderevent (
    order_id, sequence, kind, at, agent_id, reason, until, stands, batch_id, recorded_at)
SELECT c.order_id,
    (SELECT coalesce(max(e.sequence), 0) FROM workorders_orderevent e WHERE e.order_id = c.order_id)
        + row_number() OVER (PARTITION BY c.order_id ORDER BY c.at, c.rank),
    c.kind, c.at, c.agent_id, CASE WHEN c.reason <> '' OR c.before_id IS NULL THEN c.reason ELSE %(reason)s END,
    c.until, true, %(batch)s, now()
FROM event_change c
WHERE c.at IS NOT NULL
"""
