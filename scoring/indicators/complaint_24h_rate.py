"""``complaint_24h_rate`` 投诉 24 小时办结率: ordinary complaints closed within 24 hours by the clock (SCORING §4)."""

from django.utils.translation import gettext_lazy as _

from evidence.complaints.truth import HANDLED_IN_TIME
from scoring.engine.definition import PERCENT, Definition, Text
from scoring.indicators import complaints
from scoring.indicators.indicator import PER_COUNTED_THING, Indicator, Pair, each_out_of

INDICATOR = Indicator(
    definition=Definition(
        code="complaint_24h_rate",
        name=Text("投诉 24 小时办结率", "Complaints closed in 24 hours"),
        unit=PERCENT,
        better="higher",
        source="complaints",
        formula=Text(
            "24 小时内办结的一般投诉 ÷ 当月受理的一般投诉 × 100",
            "ordinary complaints closed in 24 hours ÷ ordinary complaints received in the month × 100",
        ),
        scale=100,
        rate=True,
    ),
    reads=complaints.WORDS,
    facts=complaints.share_of(HANDLED_IN_TIME, reason="CASE WHEN severity = 'major' THEN 'major' ELSE '' END"),
    add_up=each_out_of(PER_COUNTED_THING),
    counted=complaints.COUNTED,
    met=Pair(_("closed in 24 hours"), _("not closed in 24 hours")),
    reasons=complaints.REASONS,
)
