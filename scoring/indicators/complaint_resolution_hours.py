"""``complaint_resolution_hours`` 投诉办结时长: closed complaints, from receiving on (SCORING §4)."""

from kpi_portal.lib.open_hours import elapsed_sql
from scoring.engine.definition import Definition, Text
from scoring.indicators import complaints, resolution
from scoring.indicators.indicator import PER_COUNTED_THING, Indicator, each_out_of

INDICATOR = Indicator(
    definition=Definition(
        code="complaint_resolution_hours",
        name=Text("投诉办结时长", "Time to resolve complaints"),
        unit=resolution.HOURS,
        better="lower",
        source="complaints",
        formula=Text(
            "当月受理并已办结投诉从受理到办结的小时数合计 ÷ 投诉数",
            "hours from receiving to closing, added up ÷ complaints received in the month and closed",
        ),
    ),
    reads=complaints.WORDS,
    facts=f"""
        SELECT agent_id, 'complaint' AS kind, id AS fact_id, revision,
               CASE WHEN reason = '' THEN {elapsed_sql("received_at", "closed_at")} ELSE 0 END AS numerator,
               CASE WHEN reason = '' THEN {resolution.AN_HOUR} ELSE 1 END::bigint AS denominator, 1 AS shared_by, reason
        FROM (
            SELECT *, CASE
                       WHEN is_excluded THEN 'excluded'
                       WHEN closed_at IS NULL THEN 'not_closed'
                       ELSE ''
                   END AS reason
            FROM month_complaint
        ) c
    """,
    add_up=each_out_of(PER_COUNTED_THING),
    counted=complaints.COUNTED,
    reasons=complaints.REASONS,
    in_service_time=True,
)
