"""A source's number names a thing for ever (IMPORTS §1): a fact that would go to another person and another month at
once is another fact, whose number began again. One that stays with its person is taken for a correction, and told."""

from __future__ import annotations

from datetime import date, datetime

from kpi_portal.lib.month import Month
from records.models import Fact

from .context import ImportContext
from .fact_row import FactRow

At = datetime | date | None


def is_refused(context: ImportContext, row: FactRow, before: Fact | None, at: At, former: At) -> bool:
    """Whether the row is an error because its number names something else than it did. Instants decide the months."""
    then, agent = _month(context, former), row.columns.get("agent_id")
    if before is None or then is None or agent is None or then == _month(context, at):
        return False
    if agent == getattr(before, "agent_id", None):
        moved = {"number": row.number, "month": str(then), "now": str(_month(context, at))}
        context.warning(row.row.number, "number", "fact_moves_month", value=row.number, **moved)
        return False
    params = {"number": row.number, "month": str(then), "known": str(getattr(before, "agent", ""))}
    context.error(row.row.number, "number", "fact_begins_again", value=row.number, **params)
    return True


def _month(context: ImportContext, at: At) -> Month | None:
    day = at.astimezone(context.zone).date() if isinstance(at, datetime) else at
    return None if day is None else Month(day.year, day.month)
