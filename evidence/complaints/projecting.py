"""The columns of a complaint that repeat what its standing steps say, for lists and pages."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from .models import Complaint, ComplaintStep

Kind, State = ComplaintStep.Kind, Complaint.State
REPEATED = (
    "stands", "received_at", "severity", "is_public", "excluded_reason", "state", "handler_id", "soothed_at",
    "understood_at", "closed_at", "is_resolved", "called_back_at", "rating", "verdict", "against_id", "department_id",
)  # fmt: skip


def project(complaints: Collection[int]) -> None:
    """Write the columns anew for these complaints. One without its receipt, voided with its import, stands no more."""
    steps = defaultdict[int, list[ComplaintStep]](list)
    for step in ComplaintStep.objects.standing().filter(complaint__in=complaints).order_by("at", "pk"):
        steps[step.complaint_id].append(step)
    rows = list(Complaint.objects.filter(pk__in=complaints))
    for row in rows:
        _repeat(row, steps[row.pk])
    Complaint.objects.bulk_update(rows, [name.removesuffix("_id") for name in REPEATED], batch_size=500)


def _repeat(row: Complaint, steps: Sequence[ComplaintStep]) -> None:
    received = next((step for step in steps if step.kind == Kind.RECEIVED), None)
    row.stands = received is not None
    if received is None:
        return
    said: dict[str, Any] = dict.fromkeys(REPEATED[7:])
    said |= {"handler_id": received.agent_id, "verdict": ""}
    for step in steps:
        said |= _says(step)
    said |= {name: getattr(received, name) for name in ("severity", "is_public", "excluded_reason")}
    for name, value in said.items():
        setattr(row, name, value)
    row.received_at, row.state = received.at, _state(row)


SAYS: dict[str, tuple[tuple[str, str], ...]] = {
    Kind.ASSIGNED: (("handler_id", "agent_id"),),
    Kind.SOOTHED: (("soothed_at", "at"),),
    Kind.UNDERSTOOD: (("understood_at", "at"),),
    Kind.CLOSED: (("closed_at", "at"), ("is_resolved", "is_resolved")),
    Kind.CALLED_BACK: (("called_back_at", "at"), ("rating", "rating")),
    Kind.JUDGED: (("verdict", "verdict"), ("against_id", "agent_id"), ("department_id", "department_id")),
}
"""Step → the columns of the complaint that it sets, each from a field of its own."""
EMPTIES: dict[str, tuple[str, ...]] = {
    Kind.CLOSED: ("called_back_at",),
    Kind.REOPENED: ("closed_at", "is_resolved"),
}
"""Step → the columns that hold nothing any more."""


def _says(step: ComplaintStep) -> dict[str, Any]:
    """What a step changes in the columns."""
    emptied: dict[str, Any] = dict.fromkeys(EMPTIES.get(step.kind, ()))
    return emptied | {column: getattr(step, name) for column, name in SAYS.get(step.kind, ())}


def _state(row: Complaint) -> str:
    if row.closed_at is not None:
        return State.CLOSED
    if row.understood_at is not None:
        return State.SOLVE
    return State.UNDERSTAND if row.soothed_at is not None else State.SOOTHE
