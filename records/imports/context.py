"""What a kind sees while it stores: the batch, the profile, the closed months, and where to report."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar, cast
from zoneinfo import ZoneInfo

from kpi_portal.lib.canonical import plain_tree
from records.models import Batch, LateFact, MonthRecord
from records.months import CLOSED

from .binding import Binding
from .collecting import Problems
from .judging import JudgedRow
from .problems import Problem, Severity
from .profile import Profile
from .reading import MOST_SHOWN
from .telling import Telling

Part = TypeVar("Part")


@dataclass(slots=True)
class Counts:
    """What became of the rows of a file."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    late: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.created + other.created,
            self.changed + other.changed,
            self.unchanged + other.unchanged,
            self.late + other.late,
        )


Days = tuple[date, date | None]
"""From a day to a day, both inclusive."""


@dataclass(slots=True)
class ImportContext:
    """One file on its way in."""

    batch: Batch
    profile: Profile
    now: datetime
    zone: ZoneInfo
    binding: Binding
    problems: Problems
    bad_rows: set[int] = field(default_factory=set)
    accept_repeats: bool = False
    """Whether rows that say the same as a fact of another file were confirmed."""
    late_rows: set[int] = field(default_factory=set)
    former: list[list[Any]] = field(default_factory=list)
    """Rows of plain tables that were changed: model, key and values before, for undoing."""
    telling: Telling = field(default_factory=Telling)
    _shared: dict[Callable[[ImportContext], object], object] = field(default_factory=dict)
    _months: list[MonthRecord] | None = None

    def shared(self, part: Callable[[ImportContext], Part]) -> Part:
        """What the kinds that read one file have in common, made by the first that asks: the class names it."""
        if part not in self._shared:
            self._shared[part] = part(self)
        return cast(Part, self._shared[part])

    def error(self, row: int, field: str, code: str, *, value: object = "", **params: object) -> None:
        """The row cannot be stored after all."""
        self.bad_rows.add(row)
        self._report(Severity.ERROR, row, field, code, params | {"value": value})

    @property
    def author(self) -> int | None:
        """Key of the person who imports."""
        return self.batch.by.person_id if self.batch.by else None

    def is_about_its_author(self, row: int, people: Collection[int | None]) -> bool:
        """Whether who imports is among those whose figures or pay the row moves: then it is an error (SCORING §1)."""
        if self.author is None or self.author not in people:
            return False
        self.error(row, "", "for_oneself")
        return True

    def warning(self, row: int, field: str, code: str, *, value: object = "", **params: object) -> None:
        """The row is stored, but somebody should look."""
        self._report(Severity.WARNING, row, field, code, params | {"value": value})

    def ask(self, row: int, code: str, **params: object) -> None:
        """The row is left aside until somebody has confirmed it (`accept_repeats`)."""
        self.problems.asked += 1
        self.warning(row, "", code, **params)

    def _report(self, severity: Severity, row: int, field: str, code: str, params: dict[str, object]) -> None:
        column = self.binding.column_of(field) if field else ""
        value = str(params.pop("value"))[:MOST_SHOWN]
        self.problems.add(Problem(row, severity, column, value, code, params))

    @property
    def closed(self) -> list[MonthRecord]:
        """The final months, earliest first."""
        return [month for month in self.months if month.state in CLOSED]

    @property
    def months(self) -> list[MonthRecord]:
        """All months that are known, earliest first."""
        if self._months is None:
            self._months = list(MonthRecord.objects.order_by("first_day"))
        return self._months

    def first_day_of(self, at: datetime | date) -> date:
        """First day of the month in which an instant or a day lies."""
        return (at.astimezone(self.zone).date() if isinstance(at, datetime) else at).replace(day=1)

    def months_within(self, days: Days) -> list[MonthRecord]:
        """The months that are known and hold one of these days; ``None`` for the last day goes on for ever."""
        first, last = days
        return [m for m in self.months if first <= m.month.last_day and (last is None or last >= m.first_day)]

    def closed_month(self, at: datetime | date) -> date | None:
        """First day of the final month in which an instant or a day lies, None if that month is not final."""
        for month in self.closed:
            if isinstance(at, datetime):
                if month.starts_at <= at < month.ends_at:
                    return month.first_day
            elif month.first_day == at.replace(day=1):
                return month.first_day
        return None

    def closed_month_within(self, days: Days) -> date | None:
        """The first final month of which one of these days is; ``None`` for the last day goes on for ever."""
        return next((month.first_day for month in self.months_within(days) if month.state in CLOSED), None)

    def queue_late(self, kind: str, rows: list[tuple[JudgedRow, str, date]]) -> None:
        """Put rows (with number and final month) that would change a final month aside for a person to decide; once
        per content, however often the file is sent."""
        waiting = LateFact.objects.filter(kind=kind, decision=LateFact.Decision.WAITING)
        known = defaultdict[str, list[object]](list)
        for late in waiting.filter(number__in=[number for _, number, _ in rows]):
            known[late.number].append(late.values)
        made = [
            LateFact(
                batch=self.batch,
                row=row.number,
                kind=kind,
                number=number,
                first_day=first_day,
                values=document(row.values),
            )
            for row, number, first_day in rows
        ]
        LateFact.objects.bulk_create([late for late in made if late.values not in known[late.number]], batch_size=1_000)
        for row, number, first_day in rows:
            self.telling.waits(row.number, first_day)
            self.warning(row.number, "", "late", value=number, month=f"{first_day:%Y-%m}")

    def settle_late(self, kind: str, numbers: Sequence[str]) -> None:
        """What waited under these numbers is stored now, because its month was re-opened."""
        LateFact.objects.filter(
            kind=kind, number__in=numbers, decision=LateFact.Decision.WAITING, batch__source=self.batch.source
        ).update(decision=LateFact.Decision.REOPENED)


def document(values: dict[str, Any]) -> dict[str, Any]:
    """Values as JSON holds them: decimals and months as text, instants in UTC."""
    return {name: plain_tree(value) for name, value in values.items() if value is not None}
