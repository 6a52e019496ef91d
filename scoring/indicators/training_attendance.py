"""``training_attendance`` 参训率: sessions of the month attended, of those invited to (SCORING §3)."""

from django.utils.translation import gettext_lazy as _

from scoring.engine.definition import PERCENT, Definition, Text
from scoring.indicators.indicator import PER_COUNTED_THING, Indicator, Pair, each_out_of

INDICATOR = Indicator(
    definition=Definition(
        code="training_attendance",
        name=Text("参训率", "Training attendance"),
        unit=PERCENT,
        better="higher",
        source="trainings",
        formula=Text("出席场次 ÷ 应到场次 × 100", "sessions attended ÷ sessions to attend × 100"),
        scale=100,
        rate=True,
    ),
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
    counted=Pair(_("%(n)s session"), _("%(n)s sessions")),
    met=Pair(_("attended"), _("missed")),
    reasons={"excused": _("excused"), "entered_twice": _("entered twice; the last entry counts")},
)
