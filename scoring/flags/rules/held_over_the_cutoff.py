"""Orders that whoever is responsible let wait at the cut-off, where waiting ones leave the completion rate."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from scoring.flags.rule import CREDITED, ORDER, Rule

RULE = Rule(
    code="held_over_the_cutoff",
    name=_("Put on hold at the cut-off"),
    looks_for=_(
        "At least %(least)s orders that the responsible agent let wait for the resident in the %(before)s days before"
        " the cut-off, and that still waited then: the completion rate leaves them out."
    ),
    innocent=_("Residents are away at the end of a month as well; the reason stands at each order."),
    facts=f"""
        SELECT agent_id, '{ORDER}', id, NULL::bigint
        FROM (
            SELECT o.id, {CREDITED} AS agent_id, last.kind, last.by_id, last.at
            FROM workorders_workorder o
            CROSS JOIN LATERAL (
                SELECT e.kind, e.by_id, e.at FROM workorders_orderevent e
                WHERE e.order_id = o.id AND e.stands AND e.at <= %(cutoff)s
                  AND e.kind IN ('held', 'resumed', 'completed', 'reopened', 'cancelled')
                ORDER BY e.at DESC, e.sequence DESC LIMIT 1
            ) last
            WHERE o.stands AND o.correction = ''
              AND o.first_dispatched_at >= %(start)s AND o.first_dispatched_at < %(end)s
              AND (o.completed_at IS NULL OR o.completed_at > %(cutoff)s)
        ) waiting
        WHERE kind = 'held' AND by_id = agent_id AND at >= %(cutoff)s - %(before)s
    """,
    least=3,
    values={"before": timedelta(days=4)},
)
