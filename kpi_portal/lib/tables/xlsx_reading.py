"""Workbooks as rows, streamed: a sheet is read once from front to back, and of it no more than a row is held.

Cells without references stand one after the other, as in files of simple programs. Error cells are kept, formulas
without a stored result refused, and what a file may hold in the end is counted while it is read.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator

from . import unpacking
from .table import NAMES_ONLY, Row, Table, TableError, column_names
from .xlsx_merged import read_merged, row_of_headings, speaking_for_all
from .xlsx_parts import Workbook, read_strings, read_workbook
from .xlsx_sheet import Sheet
from .xml_stream import read_xml


def read_xlsx(archive: zipfile.ZipFile, *, header_row: int = 1, sheet: str = "") -> Table:
    """The named sheet, else the first visible one that has cells. Raises `TableError`."""
    unpacking.check_declared(archive)
    book = read_workbook(archive)
    visible = [name for name, (_member, shown) in book.sheets.items() if shown]
    if sheet and sheet not in book.sheets:
        raise TableError("no_such_sheet", sheet=sheet, sheets=", ".join(visible))
    if header_row == NAMES_ONLY:
        return Table((), "xlsx", "", lambda: iter(()), sheets=tuple(visible))
    book.strings = read_strings(archive)
    for name in [sheet] if sheet else visible:
        if next(_rows(archive, book, name), None) is not None:
            table = _table(archive, book, name, header_row) if header_row else _all_of(archive, book, name)
            return table._replace(sheets=tuple(visible))
    raise TableError("no_sheet")


def _all_of(archive: zipfile.ZipFile, book: Workbook, name: str) -> Table:
    return Table((), "xlsx", "", lambda: _rows(archive, book, name), sheet=name)


def _table(archive: zipfile.ZipFile, book: Workbook, name: str, header_row: int) -> Table:
    merged = sorted(read_merged(archive, book.sheets[name][0]))
    header = row_of_headings(_rows(archive, book, name), header_row, merged)
    columns = column_names(header.cells, header.number)

    def rows() -> Iterator[Row]:
        below = (row for row in _rows(archive, book, name) if row.number > header.number)
        return _as_wide(speaking_for_all(below, merged) if merged else below, len(columns))

    return Table(columns, "xlsx", "", rows, sheet=name)


def _as_wide(rows: Iterator[Row], width: int) -> Iterator[Row]:
    """A workbook does not hold empty cells; those at the end of a row are as empty as any."""
    for row in rows:
        lacking = width - len(row.cells)
        yield row._replace(cells=[*row.cells, *[None] * lacking]) if lacking > 0 else row


def _rows(archive: zipfile.ZipFile, book: Workbook, name: str) -> Iterator[Row]:
    """The rows that have a value."""
    sheet = Sheet(book)
    for _ in read_xml(unpacking.parts(archive, book.sheets[name][0]), sheet.starts, sheet.ends, sheet.text.add):
        yield from sheet.rows
        sheet.rows.clear()
