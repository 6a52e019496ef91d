"""``completion_rate`` 工单处理完成率: orders first dispatched in the month and complete at the cut-off (SCORING §3)."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.instants import written
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


def _why_missed(order: "WorkOrder", cutoff: datetime) -> str:
    if order.completed_at is not None:
        at = {"at": written(order.completed_at)}
        late = order.completed_at > cutoff
        return (
            gettext("completed after the cut-off, %(at)s") % at
            if late
            else gettext("completed %(at)s, after this was computed") % at
        )
    return gettext("re-opened") if order.was_completed else gettext("still open")


def _mend(order: "WorkOrder", running: Running) -> Chance | None:
    """Until the cut-off; what was done since the figures were computed is told as done."""
    if order.completed_at is not None:
        return Chance(gettext("counts from the next computation on")) if order.completed_at <= running.cutoff else None
    return None if running.counted_until >= running.cutoff else Chance(gettext("complete it"), running.cutoff)


INDICATOR = Indicator(
    definition=Definition(
        code="completion_rate",
        name=Text("工单处理完成率", "Completion rate"),
        unit=PERCENT,
        better="higher",
        source="workorders",
        formula=Text(
            "截止时已完成工单数 ÷ 当月首次派单工单数 × 100",
            "orders complete at the cut-off ÷ orders first dispatched in the month × 100",
        ),
        scale=100,
        rate=True,
    ),
    reads=orders.WORDS,
    facts="""
        SELECT completion_agent AS agent_id, 'order' AS kind, id AS fact_id, revision,
               (completion_reason = '' AND completed_at IS NOT NULL)::integer::bigint AS numerator,
               1::bigint AS denominator, 1 AS shared_by, completion_reason AS reason
        FROM month_order
        WHERE counts_from >= %(start)s AND counts_from < %(end)s
    """,
    add_up=each_out_of(PER_COUNTED_THING),
    counted=orders.COUNTED,
    why_missed=_why_missed,
    mend=_mend,
    met=Pair(_("completed"), _("not completed")),
    reasons={
        **orders.REASONS,
        "on_hold": _("waiting for the resident"),
        "no_completions_recorded": _("completions not recorded by the source"),
    },
    times=(
        Time(_("Dispatched"), ("first_dispatched_at", "created_at")),
        Time(_("Completed"), ("completed_at",)),
    ),
)
