"""``training_exam`` 考核成绩: mean score of the month's exams; a missed one is 0 (SCORING §3)."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from scoring.engine.definition import POINTS, Definition, Text
from scoring.indicators.indicator import OF_A_HUNDRED, Chance, Indicator, Pair, Running, each_out_of


def _mend(score: object, running: Running) -> Chance | None:
    return Chance(gettext("a re-sit replaces it until the month is final"))


INDICATOR = Indicator(
    definition=Definition(
        code="training_exam",
        name=Text("考核成绩", "Training exam"),
        unit=POINTS,
        better="higher",
        source="trainings",
        formula=Text("考核分数合计 ÷ (100 × 考核次数) × 100", "sum of exam scores ÷ (100 × exams) × 100"),
        scale=100,
    ),
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
    mend=_mend,
    counted=Pair(_("%(n)s exam"), _("%(n)s exams")),
    reasons={
        "excused": _("excused"),
        "entered_twice": _("entered twice; the last entry counts"),
        "resat": _("replaced by a re-sit"),
    },
)
