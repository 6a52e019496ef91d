"""What the indicators of orders share: the month's orders at the cut-off, and why one is left out."""

from django.utils.translation import gettext_lazy as _

from scoring.indicators.indicator import Pair
from workorders.truth import credit
from workorders.truth.standing import at_cutoff

IN_THE_MONTH = """(
    SELECT * FROM workorders_workorder
    WHERE stands
      AND (created_at >= %(start)s AND created_at < %(end)s
           OR first_dispatched_at >= %(start)s AND first_dispatched_at < %(end)s)
)"""
"""Orders of the month's populations: created in it, or first dispatched in it."""

ORDERS_AT_THE_CUTOFF = f"""
CREATE TEMP TABLE month_order ON COMMIT DROP AS
SELECT o.id, o.revision, o.created_at, {credit.COUNTS_FROM} AS counts_from, o.completed_at,
       {credit.COMPLETION_AGENT} AS completion_agent,
       {credit.COMPLETION_EXCLUDED} AS completion_reason,
       o.state, o.correction, o.is_emergency, o.agent_id, o.source_agent_id,
       o.first_responded_at, o.responder_id, o.records_responses
FROM ({at_cutoff(IN_THE_MONTH, cutoff="%(cutoff)s")}) o
"""

WORDS = (("month_order", ORDERS_AT_THE_CUTOFF),)
REASONS = {
    "cancelled": _("cancelled"),
    "duplicate": _("duplicate"),
    "exempted": _("exempted by a supervisor"),
}
COUNTED = Pair(_("%(n)s order"), _("%(n)s orders"))
