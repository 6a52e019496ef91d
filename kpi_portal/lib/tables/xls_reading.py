"""Workbooks of before 2007 (.xls), read by xlrd: the only maintained reader that knows what a number's format shows.

xlrd holds a workbook whole; it can, because the process that reads is limited (`child`) and such a sheet ends at row
65,536. What it says of a broken file is one of many exceptions: whatever it cannot read is damaged.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from . import limits
from .table import NAMES_ONLY, Cell, ErrorCell, Row, Table, TableError, column_names
from .xlsx_merged import Merged, row_of_headings, speaking_for_all
from .xlsx_values import Format, Shows, shows, value_of

if TYPE_CHECKING:
    import xlrd

OWN_FORMATS = 164
"""From this number on a format is the workbook's own; the ones before mean the same in every workbook."""
LOCKED = ("encrypted", "password", "can't find workbook in ole2")
"""What xlrd says of a workbook with a password; the third where a newer one is locked up in the old container."""


def read_xls(stream: BinaryIO, *, header_row: int = 1, sheet: str = "") -> Table:
    """The named sheet, else the first visible one that has cells. Raises `TableError`."""
    book = _opened(stream)
    visible = [one.name for one in book.sheets() if one.visibility == 0]
    if sheet and sheet not in book.sheet_names():
        raise TableError("no_such_sheet", sheet=sheet, sheets=", ".join(visible))
    if header_row == NAMES_ONLY:
        return Table((), "xls", "", lambda: iter(()), sheets=tuple(visible))
    for name in [sheet] if sheet else visible:
        old = _Sheet(book, book.sheet_by_name(name))
        if next(old.rows(), None) is not None:
            return old.table(header_row)._replace(sheets=tuple(visible))
    raise TableError("no_sheet")


def _opened(stream: BinaryIO) -> xlrd.Book:
    import xlrd  # only who reads such a file pays for it

    content = stream.read(limits.OLD_WORKBOOK_BYTES + 1)
    if len(content) > limits.OLD_WORKBOOK_BYTES:
        raise TableError("too_much_memory")
    try:
        return xlrd.open_workbook(
            file_contents=content, formatting_info=True, ragged_rows=True, logfile=io.StringIO(), use_mmap=False
        )
    except MemoryError:
        raise
    except Exception as problem:  # struct, index, key, assertion, unicode errors and its own
        locked = any(words in str(problem).lower() for words in LOCKED)
        raise TableError("locked" if locked else "damaged") from None


class _Sheet:
    """One sheet of an open workbook."""

    def __init__(self, book: xlrd.Book, sheet: xlrd.sheet.Sheet) -> None:
        self._book, self._sheet = book, sheet
        self._formats: dict[int, Format] = {}

    def table(self, header_row: int) -> Table:
        """The sheet with the names of its columns; with the header row 0 all that it has."""
        if not header_row:
            return Table((), "xls", "", self.rows, sheet=self._sheet.name)
        merged = sorted(
            Merged(top + 1, left + 1, bottom, right) for top, bottom, left, right in self._sheet.merged_cells
        )
        header = row_of_headings(self.rows(), header_row, merged)
        columns = column_names(header.cells, header.number)

        def rows() -> Iterator[Row]:
            below = (row for row in self.rows() if row.number > header.number)
            for row in speaking_for_all(below, merged) if merged else below:
                yield row._replace(cells=[*row.cells, *[None] * (len(columns) - len(row.cells))])

        return Table(columns, "xls", "", rows, sheet=self._sheet.name)

    def rows(self) -> Iterator[Row]:
        """The rows that have a value. A cell's text counts as often as it is shown."""
        characters = 0
        for place in range(self._sheet.nrows):
            cells = [self._cell(place, column) for column in range(self._sheet.row_len(place))]
            characters += sum(len(cell) for cell in cells if isinstance(cell, str))
            if characters > limits.WORKBOOK_CHARACTERS:
                raise TableError("too_much_text", limit=limits.WORKBOOK_CHARACTERS)
            if any(cell is not None and cell != "" for cell in cells):
                info = self._sheet.rowinfo_map.get(place)
                yield Row(place + 1, cells, bool(info and info.hidden))

    def _cell(self, row: int, column: int) -> Cell:
        import xlrd

        kind, value = self._sheet.cell_type(row, column), self._sheet.cell_value(row, column)
        if kind in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
            shown = self._shows(self._sheet.cell_xf_index(row, column))
            return value_of(repr(value), shown, since_1904=self._book.datemode == 1)
        if kind == xlrd.XL_CELL_BOOLEAN:
            return bool(value)
        if kind == xlrd.XL_CELL_ERROR:
            return ErrorCell(xlrd.error_text_from_code.get(value, "#?"))
        return str(value) if kind == xlrd.XL_CELL_TEXT else None

    def _shows(self, style: int) -> Format:
        if style not in self._formats:
            self._formats[style] = self._read_format(style)
        return self._formats[style]

    def _read_format(self, style: int) -> Format:
        try:
            key = self._book.xf_list[style].format_key
            own = self._book.format_map[key].format_str if key >= OWN_FORMATS else None
        except (IndexError, KeyError):
            return Shows.NUMBER
        return shows(key, own)
