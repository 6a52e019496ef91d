"""``complaints_upheld`` 有责投诉: complaints upheld against the agent by a decision dated in the month (SCORING §4)."""

from scoring.engine.definition import Definition, Text
from scoring.indicators import complaints
from scoring.indicators.indicator import Indicator, plain_count

UPHELD = """
    SELECT s.agent_id, 'complaint' AS kind, s.id AS fact_id, s.revision,
           (r.excluded_reason = '')::integer::bigint AS numerator, 1::bigint AS denominator, 1 AS shared_by,
           CASE WHEN r.excluded_reason = '' THEN '' ELSE 'excluded' END AS reason
    FROM evidence_complaintstep s
    JOIN evidence_complaintstep r ON r.complaint_id = s.complaint_id AND r.kind = 'received' AND r.stands
    WHERE s.stands AND s.kind = 'judged' AND s.verdict = 'agent' AND s.at >= %(start)s AND s.at < %(end)s
"""

INDICATOR = Indicator(
    definition=Definition(
        code="complaints_upheld",
        name=Text("有责投诉", "Complaints upheld"),
        unit=Text("件", "complaints"),
        better="lower",
        source="complaints",
        formula=Text("当月认定由本人负责的投诉数", "complaints upheld against the agent in the month"),
        zero_is_evidence=True,
    ),
    facts=UPHELD,
    add_up=plain_count,
    counted=complaints.COUNTED,
    reasons=complaints.REASONS,
)
