"""``compliments_received`` 表扬信: letters received in the month; an indicator that only the tests have."""

from scoring.engine.definition import Definition, Text
from scoring.indicators.indicator import Indicator, Pair, plain_count

INDICATOR = Indicator(
    definition=Definition(
        code="compliments_received",
        name=Text("表扬信", "Compliments received"),
        unit=Text("封", "letters"),
        better="higher",
        source="compliments",
        formula=Text("当月收到的表扬信数", "letters received in the month"),
    ),
    facts="""
        SELECT agent_id, 'compliment' AS kind, id AS fact_id, revision,
               1::bigint AS numerator, 1::bigint AS denominator, 1 AS shared_by, '' AS reason
        FROM evidence_compliment
        WHERE stands AND received_at >= %(start)s AND received_at < %(end)s
    """,
    add_up=plain_count,
    counted=Pair("%(n)s letter", "%(n)s letters"),
)
