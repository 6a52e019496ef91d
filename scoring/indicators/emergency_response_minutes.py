"""``emergency_response_minutes`` 紧急响应时间: of the month's emergencies, by a clock that never stops (SCORING §4)."""

from django.utils.translation import gettext_lazy as _

from scoring.engine.definition import Definition, Text
from scoring.indicators import mean_response_minutes as mean
from scoring.indicators import orders
from scoring.indicators.indicator import PER_COUNTED_THING, Indicator, Pair, each_out_of

INDICATOR = Indicator(
    definition=Definition(
        code="emergency_response_minutes",
        name=Text("紧急响应时间", "Response to emergencies"),
        unit=mean.INDICATOR.definition.unit,
        better="lower",
        source="workorders",
        formula=Text(
            "紧急工单响应分钟数合计 ÷ 当月创建的紧急工单数",
            "minutes to the first response of emergencies, added up ÷ emergencies created in the month",
        ),
    ),
    reads=orders.WORDS,
    facts=mean.minutes_of("o.is_emergency"),
    add_up=each_out_of(PER_COUNTED_THING),
    counted=Pair(_("%(n)s emergency"), _("%(n)s emergencies")),
    reasons=mean.INDICATOR.reasons,
    mend=mean.INDICATOR.mend,
    times=mean.INDICATOR.times,
)
