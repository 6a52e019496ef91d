"""Workbooks as rows, streamed: a sheet is read once from front to back, and of it no more than a row is held.

Cells without references stand one after the other, as in files of simple programs. Error cells are kept, formulas
without a stored result refused, and what a file may hold in the end is counted while it is read.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator

from . import limits, unpacking
from .table import Row, Table, TableError, column_names
from .xlsx_parts import Workbook, read_strings, read_workbook
from .xlsx_sheet import Sheet, letters, number_of
from .xml_stream import read_xml

MERGED = re.compile(rb"mergeCell\s([^<>]*+)")
RANGE = re.compile(rb"""\bref\s{0,9}=\s{0,9}["']([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})["']""")
LONGEST_MERGED = 200


def read_xlsx(archive: zipfile.ZipFile, *, header_row: int = 1, sheet: str = "") -> Table:
    """The named sheet, else the first visible one that has cells. Raises `TableError`."""
    unpacking.check_declared(archive)
    book = read_workbook(archive)
    visible = [name for name, (_member, shown) in book.sheets.items() if shown]
    if sheet and sheet not in book.sheets:
        raise TableError("no_such_sheet", sheet=sheet, sheets=", ".join(visible))
    book.strings = read_strings(archive)
    for name in [sheet] if sheet else visible:
        if next(_rows(archive, book, name), None) is not None:
            return _table(archive, book, name, header_row)
    raise TableError("no_sheet")


def _table(archive: zipfile.ZipFile, book: Workbook, name: str, header_row: int) -> Table:
    header = next((row for row in _rows(archive, book, name) if row.number >= header_row), None)
    if header is None:
        raise TableError("no_header", row=header_row)
    columns = column_names(header.cells, header.number, limits.COLUMNS)
    _refuse_merged(archive, book.sheets[name][0], header.number)

    def rows() -> Iterator[Row]:
        return (row for row in _rows(archive, book, name) if row.number > header.number)

    return Table(columns, "xlsx", "", rows, sheet=name)


def _rows(archive: zipfile.ZipFile, book: Workbook, name: str) -> Iterator[Row]:
    """The rows that have a value."""
    sheet = Sheet(book)
    for _ in read_xml(unpacking.parts(archive, book.sheets[name][0]), sheet.starts, sheet.ends, sheet.text.add):
        yield from sheet.rows
        sheet.rows.clear()


def _refuse_merged(archive: zipfile.ZipFile, member: zipfile.ZipInfo, header: int) -> None:
    """Merged cells are listed behind the rows: the part is looked through for them, each byte once."""
    rest = b""
    for chunk in unpacking.parts(archive, member):
        text = rest + chunk
        for merged in MERGED.finditer(text):
            found = RANGE.search(merged.group(1)[:LONGEST_MERGED])
            if found and int(found[2]) <= header <= int(found[4]):
                left, right = (letters(number_of(one.decode())) for one in (found[1], found[3]))
                raise TableError("merged_header", cells=f"{left}{int(found[2])}:{right}{int(found[4])}")
        rest = text[-LONGEST_MERGED:]
