"""``interviews_on_time_rate`` 面谈按时率: talks about cards that were held by their day (SCORING §4)."""

from django.utils.translation import gettext_lazy as _

from scoring.engine.definition import PERCENT, Definition, Text
from scoring.indicators import duties
from scoring.indicators.indicator import PER_COUNTED_THING, Indicator, Pair, each_out_of

INDICATOR = Indicator(
    definition=Definition(
        code="interviews_on_time_rate",
        name=Text("面谈按时率", "Talks held in time"),
        unit=PERCENT,
        better="higher",
        source="duties",
        formula=Text(
            "按期完成的绩效面谈 ÷ 当月到期的绩效面谈 × 100", "talks held by their day ÷ talks due in the month × 100"
        ),
        scale=100,
        rate=True,
    ),
    facts=duties.share_of("talk", hit="met"),
    add_up=each_out_of(PER_COUNTED_THING),
    counted=Pair(_("%(n)s talk"), _("%(n)s talks")),
    met=duties.MET,
    reasons=duties.REASONS,
    times=duties.TIMES,
    brings_card=False,
)
