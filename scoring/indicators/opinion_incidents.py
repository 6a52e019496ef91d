"""``opinion_incidents`` 重大舆情: upheld complaints that were major and became public (SCORING §4)."""

from scoring.engine.definition import Definition, Text
from scoring.indicators import complaints
from scoring.indicators.complaints_upheld import UPHELD
from scoring.indicators.indicator import Indicator, plain_count

INDICATOR = Indicator(
    definition=Definition(
        code="opinion_incidents",
        name=Text("重大舆情", "Public incidents"),
        unit=Text("件", "incidents"),
        better="lower",
        source="complaints",
        formula=Text(
            "当月认定由本人负责的重大舆情数",
            "major public incidents for which the agent was found responsible in the month",
        ),
        zero_is_evidence=True,
    ),
    facts=f"{UPHELD} AND r.severity = 'major' AND r.is_public",
    add_up=plain_count,
    counted=complaints.COUNTED,
    reasons=complaints.REASONS,
)
