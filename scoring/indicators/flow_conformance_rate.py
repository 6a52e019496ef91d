"""``flow_conformance_rate`` 流程规范率: completed orders that went the whole way, step by step (SCORING §4)."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from records.sources import PORTAL
from scoring.engine.definition import PERCENT, Definition, Text
from scoring.indicators import orders
from scoring.indicators.indicator import (
    PER_COUNTED_THING,
    Chance,
    Indicator,
    Pair,
    Running,
    Time,
    each_out_of,
)

if TYPE_CHECKING:
    from workorders.models import WorkOrder

ASKED = {
    "accepted": _("Accepted"),
    "dispatched": _("Dispatched"),
    "called_back": _("Called back"),
    "archived": _("Archived"),
}
"""Steps that must be there where the source notes them; who has completed has begun, whether that was noted or not."""

LATER = ("called_back", "archived")

HAPPENED = """LATERAL (
    SELECT min(e.at) FILTER (WHERE e.kind = 'accepted') AS accepted_at,
           min(e.at) FILTER (WHERE e.kind = 'dispatched') AS dispatched_at,
           min(e.at) FILTER (WHERE e.kind = 'started') AS started_at,
           min(e.at) FILTER (WHERE e.kind = 'called_back' AND e.at >= o.completed_at) AS called_back_at,
           min(e.at) FILTER (WHERE e.kind = 'archived' AND e.at >= o.completed_at) AS archived_at
    FROM workorders_orderevent e
    WHERE e.order_id = o.id AND e.stands AND e.at <= %(cutoff)s
      AND e.kind IN ('accepted', 'dispatched', 'started', 'called_back', 'archived')
)"""

NOTED = ",\n                       ".join(
    f"o.source = '{PORTAL}' OR bool_or({kind}_at IS NOT NULL) OVER (PARTITION BY o.source) AS notes_{kind}"
    for kind in ASKED
)
IS_THERE = " AND ".join(f"({kind}_at IS NOT NULL OR NOT notes_{kind})" for kind in ASKED)
IN_ORDER = """coalesce(accepted_at <= dispatched_at, true)
               AND coalesce(dispatched_at <= coalesce(started_at, completed_at), true)
               AND coalesce(accepted_at <= coalesce(started_at, completed_at), true)
               AND coalesce(started_at <= completed_at, true)
               AND coalesce(called_back_at <= archived_at, true)"""


def _why_missed(order: "WorkOrder", cutoff: datetime) -> str:
    there = {event.kind for event in order.events.all() if event.stands and event.at <= cutoff}
    if there.issuperset(ASKED):
        return gettext("the steps are not in their order")
    return orders.lacking(order, [(word, kind in there) for kind, word in ASKED.items()])


def _mend(order: "WorkOrder", running: Running) -> Chance | None:
    """Call-back and archive can still come; what should have been before the completion cannot."""
    there = {event.kind for event in order.events.all() if event.stands}
    coming = [step for step in LATER if step not in there]
    if running.counted_until >= running.cutoff or not coming:
        return None
    words = {"steps": gettext(", ").join(str(ASKED[step]) for step in coming)}
    return Chance(gettext("still to be done: %(steps)s") % words, running.cutoff)


INDICATOR = Indicator(
    definition=Definition(
        code="flow_conformance_rate",
        name=Text("流程规范率", "Flow kept"),
        unit=PERCENT,
        better="higher",
        source="workorders",
        formula=Text(
            "按受理→派单→执行→回访→归档流转的工单数 ÷ 当月办结工单数 × 100",
            "orders accepted → dispatched → done → called back → archived in this order ÷ orders completed in the "
            "month × 100",
        ),
        scale=100,
        rate=True,
    ),
    reads=orders.DONE,
    # What a source notes of no order of the month is not asked of its orders; the portal notes every step.
    facts=f"""
        SELECT agent_id, 'order' AS kind, id AS fact_id, revision,
               (reason = '' AND {IS_THERE} AND {IN_ORDER})::integer::bigint AS numerator,
               1::bigint AS denominator, 1 AS shared_by, reason
        FROM (
            SELECT *, CASE
                       WHEN completion_reason <> '' THEN completion_reason
                       WHEN NOT ({" OR ".join(f"notes_{kind}" for kind in ASKED)}) THEN 'no_steps_recorded'
                       ELSE ''
                   END AS reason
            FROM (
                SELECT o.completion_agent AS agent_id, o.id, o.revision, o.completion_reason, o.completed_at,
                       accepted_at, dispatched_at, started_at, called_back_at, archived_at,
                       {NOTED}
                FROM done_order o CROSS JOIN {HAPPENED} happened
                WHERE o.completed_at >= %(start)s AND o.completed_at < %(end)s
            ) o
        ) o
    """,
    add_up=each_out_of(PER_COUNTED_THING),
    counted=orders.COUNTED,
    why_missed=_why_missed,
    mend=_mend,
    met=Pair(_("all steps in order"), _("not all steps in order")),
    reasons={**orders.OF_COMPLETIONS, "no_steps_recorded": _("steps not recorded by the source")},
    times=(Time(_("Dispatched"), ("first_dispatched_at", "created_at")), Time(_("Completed"), ("completed_at",))),
)
