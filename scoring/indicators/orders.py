"""What the indicators of orders share: the month's orders at the cut-off, by what they belong to it, and why one is
left out.

An aggregate over one order's events asks their index order by order; a join would let the planner read all that there
are. So do the sub-selects below and those of the indicators.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.open_hours import elapsed_sql
from records.sources import PORTAL
from scoring.indicators.indicator import Pair
from workorders.truth import credit
from workorders.truth.final_months import DUE, listed
from workorders.truth.standing import at_cutoff

if TYPE_CHECKING:
    from scoring.indicators.indicator import Words
    from workorders.models import WorkOrder

IN_THE_MONTH = """(
    SELECT * FROM workorders_workorder
    WHERE stands
      AND (created_at >= %(start)s AND created_at < %(end)s
           OR first_dispatched_at >= %(start)s AND first_dispatched_at < %(end)s)
)"""
"""Orders of the month's populations: created in it, or first dispatched in it."""

COMPLETED_IN_THE_MONTH = """(
    SELECT * FROM workorders_workorder
    WHERE stands AND id IN (
        SELECT order_id FROM workorders_orderevent
        WHERE kind = 'completed' AND stands AND at >= %(start)s AND at < %(end)s
    )
)"""

DUE_IN_THE_MONTH = f"""(
    SELECT * FROM workorders_workorder
    WHERE stands AND id IN (
        SELECT order_id FROM workorders_orderevent
        WHERE kind IN {listed(DUE)} AND stands AND until >= %(start)s AND until < %(end)s
        UNION
        -- Open for so long that it may have been due before the month: of an index that holds those only.
        SELECT id FROM workorders_workorder
        WHERE stands AND records_completions AND created_at < %(start)s
          AND (state IN ('new', 'in_progress', 'on_hold', 'reopened')
               OR last_event_at - created_at > interval '28 days')
          AND (state IN ('new', 'in_progress', 'on_hold', 'reopened') OR last_event_at > %(cutoff)s)
    )
)"""

_COLUMNS = f"""o.id, o.revision, o.created_at, {credit.COUNTS_FROM} AS counts_from, o.completed_at,
       {credit.COMPLETION_AGENT} AS completion_agent,
       {credit.COMPLETION_EXCLUDED} AS completion_reason,
       o.state, o.correction, o.is_emergency, o.agent_id, o.source_agent_id, o.source, o.first_dispatched_at,
       o.first_responded_at, o.responder_id, o.records_responses, o.building_id, o.category, o.priority, o.channel,
       o.room = '' AS has_no_room"""

ORDERS_AT_THE_CUTOFF = f"""
CREATE TEMP TABLE month_order ON COMMIT DROP AS
SELECT {_COLUMNS}
FROM ({at_cutoff(IN_THE_MONTH, cutoff="%(cutoff)s")}) o
"""

DONE_AT_THE_CUTOFF = f"""
CREATE TEMP TABLE done_order ON COMMIT DROP AS
SELECT {_COLUMNS}
FROM ({at_cutoff(COMPLETED_IN_THE_MONTH, cutoff="%(cutoff)s")}) o
"""

EVENTS = "(SELECT * FROM workorders_orderevent e WHERE e.order_id = o.id AND e.stands AND e.at <= %(cutoff)s OFFSET 0)"
"""The events of the order ``o``. OFFSET: whoever asks for completions or due times among them would be given all that
there are, by the indexes that find the month's."""

LAST_DUE = f"""LATERAL (
    SELECT (array_agg(e.until ORDER BY e.at DESC, e.sequence DESC))[1] AS due_at
    FROM {EVENTS} e WHERE e.kind IN {listed(DUE)}
)"""
"""The time by which an order is to be done, as it stood at the cut-off: promised, granted, or by the standard."""

DUE_AT_THE_CUTOFF = f"""
CREATE TEMP TABLE due_order ON COMMIT DROP AS
SELECT {_COLUMNS}, due_at
FROM ({at_cutoff(DUE_IN_THE_MONTH, cutoff="%(cutoff)s")}) o CROSS JOIN {LAST_DUE} due
WHERE due_at < %(end)s
"""

WORDS = (("month_order", ORDERS_AT_THE_CUTOFF),)
DONE = (("done_order", DONE_AT_THE_CUTOFF),)
DUE_ORDERS = (("due_order", DUE_AT_THE_CUTOFF),)
REASONS = {
    "cancelled": _("cancelled"),
    "duplicate": _("duplicate"),
    "exempted": _("exempted by a supervisor"),
}
OF_COMPLETIONS = {
    **REASONS,
    "on_hold": _("waiting for the resident"),
    "no_completions_recorded": _("completions not recorded by the source"),
}
COUNTED = Pair(_("%(n)s order"), _("%(n)s orders"))


def lacking(order: "WorkOrder", there: "Iterable[tuple[Words, bool]]") -> str:
    """Which of these are missing; of another source, which never notes some of them, which are noted."""
    if order.source == PORTAL:
        missing = gettext(", ").join(str(word) for word, is_there in there if not is_there)
        return gettext("without: %(steps)s") % {"steps": missing} if missing else ""
    noted = gettext(", ").join(str(word) for word, is_there in there if is_there)
    return gettext("noted: %(steps)s") % {"steps": noted or "–"}


def passed(start: str, end: str) -> str:
    """Microseconds between two instants of the order ``o``: on the service calendar, for an emergency by the clock."""
    return f"""CASE WHEN o.is_emergency THEN (extract(epoch FROM {end} - {start}) * 1000000)::bigint
             ELSE {elapsed_sql(start, end)} END"""
