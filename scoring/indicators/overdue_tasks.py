"""``overdue_tasks`` 逾期未办结工单: due before the month ended, open at the cut-off (SCORING §4)."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from scoring.engine.definition import Definition, Text
from scoring.indicators import orders
from scoring.indicators.indicator import Chance, Indicator, Pair, Running, Time, plain_count

if TYPE_CHECKING:
    from workorders.models import WorkOrder


def _mend(order: "WorkOrder", running: Running) -> Chance | None:
    """Completed before the cut-off it is no longer overdue at it."""
    if order.completed_at is not None:
        return Chance(gettext("counts from the next computation on")) if order.completed_at <= running.cutoff else None
    return None if running.counted_until >= running.cutoff else Chance(gettext("complete it"), running.cutoff)


INDICATOR = Indicator(
    definition=Definition(
        code="overdue_tasks",
        name=Text("逾期未办结工单", "Overdue orders"),
        unit=Text("单", "orders"),
        better="lower",
        source="workorders",
        formula=Text(
            "月末前已到期、截止时仍未办结的工单数（含以前月份到期的）",
            "orders due before the month ended, earlier months included, and open at the cut-off",
        ),
    ),
    reads=orders.DUE_ORDERS,
    # Whoever had nothing due has no figure: a zero would be earned by nothing.
    facts="""
        SELECT completion_agent AS agent_id, 'order' AS kind, id AS fact_id, revision,
               (reason = '' AND completed_at IS NULL AND due_at <= %(cutoff)s)::integer::bigint AS numerator,
               1::bigint AS denominator, 1 AS shared_by, reason
        FROM (
            SELECT *, completion_reason AS reason FROM due_order
            WHERE due_at >= %(start)s OR completed_at IS NULL AND state <> 'cancelled'
        ) o
    """,
    add_up=plain_count,
    counted=orders.COUNTED,
    mend=_mend,
    met=Pair(_("overdue"), _("not overdue")),
    reasons=orders.OF_COMPLETIONS,
    times=(Time(_("Created"), ("created_at",)), Time(_("Completed"), ("completed_at",))),
)
