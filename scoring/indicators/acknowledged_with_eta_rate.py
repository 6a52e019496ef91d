"""``acknowledged_with_eta_rate`` 受理告知时限率: a time was promised at acceptance (SCORING §4)."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from records.sources import PORTAL
from scoring.engine.definition import PERCENT, Definition, Text
from scoring.indicators import orders
from scoring.indicators.indicator import PER_COUNTED_THING, Indicator, Pair, Time, each_out_of

if TYPE_CHECKING:
    from workorders.models import WorkOrder

HAPPENED = """LATERAL (
    SELECT min(e.at) FILTER (WHERE e.kind = 'accepted') AS accepted_at,
           min(e.at) FILTER (WHERE e.kind = 'promised') AS promised_at
    FROM workorders_orderevent e
    WHERE e.order_id = o.id AND e.stands AND e.at <= %(cutoff)s AND e.kind IN ('accepted', 'promised')
)"""


def _why_missed(order: "WorkOrder", cutoff: datetime) -> str:
    late = any(event.kind == "promised" and event.stands and event.at <= cutoff for event in order.events.all())
    return gettext("a time was promised, but later than at acceptance") if late else gettext("no time was promised")


INDICATOR = Indicator(
    definition=Definition(
        code="acknowledged_with_eta_rate",
        name=Text("受理告知时限率", "Told when at acceptance"),
        unit=PERCENT,
        better="higher",
        source="workorders",
        formula=Text(
            "受理后 30 分钟内告知预计完成时间的工单数 ÷ 当月创建且已受理的工单数 × 100",
            "orders of which a time was promised within 30 minutes of acceptance ÷ orders created in the month and "
            "accepted × 100",
        ),
        scale=100,
        rate=True,
    ),
    reads=orders.WORDS,
    # A source that notes no promise of any order of the month cannot say it; the portal always can.
    facts=f"""
        SELECT agent_id, 'order' AS kind, id AS fact_id, revision,
               (reason = '' AND coalesce(promised_at <= accepted_at + interval '30 minutes', false))::integer::bigint
                   AS numerator,
               1::bigint AS denominator, 1 AS shared_by, reason
        FROM (
            SELECT *, CASE
                       WHEN state = 'cancelled' THEN 'cancelled'
                       WHEN correction <> '' THEN correction
                       WHEN NOT records_promises THEN 'no_promises_recorded'
                       WHEN accepted_at IS NULL THEN 'not_accepted'
                       ELSE ''
                   END AS reason
            FROM (
                SELECT o.agent_id, o.id, o.revision, o.state, o.correction, accepted_at, promised_at,
                       o.source = '{PORTAL}' OR bool_or(promised_at IS NOT NULL) OVER (PARTITION BY o.source)
                           AS records_promises
                FROM month_order o CROSS JOIN {HAPPENED} happened
                WHERE o.created_at >= %(start)s AND o.created_at < %(end)s
            ) o
        ) o
    """,
    add_up=each_out_of(PER_COUNTED_THING),
    counted=orders.COUNTED,
    why_missed=_why_missed,
    met=Pair(_("told a time"), _("not told a time")),
    reasons={
        **orders.REASONS,
        "no_promises_recorded": _("promised times not recorded by the source"),
        "not_accepted": _("no acceptance noted by the cut-off"),
    },
    times=(Time(_("Created"), ("created_at",)),),
)
