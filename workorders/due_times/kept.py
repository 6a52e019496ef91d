"""Of one order: by when it is to be done, who said so, and whether that was kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from workorders.models import EventKind, OrderEvent, WorkOrder
from workorders.truth.final_months import DUE


@dataclass(frozen=True, slots=True)
class DueTime:
    """``said`` is where the time is from; ``word`` and ``tone`` whether it was kept, empty while that is open."""

    until: datetime
    said: str
    word: str = ""
    tone: str = ""


def due_time(order: WorkOrder, events: Iterable[OrderEvent], now: datetime) -> DueTime | None:
    """The time that holds; None where nothing is due."""
    given = [event for event in events if event.stands and event.kind in DUE and event.until is not None]
    last = max(given, key=lambda event: (event.at, event.sequence), default=None)
    if last is None or last.until is None:
        return None
    said = {
        EventKind.DUE: _("by the standard or the source"),
        EventKind.PROMISED: _("promised to the resident"),
        EventKind.EXTENDED: _("a longer time was granted"),
    }[EventKind(last.kind)]
    return DueTime(last.until, said, *_kept(order, last.until, now))


def _kept(order: WorkOrder, until: datetime, now: datetime) -> tuple[str, str]:
    if order.state == WorkOrder.State.CANCELLED:
        return "", ""
    if order.completed_at is not None:
        return (_("in time"), "ok") if order.completed_at <= until else (_("not in time"), "warn")
    return (_("overdue"), "bad") if until < now else ("", "")
