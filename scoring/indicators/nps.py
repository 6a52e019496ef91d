"""``nps`` 净推荐值: promoters − detractors of the last N months, by the 0–10 question (SCORING §4)."""

from django.utils.translation import gettext_lazy as _

from scoring.engine.definition import POINTS, Definition, Text, Within
from scoring.indicators.indicator import PER_COUNTED_THING, Indicator, Pair, each_out_of
from scoring.indicators.satisfaction import INDICATOR as SATISFACTION

USUAL, MOST = 3, 12
"""A month has few of these answers, so that the months before count with it."""
PROMOTER, DETRACTOR = 9, 6
SINCE = "((%(start)s AT TIME ZONE %(zone)s) - make_interval(months => {months} - 1)) AT TIME ZONE %(zone)s"

INDICATOR = Indicator(
    definition=Definition(
        code="nps",
        name=Text("净推荐值", "Net promoter score"),
        unit=POINTS,
        better="higher",
        source="surveys",
        formula=Text(
            "（9–10 分的人数 − 0–6 分的人数）÷ 近三个月 0–10 分评价数 × 100",
            "(answers of 9–10 − answers of 0–6) ÷ answers on 0–10 of three months × 100",
        ),
        scale=100,
        within=Within(
            usual=USUAL,
            most=MOST,
            unit=Text("个月", "months"),
            name=Text("净推荐值", "Net promoter score"),
            formula=Text(
                "（9–10 分的人数 − 0–6 分的人数）÷ 近 {} 个月 0–10 分评价数 × 100",
                "(answers of 9–10 − answers of 0–6) ÷ answers on 0–10 of the last {} months × 100",
            ),
            label=Text("计算期间", "Counted together"),
        ),
    ),
    # As for satisfaction the first answer of an invitation counts, whenever it was given and whether it said 0–10 or
    # not; an aggregate asks the invitations' index for each answer, so that years before cost nothing.
    facts=f"""
        SELECT agent_id, 'answer' AS kind, id AS fact_id, revision,
               CASE WHEN why <> '' THEN 0 WHEN recommend >= {PROMOTER} THEN 1 WHEN recommend <= {DETRACTOR} THEN -1
                    ELSE 0 END::bigint AS numerator,
               1::bigint AS denominator, 1 AS shared_by, why AS reason
        FROM (
            SELECT answer.*,
                   CASE
                       WHEN excluded_reason <> '' THEN 'excluded'
                       WHEN invitation <> '' AND (
                           SELECT bool_or((other.answered_at, other.number) < (answer.answered_at, answer.number))
                           FROM evidence_surveyanswer other
                           WHERE other.stands AND other.source = answer.source AND other.invitation = answer.invitation
                       ) THEN 'later_answer'
                       ELSE ''
                   END AS why
            FROM evidence_surveyanswer answer LEFT JOIN measuring m ON m.agent_id = answer.agent_id
            WHERE stands AND recommend IS NOT NULL AND answered_at < %(end)s
              AND answered_at >= {SINCE.format(months="%(most_nps_months)s")}
              AND answered_at >= {SINCE.format(months="coalesce(m.nps_months, %(nps_months)s)")}
        ) a
    """,
    add_up=each_out_of(PER_COUNTED_THING),
    counted=Pair(_("%(n)s answer"), _("%(n)s answers")),
    reasons=SATISFACTION.reasons,
)
