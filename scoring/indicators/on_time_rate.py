"""``on_time_rate`` 按时完成率: orders due in the month that were complete by then (SCORING §4)."""

from django.utils.translation import gettext_lazy as _

from scoring.engine.definition import PERCENT, Definition, Text
from scoring.indicators import in_time, orders
from scoring.indicators.indicator import PER_COUNTED_THING, Indicator, Pair, each_out_of

INDICATOR = Indicator(
    definition=Definition(
        code="on_time_rate",
        name=Text("按时完成率", "Completed in time"),
        unit=PERCENT,
        better="higher",
        source="workorders",
        formula=Text(
            "在应完成时间前办结的工单数 ÷ 当月到期工单数 × 100",
            "orders completed by their due time ÷ orders due in the month × 100",
        ),
        scale=100,
        rate=True,
    ),
    reads=orders.DUE_ORDERS,
    facts=in_time.facts(),
    add_up=each_out_of(PER_COUNTED_THING),
    counted=orders.COUNTED,
    why_missed=in_time.why_missed,
    met=Pair(_("in time"), _("not in time")),
    reasons=in_time.REASONS,
    times=in_time.TIMES,
)
