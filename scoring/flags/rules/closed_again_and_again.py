"""Orders that are closed, opened and closed again within days: each closing looks like work done."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from scoring.flags.rule import CREDITED, ORDER, Rule

RULE = Rule(
    code="closed_again_and_again",
    name=_("Closed and re-opened again and again"),
    looks_for=_("An order that was completed and re-opened twice within %(within)s days."),
    innocent=_("A fault that comes back after each repair looks the same: the order's notes tell."),
    # Orders of before the month's quarter are left aside: nobody works on them in bursts, and the index on the day of
    # creation keeps the statement from reading all events that there are.
    facts=f"""
        SELECT DISTINCT agent_id, '{ORDER}', order_id, NULL::bigint
        FROM (
            SELECT {CREDITED} AS agent_id, e.order_id, e.at,
                   lag(e.at) OVER (PARTITION BY e.order_id ORDER BY e.at, e.sequence) AS before
            FROM workorders_workorder o JOIN workorders_orderevent e ON e.order_id = o.id
            WHERE o.stands AND o.created_at >= %(start)s - interval '92 days' AND o.created_at < %(end)s
              AND e.stands AND e.kind = 'reopened' AND e.at < %(end)s
        ) reopened
        WHERE at >= %(start)s AND at - before <= %(within)s
    """,
    least=1,
    values={"within": timedelta(days=7)},
)
