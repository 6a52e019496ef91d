"""``complaint_callback_satisfaction`` 投诉回访满意度: ratings of the call-backs made in the month (SCORING §4)."""

from django.utils.translation import gettext_lazy as _

from scoring.engine.definition import POINTS, Definition, Text
from scoring.indicators import complaints
from scoring.indicators.indicator import OF_FIVE, Indicator, Pair, each_out_of

INDICATOR = Indicator(
    definition=Definition(
        code="complaint_callback_satisfaction",
        name=Text("投诉回访满意度", "Satisfaction of complaint call-backs"),
        unit=POINTS,
        better="higher",
        source="complaints",
        formula=Text("回访评分合计 ÷（5 × 回访数）× 100", "ratings of call-backs, added up ÷ (5 × call-backs) × 100"),
        scale=100,
    ),
    facts="""
        SELECT s.agent_id, 'complaint' AS kind, s.id AS fact_id, s.revision,
               CASE WHEN r.excluded_reason = '' THEN s.rating ELSE 0 END::bigint AS numerator, 1::bigint AS denominator,
               1 AS shared_by, CASE WHEN r.excluded_reason = '' THEN '' ELSE 'excluded' END AS reason
        FROM evidence_complaintstep s
        JOIN evidence_complaintstep r ON r.complaint_id = s.complaint_id AND r.kind = 'received' AND r.stands
        WHERE s.stands AND s.kind = 'called_back' AND s.at >= %(start)s AND s.at < %(end)s
    """,
    add_up=each_out_of(OF_FIVE),
    counted=Pair(_("%(n)s call-back"), _("%(n)s call-backs")),
    reasons=complaints.REASONS,
)
