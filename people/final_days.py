"""Postings, leave and bonus bases are shut for the days of final months (SCORING §9).

``GUARDS`` is what the database refuses; below them the same is said to imports row by row, so that a file learns which
of its rows it is.
"""

from datetime import date, timedelta
from typing import Any

from django.db.models import Model

from people.models import Posting
from records.final_month_triggers import Guard, LastingGuard, TableGuard
from records.imports.context import Days

LAST = date.max

GUARDS: tuple[TableGuard, ...] = (
    LastingGuard("people_posting", ("person_id", "site_id", "team_id", "post", "share")),
    LastingGuard("people_unpaidleave", ("person_id",)),
    Guard(
        "people_bonusbase",
        ("person_id", "from_first_day", "amount"),
        "m.first_day >= c.from_first_day AND NOT EXISTS (SELECT FROM people_bonusbase later"
        " WHERE later.person_id = c.person_id AND later.id <> c.id"
        " AND later.from_first_day > c.from_first_day AND later.from_first_day <= m.first_day)",
    ),
)
"""A base belongs to the months from its own until the person's next one."""


def new_days(before: Model | None, columns: dict[str, Any]) -> Days | None:
    """All days of an entry that is new; one that is known keeps its days, and its words are free."""
    return (columns["first_day"], columns["last_day"]) if before is None else None


def posted_days(before: Model | None, columns: dict[str, Any]) -> Days | None:
    """All days of a posting that is new, begins on another day, or goes to another team or another share of full time;
    of a changed end the days between old and new. What the columns do not say stays."""
    if not isinstance(before, Posting):
        return columns["first_day"], columns.get("last_day")
    if columns["first_day"] != before.first_day:
        return _begun_elsewhere(before, columns)
    ends = sorted([before.last_day or LAST, columns.get("last_day", before.last_day) or LAST])
    if any(columns.get(name, getattr(before, name)) != getattr(before, name) for name in ("team_id", "share")):
        return columns["first_day"], ends[1]
    return (ends[0] + timedelta(days=1), ends[1]) if ends[0] < ends[1] else None


def _begun_elsewhere(before: Posting, columns: dict[str, Any]) -> Days:
    """Of a corrected first day the days between old and new, and those up to a later end."""
    first, second = sorted([before.first_day, columns["first_day"]])
    last = columns.get("last_day", before.last_day)
    return first, second - timedelta(days=1) if last == before.last_day else last
