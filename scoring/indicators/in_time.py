"""What the indicators of orders due in the month share: when one is in time, and why it is left out (SCORING §4)."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.instants import written
from scoring.indicators import orders
from scoring.indicators.indicator import Time

if TYPE_CHECKING:
    from workorders.models import WorkOrder

# Waiting for the resident when it was due, nobody could have been in time.
HELD_WHEN_DUE = """coalesce((
    SELECT (array_agg(e.kind ORDER BY e.at DESC, e.sequence DESC))[1] = 'held'
    FROM workorders_orderevent e
    WHERE e.order_id = o.id AND e.stands AND e.at <= o.due_at
      AND e.kind IN ('held', 'resumed', 'completed', 'reopened')
), false)"""


def facts(which: str = "true") -> str:
    """The orders due in the month, those of them for which ``which`` holds; it may ask ``due_order o``."""
    return f"""
        SELECT completion_agent AS agent_id, 'order' AS kind, id AS fact_id, revision,
               (reason = '' AND coalesce(completed_at <= due_at, false))::integer::bigint AS numerator,
               1::bigint AS denominator, 1 AS shared_by, reason
        FROM (
            SELECT o.*, CASE
                       WHEN completion_reason <> '' THEN completion_reason
                       WHEN NOT coalesce(completed_at <= due_at, false) AND {HELD_WHEN_DUE} THEN 'held_when_due'
                       WHEN completed_at IS NULL AND due_at > %(cutoff)s THEN 'not_due_yet'
                       ELSE ''
                   END AS reason
            FROM due_order o
            WHERE due_at >= %(start)s AND {which}
        ) o
    """


def why_missed(order: "WorkOrder", cutoff: datetime) -> str:
    """Completed too late, or not at all."""
    if order.completed_at is not None and order.completed_at <= cutoff:
        return gettext("completed %(at)s, after it was due") % {"at": written(order.completed_at)}
    return gettext("due, and still open at the cut-off")


REASONS = {
    **orders.OF_COMPLETIONS,
    "held_when_due": _("waiting for the resident when it was due"),
    "not_due_yet": _("not due yet"),
}
TIMES = (Time(_("Created"), ("created_at",)), Time(_("Completed"), ("completed_at",)))
