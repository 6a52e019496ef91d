"""``suggestions_adopted`` 改进建议采纳数: the submitter's suggestions adopted in the month (SCORING §3)."""

from django.utils.translation import gettext_lazy as _

from scoring.engine.definition import Definition, Text
from scoring.indicators.indicator import Indicator, Pair, plain_count

INDICATOR = Indicator(
    definition=Definition(
        code="suggestions_adopted",
        name=Text("改进建议采纳数", "Suggestions adopted"),
        unit=Text("条", "items"),
        better="higher",
        source="suggestions",
        formula=Text("当月被采纳的建议数", "suggestions adopted in the month"),
        zero_is_evidence=True,
    ),
    facts="""
        SELECT agent_id, 'suggestion' AS kind, id AS fact_id, revision,
               1::bigint AS numerator, 1::bigint AS denominator, 1 AS shared_by, '' AS reason
        FROM evidence_suggestion
        WHERE stands AND decision = 'adopted' AND decided_at >= %(start)s AND decided_at < %(end)s
    """,
    add_up=plain_count,
    one_more=_("a suggestion that is adopted before the month ends"),
    counted=Pair(_("%(n)s suggestion"), _("%(n)s suggestions")),
)
