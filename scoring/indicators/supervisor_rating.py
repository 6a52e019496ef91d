"""``supervisor_rating`` 上级评价: ratings for the month by who leads the team (SCORING §4)."""

from django.utils.translation import gettext_lazy as _

from scoring.engine.definition import POINTS, Definition, Text
from scoring.indicators.indicator import OF_FIVE, Indicator, Pair, each_out_of

INDICATOR = Indicator(
    definition=Definition(
        code="supervisor_rating",
        name=Text("上级评价", "Supervisor's rating"),
        unit=POINTS,
        better="higher",
        source="ratings",
        formula=Text("上级评分合计 ÷ (5 × 评价人数) × 100", "sum of the leaders' ratings ÷ (5 × raters) × 100"),
        scale=100,
    ),
    facts="""
        SELECT agent_id, 'supervisor_rating' AS kind, id AS fact_id, revision, (rating * 100)::bigint AS numerator,
               100 * shared_by AS denominator, shared_by::integer, '' AS reason
        FROM (
            SELECT *, count(*) OVER (PARTITION BY agent_id, coalesce(rater_id, -id)) AS shared_by
            FROM evidence_supervisorrating
            WHERE stands AND first_day = %(first_day)s
        ) r
    """,
    add_up=each_out_of(OF_FIVE),
    counted=Pair(_("%(n)s rater"), _("%(n)s raters")),
)
