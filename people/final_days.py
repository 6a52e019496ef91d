"""Of which days an entry changes something: what the guards of final months ask, said to imports row by row.

The database refuses the same (migration 0006); here a file learns which of its rows it is.
"""

from datetime import date, timedelta
from typing import Any

from django.db.models import Model

from people.models import Posting
from records.imports.context import Days

LAST = date.max


def new_days(before: Model | None, columns: dict[str, Any]) -> Days | None:
    """All days of an entry that is new; one that is known keeps its days, and its words are free."""
    return (columns["first_day"], columns["last_day"]) if before is None else None


def posted_days(before: Model | None, columns: dict[str, Any]) -> Days | None:
    """All days of a posting that is new or goes to another team; of a changed end the days between old and new."""
    if not isinstance(before, Posting):
        return new_days(before, columns)
    ends = sorted([before.last_day or LAST, columns["last_day"] or LAST])
    if before.team_id != columns["team_id"]:
        return columns["first_day"], ends[1]
    return (ends[0] + timedelta(days=1), ends[1]) if ends[0] < ends[1] else None
