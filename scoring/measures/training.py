"""``training_attendance`` and ``training_exam``: the month's sessions (SCORING §3)."""

from scoring.measures.measure import OF_A_HUNDRED, PER_COUNTED_THING, NamedMeasure, each_out_of

TRAINING_ATTENDANCE = NamedMeasure(
    code="training_attendance",
    # One agent at one session counts once, by what was entered last, even if a page and a file both brought it.
    facts="""
        SELECT agent_id, 'attendance' AS kind, id AS fact_id, revision,
               (reason = '' AND status = 'attended')::integer::bigint AS numerator, 1::bigint AS denominator,
               1 AS shared_by, reason
        FROM (
            SELECT a.id, a.revision, a.agent_id, a.status, CASE
                       WHEN row_number() OVER (PARTITION BY s.id, a.agent_id ORDER BY a.id DESC) > 1
                           THEN 'entered_twice'
                       WHEN a.status = 'excused' THEN 'excused'
                       ELSE ''
                   END AS reason
            FROM evidence_trainingsession s JOIN evidence_trainingattendance a ON a.session_id = s.id AND a.stands
            WHERE s.stands AND s.held_at >= %(start)s AND s.held_at < %(end)s
        ) a
    """,
    add_up=each_out_of(PER_COUNTED_THING),
)

TRAINING_EXAM = NamedMeasure(
    code="training_exam",
    # The latest score of each session counts; who was invited, not excused, and has none missed the exam: 0.
    facts="""
        WITH exam AS (
            SELECT id FROM evidence_trainingsession
            WHERE stands AND has_exam AND held_at >= %(start)s AND held_at < %(end)s
        ),
        score AS (
            SELECT x.*, row_number() OVER (
                       PARTITION BY x.session_id, x.agent_id ORDER BY x.attempt DESC, x.id DESC) AS from_the_last
            FROM exam JOIN evidence_examscore x ON x.session_id = exam.id AND x.stands
        )
        SELECT agent_id, 'exam' AS kind, id AS fact_id, revision,
               CASE WHEN from_the_last = 1 THEN score * 100 ELSE 0 END::bigint AS numerator,
               CASE WHEN from_the_last = 1 THEN 100 ELSE 1 END::bigint AS denominator, 1 AS shared_by,
               CASE WHEN from_the_last = 1 THEN '' ELSE 'resat' END AS reason
        FROM score
        UNION ALL
        SELECT a.agent_id, 'attendance', a.id, a.revision, 0, 1, 1,
               CASE
                   WHEN row_number() OVER (PARTITION BY exam.id, a.agent_id ORDER BY a.id DESC) > 1
                       THEN 'entered_twice'
                   WHEN a.status = 'excused' THEN 'excused'
                   ELSE ''
               END
        FROM exam JOIN evidence_trainingattendance a ON a.session_id = exam.id AND a.stands
        WHERE NOT EXISTS (SELECT FROM score WHERE score.session_id = exam.id AND score.agent_id = a.agent_id)
    """,
    add_up=each_out_of(OF_A_HUNDRED),
)
