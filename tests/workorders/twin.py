"""SCORING §3 about an order a second time, in plain Python: the twin that `workorders.truth` is compared with.

Only standing events are read, ordered by instant and, where instants are equal, by sequence. Nothing here reads a clock
or the database, and nothing of the portal reads it.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from workorders.models import EventKind, WorkOrder
from workorders.truth.asking import Credit

State = WorkOrder.State


class Event(Protocol):
    """What the projection reads of an event."""

    @property
    def sequence(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def agent_id(self) -> int | None: ...
    @property
    def stands(self) -> bool: ...


AnEvent = TypeVar("AnEvent", bound=Event)


@dataclass(frozen=True, slots=True)
class Projection:
    """The projected columns of ``WorkOrder``, by their names."""

    state: str
    agent_id: int | None
    first_responded_at: datetime | None
    responder_id: int | None
    first_dispatched_at: datetime | None
    completed_at: datetime | None
    completer_id: int | None
    was_completed: bool
    correction: str
    last_event_at: datetime | None


NAMES_AN_AGENT = frozenset({EventKind.DISPATCHED, EventKind.REASSIGNED})
COMPLETES_OR_REOPENS = frozenset({EventKind.COMPLETED, EventKind.REOPENED})
CANCELS_OR_REOPENS = frozenset({EventKind.CANCELLED, EventKind.REOPENED})
HOLDS_OR_RELEASES = frozenset({EventKind.HELD, EventKind.RESUMED, EventKind.COMPLETED, EventKind.REOPENED})
CORRECTIONS = frozenset({EventKind.MARKED_DUPLICATE, EventKind.EXEMPTED})
DUE_TIMES = {EventKind.DUE, EventKind.PROMISED, EventKind.EXTENDED}
NOT_WORK = CORRECTIONS | DUE_TIMES | {EventKind.CREATED, EventKind.AUTOMATIC_MESSAGE}
"""Events after which nobody has begun to do anything for the resident."""


def in_order(events: Iterable[AnEvent]) -> list[AnEvent]:
    """The standing events, earliest first."""
    return sorted((event for event in events if event.stands), key=lambda event: (event.at, event.sequence))


def up_to(events: Iterable[AnEvent], instant: datetime) -> list[AnEvent]:
    """The standing events with instant ≤ ``instant``, earliest first: what is known at a cut-off."""
    return [event for event in in_order(events) if event.at <= instant]


def last_of(events: Iterable[AnEvent], kinds: Collection[str]) -> AnEvent | None:
    """The latest event of these kinds; ``events`` come in order."""
    return next((event for event in reversed(list(events)) if event.kind in kinds), None)


def first_of(events: Iterable[AnEvent], kind: str) -> AnEvent | None:
    """The earliest event of this kind; ``events`` come in order."""
    return next((event for event in events if event.kind == kind), None)


def instant_of(event: Event | None) -> datetime | None:
    """When it happened, if it did."""
    return event.at if event is not None else None


def responsible(events: Iterable[Event], source_agent_id: int | None) -> int | None:
    """Whom the order was last dispatched or re-assigned to, else the one agent its source names (§3, credit).

    A dispatch that names nobody (to a department, say) leaves the responsibility where it was.
    """
    named = [event for event in events if event.kind in NAMES_AN_AGENT and event.agent_id is not None]
    return named[-1].agent_id if named else source_agent_id


def is_complete(events: Iterable[Event]) -> bool:
    """Complete: the last of completed and re-opened is ``completed`` (§3)."""
    last = last_of(events, COMPLETES_OR_REOPENS)
    return last is not None and last.kind == EventKind.COMPLETED


def is_cancelled(events: Iterable[Event]) -> bool:
    """Cancelled, and not re-opened since."""
    last = last_of(events, CANCELS_OR_REOPENS)
    return last is not None and last.kind == EventKind.CANCELLED


def is_on_hold(events: Iterable[Event]) -> bool:
    """Waiting for the resident: held, and neither resumed nor completed nor re-opened since."""
    last = last_of(events, HOLDS_OR_RELEASES)
    return last is not None and last.kind == EventKind.HELD


def state_of(events: Collection[Event]) -> str:
    """One word for lists: the first that applies."""
    if is_cancelled(events):
        return State.CANCELLED
    if is_on_hold(events):
        return State.ON_HOLD
    last = last_of(events, COMPLETES_OR_REOPENS)
    if last is not None:
        return State.COMPLETED if last.kind == EventKind.COMPLETED else State.REOPENED
    return State.IN_PROGRESS if any(event.kind not in NOT_WORK for event in events) else State.NEW


def project(events: Iterable[Event], source_agent_id: int | None) -> Projection:
    """The projection of one order's events, in any order, superseded ones among them."""
    standing = in_order(events)
    last = last_of(standing, COMPLETES_OR_REOPENS)
    completion = last if is_complete(standing) else None
    response = first_of(standing, EventKind.RESPONDED)
    moving = [event for event in standing if event.kind not in NOT_WORK | NEVER_SCORED]
    return Projection(
        state=state_of(standing),
        agent_id=responsible(standing, source_agent_id),
        first_responded_at=instant_of(response),
        responder_id=response.agent_id if response else None,
        first_dispatched_at=instant_of(first_of(standing, EventKind.DISPATCHED)),
        completed_at=instant_of(completion),
        completer_id=responsible(_not_after(standing, completion), source_agent_id) if completion else None,
        was_completed=first_of(standing, EventKind.COMPLETED) is not None,
        correction=correction(standing),
        last_event_at=moving[-1].at if moving else None,
    )


