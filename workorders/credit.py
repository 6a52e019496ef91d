"""Which of the three measures of an order credit whom, and why, for one order at a cut-off (SCORING §3).

Plain Python over one order's events: the detail page explains with it, and tests compare it with the SQL that scores
all agents. Nothing here reads a clock or the database.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from workorders.models import EventKind, WorkOrder
from workorders.projection import (
    COMPLETES_OR_REOPENS,
    Event,
    first_of,
    in_order,
    instant_of,
    is_cancelled,
    is_complete,
    is_on_hold,
    last_of,
    responsible,
    up_to,
)


class Exclusion(TextChoices):
    """Why an order is not counted; the first that applies is the only one shown."""

    CANCELLED = "cancelled", _("cancelled")
    DUPLICATE = "duplicate", _("duplicate of another order")
    EXEMPTED = "exempted", _("exempted by a supervisor")
    ON_HOLD = "on_hold", _("waiting for the resident at the cut-off")
    RESPONSE_BEFORE_REQUEST = "response_before_request", _("response before the request")
    NO_RESPONSES_RECORDED = "no_responses_recorded", _("its source records no responses")


@dataclass(frozen=True, slots=True)
class Credit:
    """What an order says for one measure.

    ``instant`` decides the month; ``agent_id`` None is listed as uncredited; ``excluded`` empty means it counts.
    ``settled_at`` is the completion that stands, or the first response; None: neither by the cut-off.
    """

    instant: datetime
    agent_id: int | None
    excluded: str
    settled_at: datetime | None


def completion_instant(order: WorkOrder, events: Iterable[Event]) -> datetime | None:
    """What puts an order into a month's population for ``completion_rate``.

    Its first dispatch; its creation where the source records no dispatches; None: never dispatched.
    """
    if not order.records_dispatches:
        return order.created_at
    return instant_of(first_of(in_order(events), EventKind.DISPATCHED))


def completion_credit(order: WorkOrder, events: Collection[Event], cutoff: datetime) -> Credit | None:
    """``completion_rate``: the agent responsible at the standing completion, else at the cut-off; None: never
    dispatched by then."""
    instant = completion_instant(order, events)
    if instant is None or instant > cutoff:
        return None
    known = up_to(events, cutoff)
    completion = last_of(known, COMPLETES_OR_REOPENS) if is_complete(known) else None
    return Credit(
        instant=instant,
        agent_id=responsible(_not_after(known, completion), order.source_agent_id)
        or responsible(known, order.source_agent_id),
        excluded=completion_exclusion(events, cutoff),
        settled_at=instant_of(completion),
    )


def response_credit(
    order: WorkOrder, events: Collection[Event], cutoff: datetime, agents: Collection[int]
) -> Credit | None:
    """``mean_response_minutes``: the responder where they hold an agent posting (``agents``), else the agent
    responsible at the cut-off."""
    if order.created_at > cutoff:
        return None
    known = up_to(events, cutoff)
    response = first_of(known, EventKind.RESPONDED)
    responder = response.agent_id if response else None
    return Credit(
        instant=order.created_at,
        agent_id=responder if responder in agents else responsible(known, order.source_agent_id),
        excluded=response_exclusion(order, events, cutoff),
        settled_at=instant_of(response),
    )


def completion_exclusion(events: Iterable[Event], cutoff: datetime) -> str:
    """The first exclusion that applies to ``completion_rate``, or ""."""
    events = list(events)
    common = _common_exclusion(events, cutoff)
    return common or (Exclusion.ON_HOLD.value if is_on_hold(up_to(events, cutoff)) else "")


def response_exclusion(order: WorkOrder, events: Iterable[Event], cutoff: datetime) -> str:
    """The first exclusion that applies to ``mean_response_minutes``, or ""."""
    events = list(events)
    common = _common_exclusion(events, cutoff)
    if common:
        return common
    response = first_of(up_to(events, cutoff), EventKind.RESPONDED)
    if response is not None and response.at < order.created_at:
        return Exclusion.RESPONSE_BEFORE_REQUEST.value
    return "" if order.records_responses else Exclusion.NO_RESPONSES_RECORDED.value


def _common_exclusion(events: list[Event], cutoff: datetime) -> str:
    """Cancelled at the cut-off; duplicate and exempted are corrections and hold whenever they were recorded."""
    if is_cancelled(up_to(events, cutoff)):
        return Exclusion.CANCELLED.value
    kinds = {event.kind for event in events if event.stands}
    if EventKind.MARKED_DUPLICATE in kinds:
        return Exclusion.DUPLICATE.value
    return Exclusion.EXEMPTED.value if EventKind.EXEMPTED in kinds else ""


def _not_after(known: list[Event], last: Event | None) -> list[Event]:
    """The events up to and with ``last``; all of them where there is none."""
    return known[: known.index(last) + 1] if last is not None else known
