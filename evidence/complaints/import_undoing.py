"""Undoing an import of complaints: its steps are voided, what it took back stands again, words say what they said."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Field, Q

from records.final_month_guard import containing
from records.imports.undoing import counts_for_a_final_month
from records.models import Batch, MonthRecord
from records.months import CLOSED

from .import_storing import STEPS
from .models import Complaint, ComplaintStep
from .projecting import project


def undo(batch: Batch) -> int:
    """Void the steps of a batch, and give back what it took and what words said before. Raises Refused."""
    former = batch.detail.get("former", [])
    taken = _former(former, ComplaintStep)
    for step in ComplaintStep.objects.filter(pk__in=taken).exclude(counts_at=None):
        if _is_final(step.counts_at):
            raise counts_for_a_final_month(step.number)
    touched = set(ComplaintStep.objects.filter(Q(batch=batch) | Q(pk__in=taken)).values_list("complaint_id", flat=True))
    steps = STEPS.undo(batch)
    ComplaintStep.objects.filter(pk__in=taken).update(stands=True)
    for key, values in _former(former, Complaint).items():
        said = {name: _column(name).to_python(value) for name, value in values.items()}
        Complaint.objects.filter(pk=key).update(**said)
    touched |= set(Complaint.objects.filter(batch=batch).values_list("pk", flat=True))
    project(touched)
    return max(steps, len(touched))


def _former(rows: Iterable[Sequence[Any]], model: type[Complaint | ComplaintStep]) -> dict[int, Mapping[str, Any]]:
    """Key → values before of one table; the earliest where a file changed a row twice."""
    found: dict[int, Mapping[str, Any]] = {}
    for label, key, values in rows:
        if label == model._meta.label:
            found.setdefault(key, values)
    return found


def _is_final(at: datetime | None) -> bool:
    return at is not None and MonthRecord.objects.filter(containing(at), state__in=CLOSED).exists()


def _column(name: str) -> "Field[Any, Any]":
    column = Complaint._meta.get_field(name.removesuffix("_id"))
    assert isinstance(column, Field)
    return column
