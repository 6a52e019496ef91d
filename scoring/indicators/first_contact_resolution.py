"""``first_contact_resolution`` 一次解决率: orders completed in the month without hand-over and not opened again within
seven days (SCORING §4)."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from scoring.engine.definition import PERCENT, Definition, Text
from scoring.indicators import orders
from scoring.indicators.completions import FIRST_DONE, NAMED_UNTIL_DONE
from scoring.indicators.indicator import PER_COUNTED_THING, Indicator, Pair, Time, each_out_of

if TYPE_CHECKING:
    from workorders.models import WorkOrder


def _why_missed(order: "WorkOrder", cutoff: datetime) -> str:
    kinds = {event.kind for event in order.events.all() if event.stands and event.at <= cutoff}
    if "reopened" in kinds:
        return gettext("opened again after it was completed")
    return gettext("handed over before it was completed")


INDICATOR = Indicator(
    definition=Definition(
        code="first_contact_resolution",
        name=Text("一次解决率", "Resolved at first contact"),
        unit=PERCENT,
        better="higher",
        source="workorders",
        formula=Text(
            "未转派且办结后 7 天内未重开的工单数 ÷ 当月首次办结工单数 × 100",
            "orders not handed over and not re-opened within 7 days ÷ orders first completed in the month × 100",
        ),
        scale=100,
        rate=True,
    ),
    reads=orders.DONE,
    # An order counts once, by its first completion, for whoever had it first: who takes over what another could not
    # solve is not to blame. Whose seven days end after the cut-off is left out, opened again or not.
    facts=f"""
        SELECT agent_id, 'order' AS kind, id AS fact_id, revision,
               (reason = '' AND NOT handed_over AND NOT again)::integer::bigint AS numerator,
               1::bigint AS denominator, 1 AS shared_by, reason
        FROM (
            SELECT coalesce(named[1], o.completion_agent) AS agent_id, o.id, o.revision,
                   (SELECT count(DISTINCT name) FROM unnest(named) name) > 1 AS handed_over,
                   coalesce(reopened_at <= done_at + interval '168 hours', false) AS again,
                   CASE
                       WHEN o.correction <> '' THEN o.correction
                       WHEN done_at + interval '168 hours' > %(cutoff)s THEN 'seven_days_open'
                       ELSE ''
                   END AS reason
            FROM done_order o CROSS JOIN {FIRST_DONE} happened CROSS JOIN {NAMED_UNTIL_DONE} named
            WHERE done_at >= %(start)s AND done_at < %(end)s
        ) o
    """,
    add_up=each_out_of(PER_COUNTED_THING),
    counted=orders.COUNTED,
    why_missed=_why_missed,
    met=Pair(_("resolved at first contact"), _("not resolved at first contact")),
    reasons={**orders.REASONS, "seven_days_open": _("its seven days end after the cut-off")},
    times=(Time(_("Completed"), ("completed_at",)),),
)
