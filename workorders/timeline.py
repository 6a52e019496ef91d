"""An order's past as its page shows it: the event line, superseded events too, and what imports changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from workorders.flags import flag_words
from workorders.guards import CORRECTIONS
from workorders.models import EventKind, OrderEvent, WorkOrder, WorkOrderRevision

ICONS: dict[str, str] = {
    EventKind.CREATED: "plus-circle",
    EventKind.RESPONDED: "phone",
    EventKind.AUTOMATIC_MESSAGE: "cpu-chip",
    EventKind.ACCEPTED: "inbox-arrow-down",
    EventKind.DISPATCHED: "paper-airplane",
    EventKind.REASSIGNED: "arrows-right-left",
    EventKind.STARTED: "wrench",
    EventKind.COMPLETED: "check-circle",
    EventKind.CALLED_BACK: "phone-arrow-up-right",
    EventKind.ARCHIVED: "archive-box",
    EventKind.HELD: "pause-circle",
    EventKind.RESUMED: "play-circle",
    EventKind.REOPENED: "arrow-uturn-left",
    EventKind.CANCELLED: "x-circle",
    EventKind.MARKED_DUPLICATE: "document-duplicate",
    EventKind.EXEMPTED: "shield-check",
    EventKind.TOLD: "chat-bubble-left-ellipsis",
    EventKind.DUE: "clock",
    EventKind.PROMISED: "clock",
    EventKind.EXTENDED: "clock",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One event on the line."""

    event: OrderEvent
    icon: str
    may_be_withdrawn: bool

    @property
    def given_to(self) -> str:
        """Who does the work of an order that was dispatched in the portal; the agent stays responsible."""
        event = self.event
        return str(event.reason) if event.kind == EventKind.DISPATCHED and event.by_id else ""

    @property
    def note(self) -> str:
        """What was said with the event."""
        return "" if self.given_to else str(self.event.reason)


@dataclass(frozen=True, slots=True)
class Change:
    """What one import changed: the values before, by the words of their fields."""

    revision: WorkOrderRevision
    before: list[tuple[str, Any]]


@dataclass(frozen=True, slots=True)
class Past:
    """Everything that lies behind an order's present row."""

    steps: list[Step]
    changes: list[Change]
    flags: list[str]


def past_of(order: WorkOrder, events: Iterable[OrderEvent]) -> Past:
    """The event line in order of time (superseded events where they were), the changed values, the flags in words."""
    steps = [
        Step(event, ICONS[event.kind], event.stands and event.kind in CORRECTIONS)
        for event in sorted(events, key=lambda event: (event.at, event.sequence))
    ]
    revisions = order.revisions.select_related("batch") if order.revision > 1 else ()
    changes = [Change(revision, _in_words(revision.values)) for revision in revisions]
    return Past(steps, changes, [flag_words(flag) for flag in order.flags])


def _in_words(values: dict[str, Any]) -> list[tuple[str, Any]]:
    names = {field.attname: field.verbose_name for field in WorkOrder._meta.concrete_fields}
    names |= {field.name: field.verbose_name for field in WorkOrder._meta.concrete_fields}
    return [(str(names.get(name, name)), value) for name, value in values.items()]
