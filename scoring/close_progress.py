"""The steps of a running close, seen while it runs: written through a connection of their own."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.utils import timezone

from kpi_portal.lib.canonical import canonical
from records.runs import seen_at_once
from scoring.models import CloseStep, MonthClose

_INSERT = "INSERT INTO scoring_closestep (close_id, attempt, step, counts, at) VALUES (%s, %s, %s, %s::jsonb, %s)"


class Steps:
    """Notes which steps of a run are done."""

    def __init__(self, run: MonthClose, through: Any) -> None:
        self.run, self.through = run, through

    def done(self, step: CloseStep.Step, counts: Mapping[str, int] | None = None) -> None:
        """This step is done; ``counts`` says what it found."""
        values = [self.run.pk, self.run.attempts, step.value, canonical(dict(counts or {})).decode(), timezone.now()]
        with self.through.cursor() as cursor:
            cursor.execute(_INSERT, values)


@contextmanager
def noted(run: MonthClose) -> Iterator[Steps]:
    """Steps that others see at once; inside a caller's transaction they are seen with its other facts."""
    with seen_at_once() as through:
        yield Steps(run, through)
