"""``complaint_handled_rate`` 投诉处理率: closed at the cut-off, of those received in the month (SCORING §4)."""

from django.utils.translation import gettext_lazy as _

from scoring.engine.definition import PERCENT, Definition, Text
from scoring.indicators import complaints
from scoring.indicators.indicator import PER_COUNTED_THING, Indicator, Pair, each_out_of

INDICATOR = Indicator(
    definition=Definition(
        code="complaint_handled_rate",
        name=Text("投诉处理率", "Complaints handled"),
        unit=PERCENT,
        better="higher",
        source="complaints",
        formula=Text("已办结投诉 ÷ 当月受理投诉 × 100", "complaints closed ÷ complaints received in the month × 100"),
        scale=100,
        rate=True,
    ),
    reads=complaints.WORDS,
    facts=complaints.share_of("closed_at IS NOT NULL"),
    add_up=each_out_of(PER_COUNTED_THING),
    counted=complaints.COUNTED,
    met=Pair(_("closed"), _("not closed by the cut-off")),
    reasons=complaints.REASONS,
)
