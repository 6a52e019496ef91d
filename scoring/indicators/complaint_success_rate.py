"""``complaint_success_rate`` 投诉解决率: closed as resolved, of those closed at the cut-off (SCORING §4)."""

from django.utils.translation import gettext_lazy as _

from scoring.engine.definition import PERCENT, Definition, Text
from scoring.indicators import complaints
from scoring.indicators.indicator import PER_COUNTED_THING, Indicator, Pair, each_out_of

INDICATOR = Indicator(
    definition=Definition(
        code="complaint_success_rate",
        name=Text("投诉解决率", "Complaints resolved"),
        unit=PERCENT,
        better="higher",
        source="complaints",
        formula=Text("已解决投诉 ÷ 已办结投诉 × 100", "complaints closed as resolved ÷ complaints closed × 100"),
        scale=100,
        rate=True,
    ),
    reads=complaints.WORDS,
    facts=complaints.share_of("is_resolved", reason="CASE WHEN closed_at IS NULL THEN 'not_closed' ELSE '' END"),
    add_up=each_out_of(PER_COUNTED_THING),
    counted=complaints.COUNTED,
    met=Pair(_("resolved"), _("not resolved")),
    reasons=complaints.REASONS,
)
