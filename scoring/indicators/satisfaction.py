"""``satisfaction`` 客户满意度: what residents answered in the month (SCORING §3)."""

from django.utils.translation import gettext_lazy as _

from scoring.engine.definition import POINTS, Definition, Text
from scoring.indicators.indicator import OF_FIVE, Indicator, Pair, each_out_of

INDICATOR = Indicator(
    definition=Definition(
        code="satisfaction",
        name=Text("客户满意度", "Customer satisfaction"),
        unit=POINTS,
        better="higher",
        source="surveys",
        formula=Text("评分合计 ÷ (5 × 评价数) × 100", "sum of ratings ÷ (5 × number of answers) × 100"),
        scale=100,
    ),
    # Ratings are stored with two decimals: rating × 5 / top is (rating × 100 × 5) / (100 × top).
    # The first answer per invitation counts, whenever it was given; of two given at once the lower number, not the file
    # that came first. Whether there was one before the month is asked of the invitations' index for each answer (an
    # aggregate leaves the planner no other way): years before cost nothing.
    facts="""
        SELECT agent_id, 'answer' AS kind, id AS fact_id, revision,
               CASE WHEN why = '' THEN rating * 500 ELSE 0 END::bigint AS numerator,
               CASE WHEN why = '' THEN top * 100 ELSE 1 END::bigint AS denominator, 1 AS shared_by, why AS reason
        FROM (
            SELECT answer.*,
                   CASE
                       WHEN excluded_reason <> '' THEN 'excluded'
                       WHEN invitation = '' THEN ''
                       WHEN row_number() OVER (
                           PARTITION BY source, invitation ORDER BY answered_at, number, id
                       ) > 1 OR (
                           SELECT bool_or(other.answered_at < %(start)s) FROM evidence_surveyanswer other
                           WHERE other.stands AND other.source = answer.source AND other.invitation = answer.invitation
                       ) THEN 'later_answer'
                       ELSE ''
                   END AS why
            FROM evidence_surveyanswer answer
            WHERE stands AND answered_at >= %(start)s AND answered_at < %(end)s
        ) a
    """,
    add_up=each_out_of(OF_FIVE),
    counted=Pair(_("%(n)s answer"), _("%(n)s answers")),
    reasons={
        "excluded": _("excluded by a supervisor"),
        "later_answer": _("a later answer to the same invitation"),
    },
)
