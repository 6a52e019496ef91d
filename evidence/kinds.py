"""Every kind of evidence. The only list: what the portal does with a kind is made from its line here."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Model

from evidence.activities.kind import ACTIVITIES
from evidence.complaints.kind import COMPLAINTS
from evidence.kind import Kind, Table
from evidence.praise.kind import PRAISE
from evidence.quality_checks.kind import QUALITY_CHECKS
from evidence.ratings.kind import RATINGS
from evidence.suggestions.kind import SUGGESTIONS
from evidence.surveys.kind import SURVEYS
from evidence.trainings.kind import TRAININGS
from records.models import MonthRecord
from records.months import company_zone

KINDS: tuple[Kind, ...] = (SURVEYS, QUALITY_CHECKS, RATINGS, SUGGESTIONS, TRAININGS, COMPLAINTS, PRAISE, ACTIVITIES)
"""In the order of the room's tabs."""


def imports() -> tuple[str, ...]:
    """Kinds of import as dotted paths; ``settings.KPI_INTAKE_KINDS`` names this function."""
    return tuple(path for kind in KINDS for path in kind.imports)


def tables() -> Iterable[Table]:
    """The tables of every kind."""
    return (table for kind in KINDS for table in kind.tables)


def table_of(model: type[Model]) -> Table | None:
    """How a model is declared; None for one that no kind names."""
    return next((table for table in tables() if table.model is model), None)


def counted(code: str) -> Table | None:
    """The table whose facts cards keep under this name."""
    return next((table for table in tables() if table.code == code), None)


def audit_words() -> dict[str, Any]:
    """Acts of the room as the audit names them."""
    return {f"evidence.{verb}": words for kind in KINDS for verb, words in kind.verbs.items()}


def first_facts(people: Collection[int]) -> dict[int, date]:
    """Person → first day of the month, in the company's time zone, of the earliest standing fact about them."""
    zone, found = company_zone(), dict[int, date]()
    for table in tables():
        for person, when in table.earliest(people).items():
            day = (when.astimezone(zone).date() if isinstance(when, datetime) else when).replace(day=1)
            found[person] = min(day, found.get(person, day))
    return found


def anything_about_people(month: MonthRecord) -> bool:
    """Whether any standing evidence about somebody counts in the month."""
    return any(table.about_people(month) for table in tables())
