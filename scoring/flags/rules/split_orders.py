"""One request of one home entered as several orders: each counts as work done."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from scoring.flags.rule import CREDITED, ORDER, Rule

RULE = Rule(
    code="split_orders",
    name=_("Split orders"),
    looks_for=_("At least %(least)s orders of one category for one room, entered within %(within)s minutes."),
    innocent=_("A resident may report several things in one call; duplicates are marked at the order."),
    facts=f"""
        SELECT agent_id, '{ORDER}', id, NULL::bigint
        FROM (
            SELECT o.id, {CREDITED} AS agent_id,
                   count(*) OVER (
                       PARTITION BY {CREDITED}, o.site_id, o.building_id, o.room, o.category ORDER BY o.created_at
                       RANGE BETWEEN %(within)s PRECEDING AND %(within)s FOLLOWING
                   ) AS beside
            FROM workorders_workorder o
            WHERE o.stands AND o.created_at >= %(start)s AND o.created_at < %(end)s
              AND o.room <> '' AND o.state <> 'cancelled' AND o.correction <> 'duplicate'
        ) near
        WHERE agent_id IS NOT NULL AND beside >= %(least)s
    """,
    least=3,
    values={"within": timedelta(minutes=30)},
)
