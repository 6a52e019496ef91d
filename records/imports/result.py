"""What came of a file, and putting it down in the batch."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from kpi_portal.lib.canonical import plain_tree
from records.models import Batch, RowProblem

from .collecting import Problems
from .context import Counts
from .telling import Told


@dataclass(frozen=True, slots=True)
class Result:
    """What became of the rows, how many there were, what is wrong with some, and what each does."""

    counts: Counts
    rows: int
    problems: Problems
    told: Told


def keep_result(batch: Batch, state: Batch.State, result: Result) -> None:
    """Write what came of the file into its batch; it replaces what was found at an earlier judging."""
    counts, problems = result.counts, result.problems
    batch.state = state
    batch.stored_at = timezone.now() if state is Batch.State.STORED else None
    batch.rows, batch.rejected, batch.warned = result.rows, problems.bad_rows, problems.warned
    batch.created, batch.changed = counts.created, counts.changed
    batch.unchanged, batch.late = counts.unchanged, counts.late
    batch.detail |= {"warnings": dict(problems.warnings), "stopped": problems.stopped, "told": result.told.document()}
    batch.detail["asked"] = problems.asked
    batch.save()
    result.told.keep(batch)
    batch.problems.all().delete()
    RowProblem.objects.bulk_create(
        [
            RowProblem(
                batch=batch,
                severity=str(problem.severity),
                row=problem.row,
                column=problem.column[:200],
                value=problem.value,
                code=problem.code,
                params=plain_tree(problem.params),
            )
            for problem in problems.kept
        ],
        batch_size=2_000,
    )
