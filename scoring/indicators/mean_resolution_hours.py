"""``mean_resolution_hours`` 平均办结时长: of ordinary orders completed in the month, from creation on (SCORING §4).

Emergencies have their own indicator, and so have complaints.
"""

from scoring.engine.definition import Definition, Text
from scoring.indicators import orders, resolution
from scoring.indicators.indicator import PER_COUNTED_THING, Indicator, each_out_of

INDICATOR = Indicator(
    definition=Definition(
        code="mean_resolution_hours",
        name=Text("平均办结时长", "Mean time to resolve"),
        unit=resolution.HOURS,
        better="lower",
        source="workorders",
        formula=Text(
            "普通工单从创建到办结的小时数合计（不含等待业主）÷ 当月办结的普通工单数",
            "hours from creation to completion of ordinary orders, without waiting for the resident, added up ÷ "
            "ordinary orders completed in the month",
        ),
    ),
    reads=orders.DONE,
    facts=resolution.hours_of("NOT o.is_emergency"),
    add_up=each_out_of(PER_COUNTED_THING),
    counted=orders.COUNTED,
    reasons=resolution.REASONS,
    times=resolution.TIMES,
    in_service_time=True,
)
