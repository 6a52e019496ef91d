"""What becomes of the rows of small kinds, told from the rows of tables that they made or changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db import models

from records.models import Fact

from .context import ImportContext
from .differing import differences
from .fact_row import FactRow
from .matters import CHANGED, NEW

if TYPE_CHECKING:
    from .upserting import FactTable

Made = tuple[FactRow, Any]
"""What was to be stored, and the object of it."""
Changed = tuple[int, models.Model, models.Model]
"""A row of the file, and that of the table as it was and as it is now."""


def tell_facts(
    context: ImportContext, table: FactTable, made: Sequence[Made], replaced: Sequence[tuple[Fact, Made]]
) -> None:
    """Each row with what differs, and the months that it moves: that of the fact, and of the one before."""
    for row, fact in made:
        if fact.revision == 1 or row.follows:
            context.telling.row(row.row.number, CHANGED if row.follows else NEW)
    compared = {name for row, _fact in made for name in row.columns} - table.apart
    lines = differences([(before, fact) for before, (_row, fact) in replaced], compared)
    for (_before, (row, fact)), differs in zip(replaced, lines, strict=True):
        context.telling.row(row.row.number, CHANGED, fact.number, differs)
    facts = [*(fact for _row, fact in made), *(before for before, _made in replaced)]
    for at in table.counts_in([vars(fact) for fact in facts]):
        if at is not None:
            context.telling.month(context.first_day_of(at))


def tell_changed(context: ImportContext, changed: Sequence[Changed], columns: set[str]) -> None:
    """Rows of plain tables that these changed, with what differs."""
    lines = differences([(before, now) for _row, before, now in changed], columns - {"batch_id"})
    for (row, _before, now), differs in zip(changed, lines, strict=True):
        context.telling.row(row, CHANGED, str(now), differs)
