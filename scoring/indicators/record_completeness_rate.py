"""``record_completeness_rate`` 记录完整率: orders with every field that is asked (SCORING §4).

Asked are channel, category, place and due time. The resident's contact is not: it is erased when its time has come, and
no figure may rest on what does not stay.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from records.sources import PORTAL
from scoring.engine.definition import PERCENT, Definition, Text
from scoring.indicators import orders
from scoring.indicators.indicator import PER_COUNTED_THING, Indicator, Pair, Time, each_out_of
from workorders.truth.final_months import DUE, listed

if TYPE_CHECKING:
    from workorders.models import WorkOrder

IS_THERE = {
    "channel": "channel <> ''",
    "category": "category <> ''",
    "place": "(building_id IS NOT NULL OR NOT has_no_room)",
    "due": "has_due",
}
HAS_DUE = f"""LATERAL (
    SELECT count(*) > 0 AS has_due FROM {orders.EVENTS} e WHERE e.kind IN {listed(DUE)}
)"""
NOTED = ",\n                   ".join(
    f"source = '{PORTAL}' OR bool_or({there}) OVER (PARTITION BY source) AS notes_{name}"
    for name, there in IS_THERE.items()
)


def _why_missed(order: "WorkOrder", cutoff: datetime) -> str:
    has_due = any(event.until and event.kind in DUE and event.at <= cutoff for event in order.events.all())
    there = {
        gettext("channel"): bool(order.channel),
        gettext("category"): bool(order.category),
        gettext("place"): bool(order.building_id or order.room),
        gettext("due time"): has_due,
    }
    return orders.lacking(order, there.items())


INDICATOR = Indicator(
    definition=Definition(
        code="record_completeness_rate",
        name=Text("记录完整率", "Complete records"),
        unit=PERCENT,
        better="higher",
        source="workorders",
        formula=Text(
            "渠道、类别、位置、应完成时间齐全的工单数 ÷ 当月创建工单数 × 100",
            "orders with channel, category, place and due time ÷ orders created in the month × 100",
        ),
        scale=100,
        rate=True,
    ),
    reads=orders.WORDS,
    # A field that is empty in all orders of the month that a source sends is none that it has; the portal has them all.
    facts=f"""
        SELECT agent_id, 'order' AS kind, id AS fact_id, revision,
               (reason = '' AND {" AND ".join(f"({there} OR NOT notes_{name})" for name, there in IS_THERE.items())})
                   ::integer::bigint AS numerator,
               1::bigint AS denominator, 1 AS shared_by, reason
        FROM (
            SELECT *, CASE WHEN state = 'cancelled' THEN 'cancelled' ELSE correction END AS reason,
                   {NOTED}
            FROM month_order o CROSS JOIN {HAS_DUE} due
            WHERE created_at >= %(start)s AND created_at < %(end)s
        ) o
    """,
    add_up=each_out_of(PER_COUNTED_THING),
    counted=orders.COUNTED,
    why_missed=_why_missed,
    met=Pair(_("complete"), _("not complete")),
    reasons=orders.REASONS,
    times=(Time(_("Created"), ("created_at",)),),
)
