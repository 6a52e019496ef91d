"""``collaboration`` 跨部门协作评价: ratings for the month by departments other than the own (SCORING §3).

Counted from the first rating on, but in no running month: a figure that moves while ratings come in tells each of them.
"""

from django.utils.translation import gettext_lazy as _

from scoring.engine.definition import POINTS, Definition, Text
from scoring.indicators.indicator import OF_FIVE, Indicator, Pair, each_out_of

INDICATOR = Indicator(
    definition=Definition(
        code="collaboration",
        name=Text("跨部门协作评价", "Collaboration rating"),
        unit=POINTS,
        better="higher",
        source="ratings",
        formula=Text(
            "各部门平均分合计 ÷ (5 × 部门数) × 100", "sum of the departments' mean ratings ÷ (5 × departments) × 100"
        ),
        scale=100,
    ),
    # Mean per department, then over departments: a rating adds its share of its department's mean.
    facts="""
        SELECT agent_id, 'rating' AS kind, id AS fact_id, revision,
               CASE WHEN reason = '' THEN rating * 100 ELSE 0 END::bigint AS numerator,
               CASE WHEN reason = '' THEN 100 * shared_by ELSE 1 END::bigint AS denominator,
               shared_by::integer, reason
        FROM (
            SELECT r.id, r.revision, r.agent_id, r.rating,
                   count(*) OVER (PARTITION BY r.agent_id, r.department_id, r.by_own_department) AS shared_by,
                   CASE WHEN r.by_own_department THEN 'own_department' ELSE '' END AS reason
            FROM evidence_departmentrating r
            WHERE r.stands AND r.first_day = %(first_day)s AND %(is_over)s
        ) r
    """,
    add_up=each_out_of(OF_FIVE),
    counted=Pair(_("%(n)s department"), _("%(n)s departments")),
    reasons={"own_department": _("from the own department")},
    in_confidence=True,
)
