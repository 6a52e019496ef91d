"""One order asked about: what the measures say of it at a cut-off, for its page and for invitations."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.company_connection import connection
from workorders.models import WorkOrder
from workorders.truth import credit
from workorders.truth.standing import at_cutoff


class Exclusion(TextChoices):
    """Why an order is not counted; the first that applies is the only one shown."""

    CANCELLED = "cancelled", _("cancelled")
    DUPLICATE = "duplicate", _("duplicate of another order")
    EXEMPTED = "exempted", _("exempted by a supervisor")
    ON_HOLD = "on_hold", _("waiting for the resident at the cut-off")
    RESPONSE_BEFORE_REQUEST = "response_before_request", _("response before the request")
    NO_RESPONSES_RECORDED = "no_responses_recorded", _("its source records no responses")
    NO_COMPLETIONS_RECORDED = "no_completions_recorded", _("its source records no completions")


@dataclass(frozen=True, slots=True)
class Credit:
    """What an order says for one measure.

    ``instant`` decides the month; ``agent_id`` None is listed as uncredited; ``excluded`` empty means it counts.
    ``settled_at`` is the completion that stands, or the first response; None: neither by the cut-off. ``completed_at``
    is the completion that stands, which a plan may take for the response where none is noted.
    """

    instant: datetime
    agent_id: int | None
    excluded: str
    settled_at: datetime | None
    completed_at: datetime | None


_ORDER = at_cutoff("(SELECT * FROM workorders_workorder WHERE id = %(order)s)", cutoff="%(cutoff)s::timestamptz")

COMPLETION = f"""
SELECT {credit.COUNTS_FROM}, {credit.COMPLETION_AGENT}, {credit.COMPLETION_EXCLUDED}, o.completed_at, o.completed_at
FROM ({_ORDER}) o
"""

RESPONSE = f"""
SELECT o.created_at, {credit.response_agent("o.responder_id = ANY(%(agents)s::bigint[])")},
       {credit.response_excluded("%(takes_completion)s")}, {credit.answered_at("%(takes_completion)s")}, o.completed_at
FROM ({_ORDER}) o
"""


def completion_credit(order: WorkOrder, cutoff: datetime) -> Credit | None:
    """What the order says for ``completion_rate``; None: never dispatched by the cut-off."""
    return _asked(COMPLETION, order, {"cutoff": cutoff})


def response_credit(
    order: WorkOrder, cutoff: datetime, agents: Collection[int], *, takes_completion: bool = False
) -> Credit | None:
    """What the order says for ``mean_response_minutes``; ``agents`` are those with an agent posting in the month.

    ``takes_completion``: the plan takes the completion for a response that is not noted.
    """
    asked = {"cutoff": cutoff, "agents": list(agents), "takes_completion": takes_completion}
    return _asked(RESPONSE, order, asked)


def completer_of(order: WorkOrder) -> int | None:
    """The agent whom an invitation names: responsible when the order was completed, else now."""
    row = WorkOrder.objects.values_list("completer_id", "agent_id").get(pk=order.pk)
    return row[0] or row[1]


def _asked(statement: str, order: WorkOrder, asked: dict[str, Any]) -> Credit | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"order": order.pk, **asked})
        found = Credit(*cursor.fetchone())
    return None if found.instant is None or found.instant > asked["cutoff"] else found