NEVER_SCORED = frozenset(
    {EventKind.ACCEPTED, EventKind.STARTED, EventKind.CALLED_BACK, EventKind.ARCHIVED, EventKind.TOLD}
)


def correction(events: Iterable[Event]) -> str:
    """Duplicate and exempted are corrections and hold whenever they were recorded."""
    kinds = {event.kind for event in events if event.stands}
    if EventKind.MARKED_DUPLICATE in kinds:
        return "duplicate"
    return "exempted" if EventKind.EXEMPTED in kinds else ""


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
        excluded=completion_exclusion(order, events, cutoff),
        settled_at=instant_of(completion),
        completed_at=instant_of(completion),
    )


def response_credit(
    order: WorkOrder,
    events: Collection[Event],
    cutoff: datetime,
    agents: Collection[int],
    *,
    takes_completion: bool = False,
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
        excluded=response_exclusion(order, events, cutoff, takes_completion=takes_completion),
        settled_at=answered(known, takes_completion=takes_completion),
        completed_at=instant_of(last_of(known, COMPLETES_OR_REOPENS)) if is_complete(known) else None,
    )


def answered(known: list[Event], *, takes_completion: bool) -> datetime | None:
    """The first response; where none is noted and the plan says so, the completion that stands."""
    response = first_of(known, EventKind.RESPONDED)
    if response is None and takes_completion and is_complete(known):
        return instant_of(last_of(known, COMPLETES_OR_REOPENS))
    return instant_of(response)


def completion_exclusion(order: WorkOrder, events: Iterable[Event], cutoff: datetime) -> str:
    """The first exclusion that applies to ``completion_rate``, or ""."""
    events = list(events)
    known = up_to(events, cutoff)
    if found := _common_exclusion(events, cutoff):
        return found
    if is_on_hold(known):
        return "on_hold"
    silent = not order.records_completions and first_of(known, EventKind.COMPLETED) is None
    return "no_completions_recorded" if silent else ""


def response_exclusion(order: WorkOrder, events: Iterable[Event], cutoff: datetime, *, takes_completion: bool) -> str:
    """The first exclusion that applies to ``mean_response_minutes``, or ""."""
    events = list(events)
    known = up_to(events, cutoff)
    if found := _common_exclusion(events, cutoff):
        return found
    at = answered(known, takes_completion=takes_completion)
    if at is not None and at < order.created_at:
        return "response_before_request"
    silent = not order.records_responses and first_of(known, EventKind.RESPONDED) is None
    return "no_responses_recorded" if silent else ""


def _common_exclusion(events: list[Event], cutoff: datetime) -> str:
    """Cancelled at the cut-off, else a correction."""
    return "cancelled" if is_cancelled(up_to(events, cutoff)) else correction(events)


def _not_after(known: list[Event], last: Event | None) -> list[Event]:
    """The events up to and with ``last``; all of them where there is none."""
    return known[: known.index(last) + 1] if last is not None else known
