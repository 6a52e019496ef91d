"""What a file does, row by row, as its kinds tell it while they store (IMPORTS §4, 15). A check stores and takes back,
so that what it tells is what storing does; it is read out before that, and kept with the batch.

Rows that have nothing more to say are kept as spans: a million new rows are one.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from tempfile import SpooledTemporaryFile
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection

from records.models import Batch, ToldRow

from . import staging
from .matters import ERROR, LEFT_OUT, UNCHANGED, VERDICTS, WAITS, Matter

TABLE = "told"
COLUMNS = {"matter": "text", "first_row": "integer", "last_row": "integer", "subject": "text", "lines": "jsonb"}
IN_MEMORY = 4 << 20
NAMES_KEPT = 1_000
ORDER = {matter.code: place for place, matter in enumerate(VERDICTS)}

SPANS = """
INSERT INTO told SELECT %(matter)s, min(row), max(row), '', '[]' FROM (
    SELECT row, row - row_number() OVER (ORDER BY row) AS island FROM (SELECT DISTINCT row FROM ({rows}) r) d
) i GROUP BY island
"""
LINES = """
INSERT INTO told SELECT %(matter)s, row, row, subject, lines FROM ({rows}) r
"""
OUT = "COPY (SELECT matter, first_row, last_row, subject, lines FROM told) TO STDOUT"
NUMBERS = "SELECT matter, sum(last_row - first_row + 1) FROM told GROUP BY matter"
IN = """
COPY pg_temp.told_again (matter, first_row, last_row, subject, lines) FROM STDIN
"""
KEEP = f"""
INSERT INTO {ToldRow._meta.db_table} (batch_id, matter, first_row, last_row, subject, lines)
SELECT %s, matter, first_row, last_row, left(subject, 200), lines FROM pg_temp.told_again
"""

Line = tuple[str, str | None, str | None]
"""A field by its code, what it said, what it says."""


@dataclass
class Told:
    """What a file was told to do, outside of its transaction."""

    numbers: dict[str, int]
    made: dict[str, tuple[int, list[str]]]
    months: dict[str, tuple[int, int]]
    rows: SpooledTemporaryFile[bytes]

    def document(self) -> dict[str, Any]:
        """The numbers, as JSON holds them: rows by matter; what is made up by table; by month the rows that are stored
        and those that wait."""
        return {"numbers": self.numbers, "made": self.made, "months": self.months}

    def keep(self, batch: Batch) -> None:
        """Put the rows down beside a batch, in place of those of an earlier check."""
        batch.told.all().delete()
        staging.create("told_again", COLUMNS)
        self.rows.seek(0)
        with connection.cursor() as cursor:
            with cursor.copy(IN) as copy:
                while part := self.rows.read(1 << 16):
                    copy.write(part)
            cursor.execute(KEEP, [batch.pk])


@dataclass
class Telling:
    """Where the kinds tell. Begin it inside of the transaction that stores."""

    _verdicts: dict[int, tuple[str, str, Sequence[Line]]] = field(default_factory=dict)
    _months: Counter[str] = field(default_factory=Counter)
    _waiting: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        staging.create(TABLE, COLUMNS)

    def row(self, row: int, verdict: Matter, subject: str = "", lines: Sequence[Line] = ()) -> None:
        """What becomes of a row. Of several the strongest is told: a row may make several facts."""
        known = self._verdicts.get(row)
        if known is None or ORDER[known[0]] < ORDER[verdict.code]:
            self._verdicts[row] = (verdict.code, subject, lines)
        elif known[0] == verdict.code and lines:
            self._verdicts[row] = (known[0], known[1] or subject, (*known[2], *lines))

    def unchanged(self, rows: Iterable[int]) -> None:
        """Rows of which nothing stronger is known so far."""
        for row in rows:
            self.row(row, UNCHANGED)

    def left_out(self, rows: Iterable[int]) -> None:
        """Rows that are no facts, or that somebody does not want."""
        for row in rows:
            self.row(row, LEFT_OUT)

    def rows(self, matter: Matter, rows: Iterable[tuple[int, str]]) -> None:
        """Rows with what each is about."""
        staging.write(TABLE, list(COLUMNS), [[matter.code, row, row, subject, "[]"] for row, subject in rows])

    def spans(self, matter: Matter, rows: str, params: staging.Params = None) -> None:
        """Rows of a statement with a column ``row``."""
        staging.run(SPANS.format(rows=rows), {**dict(params or {}), "matter": matter.code})

    def lines(self, matter: Matter, rows: str, params: staging.Params = None) -> None:
        """Rows of a statement with columns ``row``, ``subject`` and ``lines``."""
        staging.run(LINES.format(rows=rows), {**dict(params or {}), "matter": matter.code})

    def waits(self, row: int, first_day: date) -> None:
        """A row would change a final month."""
        self.row(row, WAITS, f"{first_day:%Y-%m}")
        self._waiting[f"{first_day:%Y-%m}"] += 1

    def month(self, first_day: date, rows: int = 1) -> None:
        """So many rows add to a month or change it."""
        self._months[f"{first_day:%Y-%m}"] += rows

    def collect(self, batch: Batch, bad_rows: Iterable[int]) -> Told:
        """Everything, read out before the transaction may be taken back."""
        for row in bad_rows:
            self.row(row, ERROR)
        self._flush()
        # Open as long as what it holds is wanted.
        rows: SpooledTemporaryFile[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115
        with connection.cursor() as cursor, cursor.copy(OUT) as copy:
            for part in copy:
                rows.write(part)
        numbers = {matter: int(number) for matter, number in staging.run(NUMBERS)}
        months = sorted(self._months.keys() | self._waiting.keys())
        by_month = {month: (self._months[month], self._waiting[month]) for month in months}
        return Told(numbers, made_up(batch), by_month, rows)

    def _flush(self) -> None:
        bare, wordy = defaultdict[tuple[str, str], list[int]](list), []
        for row, (code, subject, lines) in self._verdicts.items():
            if lines:
                wordy.append([code, row, row, subject, json.dumps(lines)])
            else:
                bare[code, subject].append(row)
        spans = [
            [code, *span, subject, "[]"] for (code, subject), rows in bare.items() for span in _spans(sorted(rows))
        ]
        staging.write(TABLE, list(COLUMNS), [*spans, *wordy])


def _spans(rows: Sequence[int]) -> list[tuple[int, int]]:
    """Ascending rows, those that follow each other together."""
    found: list[tuple[int, int]] = []
    for row in rows:
        if found and found[-1][1] == row - 1:
            found[-1] = (found[-1][0], row)
        else:
            found.append((row, row))
    return found


def made_up(batch: Batch) -> dict[str, tuple[int, list[str]]]:
    """People, places and postings that the import makes: by table how many, and what they are called."""
    found = {}
    for label in settings.KPI_MADE_BY_IMPORTS:
        rows = apps.get_model(label)._default_manager.filter(batch=batch).order_by("pk")
        if number := rows.count():
            found[label] = (number, sorted(str(row) for row in rows[:NAMES_KEPT]))
    return found
