"""``suggestions_adopted``: the submitter's suggestions adopted in the month (SCORING §3)."""

from scoring.measures.measure import NamedMeasure, plain_count

SUGGESTIONS_ADOPTED = NamedMeasure(
    code="suggestions_adopted",
    facts="""
        SELECT agent_id, 'suggestion' AS kind, id AS fact_id, revision,
               1::bigint AS numerator, 1::bigint AS denominator, 1 AS shared_by, '' AS reason
        FROM evidence_suggestion
        WHERE stands AND decision = 'adopted' AND decided_at >= %(start)s AND decided_at < %(end)s
    """,
    add_up=plain_count,
)
