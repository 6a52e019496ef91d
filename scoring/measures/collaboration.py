"""``collaboration``: ratings for the month by departments other than the agent's own (SCORING §3)."""

from scoring.measures.measure import OF_FIVE, NamedMeasure, each_out_of

COLLABORATION = NamedMeasure(
    code="collaboration",
    # Mean per department, then over departments: a rating adds its share of its department's mean.
    facts="""
        SELECT agent_id, 'rating' AS kind, id AS fact_id, revision,
               CASE WHEN reason = '' THEN rating * 100 ELSE 0 END::bigint AS numerator,
               CASE WHEN reason = '' THEN 100 * shared_by ELSE 1 END::bigint AS denominator,
               shared_by::integer, reason
        FROM (
            SELECT r.id, r.revision, r.agent_id, r.rating,
                   count(*) OVER (PARTITION BY r.agent_id, r.department_id) AS shared_by,
                   CASE WHEN r.department_id = p.department_id THEN 'own_department' ELSE '' END AS reason
            FROM evidence_departmentrating r JOIN people_person p ON p.id = r.agent_id
            WHERE r.stands AND r.first_day = %(first_day)s
        ) r
    """,
    add_up=each_out_of(OF_FIVE),
)
