"""What the indicators of completed orders share: the first completion, and who had the order until then."""

from scoring.indicators.orders import EVENTS

FIRST_DONE = f"""LATERAL (
    SELECT done_at, (
        SELECT min(e.at) FROM {EVENTS} e WHERE e.kind = 'reopened' AND e.at >= done_at
    ) AS reopened_at
    FROM (
        SELECT min(e.at) AS done_at FROM {EVENTS} e WHERE e.kind = 'completed'
    ) first
)"""
"""When the order ``o`` was first completed, and first opened again after that by the cut-off."""

NAMED_UNTIL_DONE = """LATERAL (
    SELECT array_remove(
               array_prepend(o.source_agent_id, array_agg(e.agent_id ORDER BY e.at, e.sequence)), NULL
           ) AS named
    FROM workorders_orderevent e
    WHERE e.order_id = o.id AND e.stands AND e.kind IN ('dispatched', 'reassigned') AND e.at <= done_at
)"""
"""Who was responsible one after the other until then, beginning with the agent of the source."""
