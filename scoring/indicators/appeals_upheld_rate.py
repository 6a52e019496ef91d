"""``appeals_upheld_rate`` 申诉成立率: appeals against the own scoring that were upheld (SCORING §4)."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from scoring.engine.definition import PERCENT, Definition, Text
from scoring.indicators import duties
from scoring.indicators.indicator import PER_COUNTED_THING, Indicator, Pair, Time, each_out_of

INDICATOR = Indicator(
    definition=Definition(
        code="appeals_upheld_rate",
        name=Text("评分申诉成立率", "Appeals upheld"),
        unit=PERCENT,
        better="lower",
        source="duties",
        formula=Text(
            "成立（含部分成立）的申诉 ÷ 当月裁定的对本人评分的申诉 × 100",
            "appeals upheld, whole or in part ÷ appeals against the own scoring decided in the month × 100",
        ),
        scale=100,
        rate=True,
    ),
    facts=duties.share_of("appeal", hit="upheld"),
    add_up=each_out_of(PER_COUNTED_THING),
    counted=Pair(_("%(n)s appeal"), _("%(n)s appeals")),
    met=Pair(pgettext_lazy("duty", "upheld"), pgettext_lazy("duty", "rejected")),
    reasons=duties.REASONS,
    times=(Time(pgettext_lazy("appeal", "Decided"), ()),),
    brings_card=False,
)
