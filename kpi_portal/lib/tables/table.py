"""What a file of rows is once it is open."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import NamedTuple

from . import limits

NAMES_ONLY = -1
"""Instead of a header row: of a workbook only which sheets it has."""


def _noop(text: str) -> str:
    """Mark a sentence for translation. Django's own is not imported: the child that reads has to start fast."""
    return text


MESSAGES: dict[str, str] = {
    "empty": _noop("The file is empty."),
    "no_header": _noop("Row %(row)s is empty, but the column names are expected there."),
    "not_a_table": _noop("This is %(found)s. Please export the data as CSV or XLSX."),
    "web_page": _noop(
        "This is a web page, whatever it is called. Open it in Excel, save it as an Excel workbook (.xlsx) "
        "and send that."
    ),
    "locked": _noop(
        "This workbook has a password, or is none at all. Open it in Excel, remove the password and save it as .xlsx."
    ),
    "damaged": _noop("The file is damaged and cannot be read to its end."),
    "bomb": _noop(
        "Unpacked, the file would be far larger than any table (%(megabytes)s MB or more); it was not opened further."
    ),
    "too_wide": _noop("The file has %(columns)s columns; at most %(limit)s are read."),
    "too_many_rows": _noop("The file has more than %(limit)s rows. Please send it in several parts."),
    "too_much_text": _noop("The cells together hold more than %(limit)s characters, which is more than can be read."),
    "too_much_memory": _noop("The file needs more memory than any table should; reading was stopped."),
    "too_slow": _noop("The file takes longer to read than any table should; reading was stopped."),
    "unreadable": _noop("The file could not be read. Open it, save it again as CSV or XLSX and send that."),
    "too_many_cells": _noop(
        "The sheet reaches down to cell %(cell)s, which is more than can be read. Delete the empty rows and columns "
        "behind the data, or export it as CSV."
    ),
    "several_files": _noop(
        "The archive holds %(count)s files (%(names)s). Please pack exactly one CSV or XLSX, or send it unpacked."
    ),
    "too_many_files": _noop("The archive lists more files than any table needs; it was not opened."),
    "nested": _noop("The archive holds another archive. Please send the CSV or XLSX itself."),
    "encrypted": _noop("The archive is protected by a password. Please send it without one."),
    "encoding": _noop(
        "The text is neither UTF-8 nor GB18030 (first unreadable byte: %(offset)s). Save it as “CSV UTF-8”, or name "
        "its encoding in the profile."
    ),
    "encoding_named": _noop(
        "The text cannot be read as %(encoding)s, which the profile names (first unreadable byte: %(offset)s)."
    ),
    "utf16_without_mark": _noop("The text seems to be UTF-16 without a byte order mark. Save it as “CSV UTF-8”."),
    "header_too_long": _noop(
        "A column name in row %(row)s is longer than %(limit)s characters. Say in the profile which row holds the "
        "names."
    ),
    "header_nul": _noop("The row with the column names contains NUL bytes; the file is not a text table."),
    "quotes": _noop("The quotation marks do not match in the record that starts in line %(row)s."),
    "field_too_long": _noop("A cell in the record that starts in line %(row)s is longer than %(limit)s characters."),
    "line_too_long": _noop("Line %(row)s is longer than %(limit)s characters; the file is not a table."),
    "merged_header": _noop(
        "The column names contain merged cells (%(cells)s). Unmerge them so that each column has one name, or say "
        "in the profile which row holds the names."
    ),
    "no_such_sheet": _noop("There is no sheet “%(sheet)s”; the workbook has: %(sheets)s."),
    "no_sheet": _noop("The workbook has no visible sheet with cells."),
    "formulas_without_values": _noop(
        "The sheet has formulas without stored results (first: %(cell)s). Open the file in Excel, save it and send "
        "it again."
    ),
}


class TableError(ValueError):
    """The file as a whole cannot be read: said by who reads, without Django; `apart` makes a refusal of it."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params


class ErrorCell(str):
    """A workbook cell that shows an error such as `#REF!` instead of a value."""

    __slots__ = ()


class Percent(Decimal):
    """A number cell whose format shows a percentage; the value is the number before the sign: 96 for 96 %."""

    __slots__ = ()


class ShownNumber(int):
    """A whole number whose format shows it otherwise, with leading zeros or words around it: 471 as `000471`."""

    shown: str

    def __new__(cls, value: int, shown: str) -> ShownNumber:
        number = super().__new__(cls, value)
        number.shown = shown
        return number


Cell = str | int | Decimal | bool | datetime | date | time | timedelta | None


class Row(NamedTuple):
    """One record. `number` is what the sender sees: the sheet's row; in a CSV the line on which the record starts
    (a record with quoted line breaks covers several lines). `cells` may be shorter or longer than the header;
    a `hidden` row is one that a workbook keeps from sight, by a filter or by hand."""

    number: int
    cells: Sequence[Cell]
    hidden: bool = False


class Table(NamedTuple):
    """An open file of rows. `rows()` can be called again and starts over, but only one pass may run at a time.

    Opened with the header row 0 it has no columns, and its rows are all that the file has; a workbook opened with
    `NAMES_ONLY` has neither."""

    columns: tuple[str, ...]
    format: str
    encoding: str
    read: Callable[[], Iterator[Row]]
    sheet: str = ""
    delimiter: str = ""
    sheets: tuple[str, ...] = ()
    """Of a workbook: its visible sheets."""

    def rows(self) -> Iterator[Row]:
        """The records after the header; records without any value are left out."""
        return self.read()


def column_name(cell: Cell) -> str:
    """A header cell as a name: without a byte order mark, blanks and line breaks made single."""
    return " ".join(str("" if cell is None else cell).replace("\ufeff", "").split())


def column_key(name: str) -> str:
    """Two names with the same key are taken for the same column: full-width forms and case do not count."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def column_names(cells: Sequence[Cell], row: int) -> tuple[str, ...]:
    """The header, empty names kept in place and empty columns at its end dropped.

    Raises `TableError` if nothing is there, if it or one of its names is too long, or if it holds NUL bytes.
    """
    names = [column_name(cell) for cell in cells]
    while names and not names[-1]:
        names.pop()
    if not names:
        raise TableError("no_header", row=row)
    if len(names) > limits.COLUMNS:
        raise TableError("too_wide", columns=len(names), limit=limits.COLUMNS)
    if any(len(name) > limits.COLUMN_NAME_CHARACTERS for name in names):
        raise TableError("header_too_long", row=row, limit=limits.COLUMN_NAME_CHARACTERS)
    if any("\0" in name for name in names):
        raise TableError("header_nul")
    return tuple(names)
