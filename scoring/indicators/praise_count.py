"""``praise_count`` 表扬次数: confirmed praise received in the month (SCORING §4)."""

from django.utils.translation import gettext_lazy as _

from scoring.engine.definition import Definition, Text
from scoring.indicators.indicator import Indicator, Pair, plain_count

INDICATOR = Indicator(
    definition=Definition(
        code="praise_count",
        name=Text("表扬次数", "Praise received"),
        unit=Text("次", "times"),
        better="higher",
        source="praise",
        formula=Text(
            "当月收到并经核实的表扬信、锦旗、媒体表扬数",
            "letters, banners and reports received in the month and confirmed",
        ),
        zero_is_evidence=True,
    ),
    facts="""
        SELECT agent_id, 'praise' AS kind, id AS fact_id, revision,
               (why = '')::integer::bigint AS numerator, 1::bigint AS denominator, 1 AS shared_by, why AS reason
        FROM (
            SELECT *, CASE state WHEN 'confirmed' THEN '' WHEN 'declined' THEN 'declined' ELSE 'unconfirmed' END AS why
            FROM evidence_praise
            WHERE stands AND received_at >= %(start)s AND received_at < %(end)s
        ) p
    """,
    add_up=plain_count,
    one_more=_("a praise that is received and confirmed before the month ends"),
    counted=Pair(_("%(n)s praise"), _("%(n)s praises")),
    reasons={"declined": _("not confirmed"), "unconfirmed": _("nobody has confirmed it yet")},
)
