"""``reviews_on_time_rate`` 复核按时率: reviews of cards that were submitted by their day (SCORING §4)."""

from django.utils.translation import gettext_lazy as _

from scoring.engine.definition import PERCENT, Definition, Text
from scoring.indicators import duties
from scoring.indicators.indicator import PER_COUNTED_THING, Indicator, Pair, each_out_of

INDICATOR = Indicator(
    definition=Definition(
        code="reviews_on_time_rate",
        name=Text("复核按时率", "Reviews in time"),
        unit=PERCENT,
        better="higher",
        source="duties",
        formula=Text(
            "按期提交的评分复核 ÷ 当月到期的评分复核 × 100",
            "reviews submitted by their day ÷ reviews due in the month × 100",
        ),
        scale=100,
        rate=True,
    ),
    facts=duties.share_of("review", hit="met"),
    add_up=each_out_of(PER_COUNTED_THING),
    counted=Pair(_("%(n)s review"), _("%(n)s reviews")),
    met=duties.MET,
    reasons=duties.REASONS,
    times=duties.TIMES,
    brings_card=False,
)
