"""``emergency_resolution_hours`` 紧急工单办结时长: of emergencies completed in the month, by the clock (SCORING §4)."""

from scoring.engine.definition import Definition, Text
from scoring.indicators import orders, resolution
from scoring.indicators.indicator import PER_COUNTED_THING, Indicator, each_out_of

INDICATOR = Indicator(
    definition=Definition(
        code="emergency_resolution_hours",
        name=Text("紧急工单办结时长", "Time to resolve emergencies"),
        unit=resolution.HOURS,
        better="lower",
        source="workorders",
        formula=Text(
            "紧急工单从创建到办结的小时数合计（不含等待业主）÷ 当月办结的紧急工单数",
            "hours from creation to completion of emergencies, without waiting for the resident, added up ÷ "
            "emergencies completed in the month",
        ),
    ),
    reads=orders.DONE,
    facts=resolution.hours_of("o.is_emergency"),
    add_up=each_out_of(PER_COUNTED_THING),
    counted=orders.COUNTED,
    reasons=resolution.REASONS,
    times=resolution.TIMES,
)
