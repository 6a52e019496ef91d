"""What the indicators of resolution times share: from creation to the completion that stands, without time on hold."""

from django.utils.translation import gettext_lazy as _

from scoring.engine.definition import Text
from scoring.indicators import orders
from scoring.indicators.indicator import Time

HOURS = Text("小时", "h")
AN_HOUR = 3_600_000_000
"""In microseconds."""

# Aggregated over the order's few events; ``until`` is what ended each hold.
ON_HOLD = f"""LATERAL (
    SELECT coalesce(sum({orders.passed("e.at", "e.until")}) FILTER (WHERE e.kind = 'held'), 0)::bigint AS held
    FROM (
        SELECT e.kind, e.at, lead(e.at) OVER (ORDER BY e.at, e.sequence) AS until
        FROM workorders_orderevent e
        WHERE e.order_id = o.id AND e.stands AND e.at >= o.created_at AND e.at <= o.completed_at
          AND e.kind IN ('held', 'resumed', 'completed', 'reopened')
    ) e
)"""

REASONS = {
    **orders.OF_COMPLETIONS,
    "completed_before_request": _("completed before it was requested"),
}
TIMES = (Time(_("Created"), ("created_at",)), Time(_("Completed"), ("completed_at",)))


def hours_of(which: str) -> str:
    """The statement for orders of this condition that were completed in the month."""
    return f"""
        SELECT agent_id, 'order' AS kind, id AS fact_id, revision,
               CASE WHEN reason = '' THEN waited ELSE 0 END AS numerator,
               CASE WHEN reason = '' THEN {AN_HOUR} ELSE 1 END::bigint AS denominator, 1 AS shared_by, reason
        FROM (
            SELECT o.completion_agent AS agent_id, o.id, o.revision,
                   {orders.passed("o.created_at", "o.completed_at")} - held AS waited,
                   CASE
                       WHEN completion_reason <> '' THEN completion_reason
                       WHEN o.completed_at < o.created_at THEN 'completed_before_request'
                       ELSE ''
                   END AS reason
            FROM done_order o CROSS JOIN {ON_HOLD} hold
            WHERE {which} AND o.completed_at >= %(start)s AND o.completed_at < %(end)s
        ) o
    """
