"""What an order's row says of its events: state, responsible agent, first response, first dispatch, completion.

Stated twice, in Python for one order and in SQL for many; a property test keeps the two together.

Only standing events are read, ordered by instant and, where instants are equal, by sequence (SCORING §3). The row shows
how things are after all of them; measures ask for the events up to a cut-off, which is ``up_to`` here.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from django.db import connection

from workorders.models import EventKind, WorkOrder

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
    first_dispatched_at: datetime | None
    completed_at: datetime | None


NAMES_AN_AGENT = frozenset({EventKind.DISPATCHED, EventKind.REASSIGNED})
COMPLETES_OR_REOPENS = frozenset({EventKind.COMPLETED, EventKind.REOPENED})
CANCELS_OR_REOPENS = frozenset({EventKind.CANCELLED, EventKind.REOPENED})
HOLDS_OR_RELEASES = frozenset({EventKind.HELD, EventKind.RESUMED, EventKind.COMPLETED, EventKind.REOPENED})
NOT_WORK = frozenset({EventKind.CREATED, EventKind.MARKED_DUPLICATE, EventKind.EXEMPTED})
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
    completion = last_of(standing, COMPLETES_OR_REOPENS)
    return Projection(
        state=state_of(standing),
        agent_id=responsible(standing, source_agent_id),
        first_responded_at=instant_of(first_of(standing, EventKind.RESPONDED)),
        first_dispatched_at=instant_of(first_of(standing, EventKind.DISPATCHED)),
        completed_at=instant_of(completion) if is_complete(standing) else None,
    )


REFRESH = """
WITH known AS (
    SELECT o.id,
           o.source_agent_id,
           min(e.at) FILTER (WHERE e.kind = 'responded') AS responded_at,
           min(e.at) FILTER (WHERE e.kind = 'dispatched') AS dispatched_at,
           (array_agg(e.agent_id ORDER BY e.at DESC, e.sequence DESC)
               FILTER (WHERE e.kind IN ('dispatched', 'reassigned') AND e.agent_id IS NOT NULL))[1] AS agent_id,
           (array_agg(e.kind ORDER BY e.at DESC, e.sequence DESC)
               FILTER (WHERE e.kind IN ('completed', 'reopened')))[1] AS completion,
           (array_agg(e.at ORDER BY e.at DESC, e.sequence DESC)
               FILTER (WHERE e.kind IN ('completed', 'reopened')))[1] AS completion_at,
           (array_agg(e.kind ORDER BY e.at DESC, e.sequence DESC)
               FILTER (WHERE e.kind IN ('cancelled', 'reopened')))[1] AS cancellation,
           (array_agg(e.kind ORDER BY e.at DESC, e.sequence DESC)
               FILTER (WHERE e.kind IN ('held', 'resumed', 'completed', 'reopened')))[1] AS hold,
           coalesce(bool_or(e.kind NOT IN ('created', 'marked_duplicate', 'exempted')), false) AS begun
    FROM workorders_workorder o
    LEFT JOIN workorders_orderevent e ON e.order_id = o.id AND e.stands
    WHERE o.id = ANY(%s)
    GROUP BY o.id
)
UPDATE workorders_workorder o
SET state = CASE
        WHEN k.cancellation = 'cancelled' THEN 'cancelled'
        WHEN k.hold = 'held' THEN 'on_hold'
        WHEN k.completion IS NOT NULL THEN k.completion
        WHEN k.begun THEN 'in_progress'
        ELSE 'new'
    END,
    agent_id = coalesce(k.agent_id, k.source_agent_id),
    first_responded_at = k.responded_at,
    first_dispatched_at = k.dispatched_at,
    completed_at = CASE WHEN k.completion = 'completed' THEN k.completion_at END
FROM known k
WHERE o.id = k.id
"""


def refresh_projection(order_ids: Collection[int]) -> int:
    """Project these orders' events onto their rows in one statement; returns how many rows there were."""
    with connection.cursor() as cursor:
        cursor.execute(REFRESH, [list(order_ids)])
        refreshed: int = cursor.rowcount
    return refreshed
