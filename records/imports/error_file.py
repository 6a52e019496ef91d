"""The annotated error file: the bad rows as they were sent, and beside them what is wrong with each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

from django.utils.translation import gettext as _

from kpi_portal.lib.tables import Cell, ErrorCell, Table

from .formats import Content, write_csv, write_xlsx
from .problems import Problem


def write_error_file(stream: BinaryIO, table: Table, problems: Iterable[Problem], *, as_xlsx: bool) -> int:
    """Write every row that has one of the `problems`; returns how many rows that were.

    Columns: those of the file, then row number and sentences (in the active language). The file can be corrected and
    sent again: the added columns are ignored.
    """
    by_row: dict[int, list[Problem]] = defaultdict(list)
    for problem in problems:
        by_row[problem.row].append(problem)
    rows = _rows(table, by_row)
    (write_xlsx if as_xlsx else write_csv)(stream, rows)
    return len(by_row)


def _rows(table: Table, by_row: dict[int, list[Problem]]) -> Iterator[Sequence[Content]]:
    width = len(table.columns)
    yield [*table.columns, _("Row in the file"), _("Column and value"), _("What is wrong")]
    for row in table.rows():
        if row.number in by_row:
            problems = by_row[row.number]
            cells = [_content(cell) for cell in row.cells[:width]]
            cells += [None] * (width - len(cells))
            places = "; ".join(dict.fromkeys(_place(problem) for problem in problems if problem.column))
            yield [*cells, row.number, places, " ".join(problem.sentence for problem in problems)]


def _place(problem: Problem) -> str:
    return f"{problem.column}: {problem.value}" if problem.value else problem.column


def _content(cell: Cell) -> Content:
    if isinstance(cell, ErrorCell):
        return str(cell)
    return cell if cell is None or isinstance(cell, Content) else str(cell)
