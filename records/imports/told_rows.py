"""The rows of one matter of a file, a page at a time: spans are unfolded in the database, so that a million rows cost
no more than the page."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, overload

from django.apps import apps
from django.db import connection
from django.utils.dateparse import parse_datetime

from kpi_portal.lib.instants import written
from kpi_portal.lib.refusals import Refused
from records.models import Batch, ToldRow

from . import uploads
from .changes import Line
from .fields import Field
from .kinds import all_kinds, fields_of, riders
from .matters import Matter
from .problems import Severity, sentence
from .summary import Moved

ROWS = 50
READ_UP_TO = 100_000
"""Rows of a file that are read again to show what they say: about a second."""
UNFOLD = f"""
-- Only the spans that lie on the page are unfolded: `before` is how many rows there are in those before each.
SELECT r.row, t.matter, t.subject, t.lines
FROM (
    SELECT *, sum(last_row - first_row + 1) OVER (ORDER BY first_row, id) - (last_row - first_row + 1) AS before
    FROM {ToldRow._meta.db_table} WHERE batch_id = %(batch)s AND matter = ANY(%(matters)s)
) t
CROSS JOIN LATERAL generate_series(
    greatest(t.first_row, t.first_row + %(start)s - t.before), least(t.last_row, t.first_row + %(stop)s - 1 - t.before)
) r (row)
WHERE t.before < %(stop)s AND t.before + t.last_row - t.first_row + 1 > %(start)s
ORDER BY r.row
"""


@dataclass(frozen=True, slots=True)
class Shown:
    """One row of the file: its number, what becomes of it, what it is about, what it changes, what is wrong with it,
    and what it says as the mapping reads it."""

    row: int
    matter: Matter
    subject: str
    lines: Sequence[Line]
    sentences: Sequence[str] = ()
    values: Sequence[tuple[str, Any]] = ()


class Rows(Sequence[Shown]):
    """The rows of some matters, in the order of the file."""

    def __init__(self, batch: Batch, of: Sequence[Moved]) -> None:
        self._batch, self._matters = batch, {one.matter.code: one.matter for one in of}
        self._number = sum(one.number for one in of)

    def __len__(self) -> int:
        return self._number

    @overload
    def __getitem__(self, place: int) -> Shown: ...
    @overload
    def __getitem__(self, place: slice) -> list[Shown]: ...
    def __getitem__(self, place: int | slice) -> Shown | list[Shown]:
        if isinstance(place, int):
            return self[place : place + 1][0]
        start, stop, _step = place.indices(len(self))
        params: dict[str, Any] = {"batch": self._batch.pk, "matters": list(self._matters), "start": start, "stop": stop}
        with connection.cursor() as cursor:
            cursor.execute(UNFOLD, params)
            found = cursor.fetchall()
        numbers = [row for row, *_told in found]
        wrong, said, fields = self._wrong(numbers), self._said(numbers), _fields(self._batch)
        return [
            Shown(
                row,
                self._matters[matter],
                subject,
                [worded(line, fields) for line in _read(lines)],
                wrong.get(row, ()),
                said.get(row, ()),
            )
            for row, matter, subject, lines in found
        ]

    def _wrong(self, rows: Sequence[int]) -> dict[int, list[str]]:
        found: dict[int, list[str]] = {}
        for problem in self._batch.problems.filter(severity=Severity.ERROR, row__in=rows):
            column = f"{problem.column}: " if problem.column else ""
            found.setdefault(problem.row, []).append(f"{column}{sentence(problem.code, problem.params)}")
        return found

    def _said(self, rows: Sequence[int]) -> dict[int, list[tuple[str, Any]]]:
        """What the rows say, read from the file again; nothing where it is gone, or too far down in it."""
        near = [row for row in rows if row <= READ_UP_TO]
        if not near or not self._batch.file:
            return {}
        try:
            with uploads.table_of(self._batch) as table:
                return uploads.as_read(self._batch, table, near)
        except Refused:
            return {}


def _read(lines: Any) -> list[Any]:
    return json.loads(lines) if isinstance(lines, str) else list(lines)


def _fields(batch: Batch) -> dict[str, Field]:
    kind = all_kinds()[batch.kind]
    return {field.name: field for field in fields_of([kind, *riders(kind)])}


def worded(line: Sequence[Any], fields: Mapping[str, Field]) -> Line:
    """A line in the reader's words: the field is one of the file's, or a column of a table."""
    code, before, now = line
    if "." in code:
        label, _dot, name = code.rpartition(".")
        column: Any = apps.get_model(label)._meta.get_field(name)
        choices = {str(choice): str(word) for choice, word in column.flatchoices}
        return Line(str(column.verbose_name), _said(before, choices), _said(now, choices))
    field = fields[code]
    return Line(str(field.label), _said(before, field.shown_choices()), _said(now, field.shown_choices()))


def _said(value: str | None, choices: Mapping[str, str]) -> str:
    if value is None or value == "":
        return "—"
    if value in choices:
        return choices[value]
    at = parse_datetime(value) if "T" in value else None
    return written(at) if isinstance(at, datetime) and at.tzinfo else value
