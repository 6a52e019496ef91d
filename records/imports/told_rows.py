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
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from records.models import Batch, ToldRow

from .changes import Line
from .fields import Field
from .kinds import all_kinds, fields_of, riders
from .matters import ERROR
from .problems import Severity, sentence
from .summary import Moved

ROWS = 50
UNFOLD = f"""
SELECT r.row, t.subject, t.lines
FROM {ToldRow._meta.db_table} t CROSS JOIN LATERAL generate_series(t.first_row, t.last_row) r (row)
WHERE t.batch_id = %s AND t.matter = %s
ORDER BY t.first_row, r.row LIMIT %s OFFSET %s
"""


@dataclass(frozen=True, slots=True)
class Shown:
    """One row of the file: its number, what it is about, what it changes, what is wrong with it."""

    row: int
    subject: str
    lines: Sequence[Line]
    sentences: Sequence[str] = ()


class Rows(Sequence[Shown]):
    """The rows of one matter, in their order."""

    def __init__(self, batch: Batch, of: Moved) -> None:
        self._batch, self._of = batch, of

    def __len__(self) -> int:
        return self._of.number

    @overload
    def __getitem__(self, place: int) -> Shown: ...
    @overload
    def __getitem__(self, place: slice) -> list[Shown]: ...
    def __getitem__(self, place: int | slice) -> Shown | list[Shown]:
        if isinstance(place, int):
            return self[place : place + 1][0]
        start, stop, _step = place.indices(len(self))
        with connection.cursor() as cursor:
            cursor.execute(UNFOLD, [self._batch.pk, self._of.matter.code, stop - start, start])
            found = cursor.fetchall()
        wrong = self._wrong([row for row, _subject, _lines in found]) if self._of.matter is ERROR else {}
        fields = _fields(self._batch)
        return [
            Shown(row, subject, [worded(line, fields) for line in _read(lines)], wrong.get(row, ()))
            for row, subject, lines in found
        ]

    def _wrong(self, rows: Sequence[int]) -> dict[int, list[str]]:
        found: dict[int, list[str]] = {}
        for problem in self._batch.problems.filter(severity=Severity.ERROR, row__in=rows):
            column = f"{problem.column}: " if problem.column else ""
            found.setdefault(problem.row, []).append(f"{column}{sentence(problem.code, problem.params)}")
        return found


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
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if isinstance(at, datetime) and at.tzinfo else value
