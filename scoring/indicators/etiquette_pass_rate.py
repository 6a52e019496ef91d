"""``etiquette_pass_rate`` 服务礼仪合格率: checks of contacts that happened in the month (SCORING §3)."""

from django.utils.translation import gettext_lazy as _

from scoring.engine.definition import PERCENT, Definition, Text
from scoring.indicators.indicator import PER_COUNTED_THING, Indicator, Pair, each_out_of

INDICATOR = Indicator(
    definition=Definition(
        code="etiquette_pass_rate",
        name=Text("服务礼仪合格率", "Etiquette pass rate"),
        unit=PERCENT,
        better="higher",
        source="quality_checks",
        formula=Text("合格抽检数 ÷ 抽检数 × 100", "checks passed ÷ checks × 100"),
        scale=100,
        rate=True,
    ),
    facts="""
        SELECT agent_id, 'check' AS kind, id AS fact_id, revision,
               (CASE WHEN reason = '' AND passed * 100 >= pass_mark * applicable AND NOT failed_critically
                     THEN 1 ELSE 0 END)::bigint AS numerator,
               1::bigint AS denominator, 1 AS shared_by, reason
        FROM (
            SELECT c.id, c.revision, c.agent_id, items.*,
                   CASE
                       WHEN c.final_at IS NULL OR c.final_at > %(cutoff)s THEN 'not_final'
                       WHEN items.applicable = 0 THEN 'nothing_applicable'
                       ELSE ''
                   END AS reason
            FROM evidence_qualitycheck c
            CROSS JOIN LATERAL (
                SELECT coalesce(sum(weight) FILTER (WHERE outcome <> 'not_applicable'), 0) AS applicable,
                       coalesce(sum(weight) FILTER (WHERE outcome = 'pass'), 0) AS passed,
                       coalesce(bool_or(is_critical AND outcome = 'fail'), false) AS failed_critically
                FROM evidence_qualityitem WHERE quality_check_id = c.id
            ) items
            WHERE c.stands AND c.contact_at >= %(start)s AND c.contact_at < %(end)s
        ) c
        JOIN measuring USING (agent_id)
    """,
    add_up=each_out_of(PER_COUNTED_THING),
    counted=Pair(_("%(n)s check"), _("%(n)s checks")),
    met=Pair(_("passed"), _("failed")),
    reasons={"nothing_applicable": _("nothing applicable"), "not_final": _("not final by the cut-off")},
)
