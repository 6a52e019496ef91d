"""Work orders: ``completion_rate`` and ``mean_response_minutes`` (SCORING §3: events, credit, exclusions)."""

from scoring.measures.measure import PER_COUNTED_THING, NamedMeasure, each_out_of

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

COMPLETION_RATE = NamedMeasure(
    code="completion_rate",
    reads=(("month_order", ORDERS_AT_THE_CUTOFF),),
    facts="""
        SELECT completion_agent AS agent_id, 'order' AS kind, id AS fact_id, revision,
               (CASE WHEN reason = '' AND is_complete THEN 1 ELSE 0 END)::bigint AS numerator,
               1::bigint AS denominator, 1 AS shared_by, reason
        FROM (
            SELECT *, CASE WHEN excluded <> '' THEN excluded WHEN is_on_hold THEN 'on_hold' ELSE '' END AS reason
            FROM month_order
            WHERE counts_from >= %(start)s AND counts_from < %(end)s
        ) o
    """,
    add_up=each_out_of(PER_COUNTED_THING),
)

MEAN_RESPONSE_MINUTES = NamedMeasure(
    code="mean_response_minutes",
    reads=(("month_order", ORDERS_AT_THE_CUTOFF),),
    # Time passes on the company's service calendar; there is one so far, 24 x 7, where it is plain elapsed time.
    facts="""
        SELECT agent_id, 'order' AS kind, id AS fact_id, revision,
               CASE WHEN reason = '' THEN least(waited, response_cap) ELSE 0 END AS numerator,
               CASE WHEN reason = '' THEN 60000000 ELSE 1 END::bigint AS denominator, 1 AS shared_by, reason
        FROM (
            SELECT id, revision,
                   CASE WHEN posted.person_id IS NULL THEN responsible_agent ELSE responder END AS agent_id,
                   (extract(epoch FROM coalesce(responded_at, %(cutoff)s) - created_at) * 1000000)::bigint AS waited,
                   CASE
                       WHEN excluded <> '' THEN excluded
                       WHEN responded_at < created_at THEN 'response_before_request'
                       WHEN NOT records_responses THEN 'no_responses_recorded'
                       ELSE ''
                   END AS reason
            FROM month_order o LEFT JOIN posted_agent posted ON posted.person_id = o.responder
            WHERE created_at >= %(start)s AND created_at < %(end)s
        ) o
        LEFT JOIN measuring USING (agent_id)
    """,
    add_up=each_out_of(PER_COUNTED_THING),
)
