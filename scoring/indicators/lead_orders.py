"""``lead_orders`` 跨部门工单按时牵头完成率: orders of several departments that were completed in time (SCORING §4).

Whoever is responsible leads it: the departments do the work, and the agent to whom the completion is credited sees to
it that they are done by the due time. A plan for a leading post says ``of: led``.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from scoring.engine.definition import PERCENT, Definition, Text
from scoring.indicators import in_time, orders
from scoring.indicators.indicator import PER_COUNTED_THING, Indicator, Pair, each_out_of

if TYPE_CHECKING:
    from workorders.models import WorkOrder

SEVERAL_DEPARTMENTS = f"""(
    SELECT min(e.department_id) < max(e.department_id) FROM {orders.EVENTS} e WHERE e.kind = 'dispatched'
)"""


def _departments(order: "WorkOrder", cutoff: datetime) -> str:
    """To which it was dispatched, in the order of time."""
    given = [each for each in order.events.all() if each.stands and each.at <= cutoff and each.kind == "dispatched"]
    return gettext(", ").join(dict.fromkeys(str(event.department) for event in given if event.department))


INDICATOR = Indicator(
    definition=Definition(
        code="lead_orders",
        name=Text("跨部门工单按时牵头完成率", "Cross-department orders completed in time"),
        unit=PERCENT,
        better="higher",
        source="workorders",
        formula=Text(
            "按时办结的跨部门工单数 ÷ 当月到期的跨部门工单数 × 100；先后派给两个及以上部门的工单为跨部门工单",
            "cross-department orders completed by their due time ÷ those due in the month × 100; an order dispatched "
            "to two departments or more is one",
        ),
        scale=100,
        rate=True,
    ),
    reads=orders.DUE_ORDERS,
    facts=in_time.facts(SEVERAL_DEPARTMENTS),
    add_up=each_out_of(PER_COUNTED_THING),
    counted=orders.COUNTED,
    told=_departments,
    why_missed=in_time.why_missed,
    met=Pair(_("in time"), _("not in time")),
    reasons=in_time.REASONS,
    times=in_time.TIMES,
)
