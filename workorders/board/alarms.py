"""An emergency on the board: what was done when, and until when the next step is due, by its own clock (24 × 7)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from workorders.board.jobs import Job
from workorders.guards import UNFINISHED
from workorders.verdicts import duration

SOON = timedelta(minutes=10)


@dataclass(frozen=True)
class Step:
    """``state`` is done, current or to come; ``words`` when it was, or how much time is left."""

    label: str
    words: str
    state: str
    tone: str = ""


def alarm(job: Job, arrive_within: timedelta) -> dict[str, Any]:
    """The job with its steps, and whether somebody's being there can be noted by one click."""
    order, handling = job.order, job.handling
    known = [
        (_("Reported"), order.created_at, None),
        (_("Department told"), handling.alarmed_at, None),
        (_("Resident answered"), order.first_responded_at, order.created_at + timedelta(minutes=1)),
        (_("Somebody is there"), handling.started_at, order.created_at + arrive_within),
        (_("Solved"), None, handling.due_at),
    ]
    current = next(place for place, (_label, at, _due) in enumerate(known) if at is None)
    steps = [
        _step(label, at, due, job.now, "done" if at else "current" if place == current else "")
        for place, (label, at, due) in enumerate(known)
    ]
    return {"job": job, "steps": steps, "may_start": handling.started_at is None and order.state in UNFINISHED}


def _step(label: str, at: datetime | None, due: datetime | None, now: datetime, state: str) -> Step:
    if at is not None:
        return Step(label, f"{timezone.localtime(at):%H:%M}", state)
    if due is None:
        return Step(label, "–", state)
    if due < now:
        return Step(label, _("%(time)s late") % {"time": duration(now - due)}, state, "bad")
    words = _("by %(at)s, %(time)s left") % {"at": f"{timezone.localtime(due):%H:%M}", "time": duration(due - now)}
    return Step(label, words, state, "warn" if due - now < SOON else "")
