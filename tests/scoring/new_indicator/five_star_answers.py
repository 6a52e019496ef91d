"""``five_star_answers`` 五星评价率: answers of the month that give the top rating. The example of docs/developer.md."""

from django.utils.translation import gettext_lazy as _

from scoring.engine.definition import PERCENT, Definition, Text
from scoring.indicators.indicator import PER_COUNTED_THING, Indicator, Pair, each_out_of

INDICATOR = Indicator(
    definition=Definition(
        code="five_star_answers",
        name=Text("五星评价率", "Five-star answers"),
        unit=PERCENT,
        better="higher",
        source="surveys",
        formula=Text("满分评价数 ÷ 评价数 × 100", "answers with the top rating ÷ answers × 100"),
        scale=100,
        rate=True,
    ),
    facts="""
        SELECT agent_id, 'answer' AS kind, id AS fact_id, revision,
               (why = '' AND rating = top)::integer::bigint AS numerator, 1::bigint AS denominator, 1 AS shared_by,
               why AS reason
        FROM (
            SELECT *, CASE WHEN excluded_reason <> '' THEN 'excluded' ELSE '' END AS why
            FROM evidence_surveyanswer
            WHERE stands AND answered_at >= %(start)s AND answered_at < %(end)s
        ) a
    """,
    add_up=each_out_of(PER_COUNTED_THING),
    counted=Pair(_("%(n)s answer"), _("%(n)s answers")),
    met=Pair(_("five stars"), _("fewer stars")),
    reasons={"excluded": _("excluded by a supervisor")},
)
