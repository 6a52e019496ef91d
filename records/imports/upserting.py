"""Storing small tables: what is there already in the same words is left alone, what differs is superseded (facts) or
changed with its former values kept for undoing (everything else)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple, cast

from django.db import models, transaction
from django.db.models import Max, ProtectedError
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext

from kpi_portal.lib.canonical import plain_tree
from records.models import Batch, Fact
from records.months import CLOSED

from . import begun_again, repeats
from .context import Counts, Days, ImportContext
from .fact_row import FactRow
from .judging import JudgedRow
from .matters import NEW, UNCHANGED
from .telling_facts import Changed, Made, tell_changed, tell_facts
from .undoing import corrected_since, counts_for_a_final_month

Columns = dict[str, Any]
Touched = Callable[[models.Model | None, Columns], Days | None]
"""From the row that is there (None: none) and the columns to come to the days of which something would change."""
CountsIn = Callable[[Sequence[Columns]], Sequence[datetime | date | None]]
"""From the columns of facts to the instant or day of each that decides in which month it counts."""


class Incoming(NamedTuple):
    """A judged row as a row of a table: columns by attribute name (`agent_id`, not `agent`), whose figures or pay it
    moves (None: nobody's), and the row of the table that it corrects though a column of the key differs."""

    row: JudgedRow
    columns: Columns
    whose: object
    corrects: models.Model | None = None


@dataclass(frozen=True, slots=True)
class FactTable:
    """A model of facts, and how it counts. Columns ``apart`` are new in every revision and compared with nothing."""

    model: type[Fact]
    kind: str
    counts_in: CountsIn
    apart: frozenset[str] = frozenset()

    def store(self, context: ImportContext, rows: Sequence[FactRow]) -> tuple[Counts, list[Made]]:
        """Add new facts, supersede changed ones, queue what would change a final month.

        Also returns what was made, so that its parts can be added.
        """
        context.telling.unchanged(row.row.number for row in rows)
        asked, rows = len(rows), self.spelled(context.batch.source, repeats.named(context, rows))
        found = self._standing(context.batch.source, [row.number for row in rows])
        rows = repeats.without_repeats(self.model, context, rows, found, self.apart)
        rows = [row.beside(found.get(row.number)) for row in rows]
        revisions = self._revisions(context.batch.source, [row.number for row in rows])
        counts, made, late, replaced = Counts(unchanged=asked - len(rows)), list[Made](), [], list[tuple[Fact, Made]]()
        dates = self.counts_in([row.columns for row in rows])
        former = dict(zip(found, self.counts_in([vars(fact) for fact in found.values()]), strict=True))
        for row, at in zip(rows, dates, strict=True):
            before = found.get(row.number)
            if before is not None and self.is_same(before, row):
                counts.unchanged += 1
                continue
            then = former.get(row.number)
            own = context.is_about_its_author(row.row.number, _whose(row.columns, before))
            if own or begun_again.is_refused(context, row, before, at, then):
                continue
            month = _final_month(context, at, then)
            if month is not None:
                late.append((row.row, row.number, month))
                continue
            made.append((row, self._fact(context, row, revisions.get(row.number, 0) + 1, before)))
            if before is not None:
                replaced.append((before, made[-1]))
        self.model._default_manager.filter(pk__in=[before.pk for before, _made in replaced]).update(stands=False)
        self.model._default_manager.bulk_create([fact for _row, fact in made], batch_size=1_000)
        context.settle_late(self.kind, [row.number for row, _fact in made])
        context.queue_late(self.kind, late)
        counts.changed, counts.created, counts.late = len(replaced), len(made) - len(replaced), len(late)
        tell_facts(context, self, made, replaced)
        return counts, made

    def differing(self, context: ImportContext, rows: Sequence[FactRow]) -> list[FactRow]:
        """The rows that say something else than what stands."""
        rows = self.spelled(context.batch.source, rows)
        found = self._standing(context.batch.source, [row.number for row in rows])
        return [row for row in rows if row.number not in found or not self.is_same(found[row.number], row)]

    def is_same(self, before: Fact, row: FactRow) -> bool:
        """Whether the file says what stands already. A table of facts with parts compares those too."""
        return _same(before, {name: value for name, value in row.columns.items() if name not in self.apart})

    def _fact(self, context: ImportContext, row: FactRow, revision: int, before: Fact | None) -> Fact:
        reason = gettext("Import of %(file)s") % {"file": context.batch.file_name} if before is not None else ""
        return self.model(
            source=context.batch.source,
            number=row.number,
            revision=revision,
            batch=context.batch,
            recorded_by=context.batch.by,
            reason=reason,
            **row.columns,
        )

    def _standing(self, source: str, numbers: Sequence[str]) -> dict[str, Fact]:
        rows = self.model._default_manager.filter(source=source, number__in=numbers, stands=True)
        return {row.number: row for row in rows}

    def spelled(self, source: str, rows: Sequence[FactRow]) -> list[FactRow]:
        """The rows, known numbers as they were written first: letters are compared without case."""
        known = self.spellings(source, [row.number for row in rows])
        return [row._replace(number=known.get(row.number.lower(), row.number)) for row in rows]

    def spellings(self, source: str, numbers: Iterable[str]) -> dict[str, str]:
        """Of the known among these numbers: in small letters → as it was written first."""
        facts = self.model._default_manager.filter(source=source).alias(lowered=Lower("number"))
        known = facts.filter(lowered__in={number.lower() for number in numbers})
        return {number.lower(): number for number in known.values_list("number", flat=True)}

    def _revisions(self, source: str, numbers: Sequence[str]) -> dict[str, int]:
        rows = self.model._default_manager.filter(source=source, number__in=numbers)
        return dict(rows.order_by().values_list("number").annotate(last=Max("revision")))

    def concerns(self, batch: Batch, person: int) -> bool:
        """Whether undoing the batch would move figures of this person: by what it brought, or by what stood before."""
        numbers = self.model._default_manager.filter(batch=batch).values("number")
        about: dict[str, Any] = {"source": batch.source, "number__in": numbers, "agent_id": person}
        return self.model._default_manager.filter(**about).exists()

    def undo(self, batch: Batch) -> int:
        """Void the batch's facts; the revisions before stand again. Raises `Refused` if one counts for a final
        month or was superseded since."""
        closed_months = _closed_edges()
        rows = list(self.model._default_manager.filter(batch=batch, voided_at=None))
        for row, at in zip(rows, self.counts_in([vars(row) for row in rows]), strict=True):
            if not row.stands:
                raise corrected_since(row.number)
            if at is not None and _lies_in(at, closed_months):
                raise counts_for_a_final_month(row.number)
        self.model._default_manager.filter(pk__in=[row.pk for row in rows]).update(
            stands=False, voided_at=timezone.now()
        )
        before = self.model._default_manager.filter(
            source=batch.source, number__in=[row.number for row in rows if row.revision > 1], voided_at=None
        )
        latest = before.order_by("number", "-revision").distinct("number")
        self.model._default_manager.filter(pk__in=latest.values("pk")).update(stands=True)
        return len(rows)


def _whose(columns: Columns, before: Fact | None) -> set[int | None]:
    """Whom the fact is about, and whom it was about until now: giving it to somebody else moves both."""
    return {columns.get("agent_id"), getattr(before, "agent_id", None)}


def _final_month(context: ImportContext, *dates: datetime | date | None) -> date | None:
    months = (context.closed_month(at) for at in dates if at is not None)
    return next((month for month in months if month is not None), None)


def _closed_edges() -> list[tuple[datetime, datetime, date]]:
    from records.models import MonthRecord

    closed = MonthRecord.objects.filter(state__in=CLOSED)
    return list(closed.values_list("starts_at", "ends_at", "first_day"))


def _lies_in(at: datetime | date, edges: list[tuple[datetime, datetime, date]]) -> bool:
    if isinstance(at, datetime):
        return any(start <= at < end for start, end, _first in edges)
    return any(first == at.replace(day=1) for _start, _end, first in edges)


def _same(before: models.Model, columns: Mapping[str, object]) -> bool:
    return all(getattr(before, name) == value for name, value in columns.items())


def no_days(_before: models.Model | None, _columns: Columns) -> Days | None:
    """For tables of which no final month is made."""
    return None


def upsert(
    context: ImportContext,
    model: type[models.Model],
    key: tuple[str, ...],
    rows: Sequence[Incoming],
    touched: Touched = no_days,
) -> Counts:
    """Rows of a plain table, identified by the columns in `key`: add, change, or leave alone.

    A row that touches days of a final month is an error with a sentence; the database would refuse the whole file.
    """
    first, *_others = key
    known = model._default_manager.filter(**{f"{first}__in": {incoming.columns[first] for incoming in rows}})
    found = {tuple(getattr(row, name) for name in key): row for row in known}
    counts, made, changed, names = Counts(), [], list[Changed](), set()
    for incoming in rows:
        before = incoming.corrects or found.get(tuple(incoming.columns[name] for name in key))
        if before is not None and _same(before, incoming.columns):
            counts.unchanged += 1
            context.telling.row(incoming.row.number, UNCHANGED)
        elif _refused(context, incoming, touched(before, incoming.columns)):
            pass
        elif before is None:
            made.append(model(**incoming.columns, batch=context.batch))
            context.telling.row(incoming.row.number, NEW)
        else:
            changed.append((incoming.row.number, copy(before), before))
            _change(context, before, incoming.columns)
            names |= set(incoming.columns) - (set() if incoming.corrects else set(key))
    model._default_manager.bulk_create(made, batch_size=1_000)
    if changed:
        rows_changed = [now for _row, _before, now in changed]
        model._default_manager.bulk_update(rows_changed, [_column(model, name).name for name in names], batch_size=500)
    tell_changed(context, changed, names)
    counts.created, counts.changed = len(made), len(changed)
    return counts


def _change(context: ImportContext, row: models.Model, columns: Columns) -> None:
    """Give the row these values; its former ones are kept for undoing."""
    former = {name: getattr(row, name) for name in columns}
    context.former.append([row._meta.label, row.pk, plain_tree(former)])
    for name, value in columns.items():
        setattr(row, name, value)


def _refused(context: ImportContext, incoming: Incoming, days: Days | None) -> bool:
    """Whether a row is about who imports, or touches days of a final month; else the months that it moves are told."""
    if context.is_about_its_author(incoming.row.number, [cast("int | None", incoming.whose)]):
        return True
    month = context.closed_month_within(days) if days else None
    if month is not None:
        context.error(incoming.row.number, "", "of_final_month", month=f"{month:%Y-%m}")
        return True
    for known in context.months_within(days) if days else ():
        context.telling.month(known.first_day)
    return False


def _column(model: type[models.Model], name: str) -> models.Field[Any, Any]:
    column = model._meta.get_field(name)
    assert isinstance(column, models.Field)  # only columns are imported
    return column


def rows_concern(batch: Batch, rows: models.QuerySet[Any]) -> bool:
    """Whether one of these plain rows was added or changed by the batch."""
    label = rows.model._meta.label
    changed = [pk for its_label, pk, _former in batch.detail.get("former", []) if its_label == label]
    return rows.filter(models.Q(batch=batch) | models.Q(pk__in=changed)).exists()


def undo_rows(batch: Batch, model: type[models.Model]) -> int:
    """Give the plain rows that a batch changed their former values back and delete those that it added, in this order:
    what it took over from another batch is that one's again.

    What something else refers to by now stays; its name is kept in the batch's detail, under ``stays``. Raises
    `MonthIsFinal` if a final month is made of one.
    """
    restored = 0
    for label, pk, former in batch.detail.get("former", []):
        if label == model._meta.label:
            restored += model._default_manager.filter(pk=pk).update(
                **{name: _column(model, name).to_python(value) for name, value in former.items()}
            )
    added = {row.pk: str(row) for row in model._default_manager.filter(batch=batch)}
    stay = _delete(model, list(added))
    if stay:
        batch.detail.setdefault("stays", {})[model._meta.label] = [added[key] for key in stay]
    return len(added) - len(stay) + restored


def _delete(model: type[models.Model], keys: Sequence[int]) -> list[int]:
    """Delete these rows; the keys of those that something refers to.

    Asked for one by one, each row costs a question to every table that could refer to it; halves find the few.
    """
    try:
        with transaction.atomic():
            model._default_manager.filter(pk__in=keys).delete()
    except ProtectedError:
        if len(keys) == 1:
            return list(keys)
        middle = len(keys) // 2
        return _delete(model, keys[:middle]) + _delete(model, keys[middle:])
    return []
