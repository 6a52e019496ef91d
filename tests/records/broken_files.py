"""Files with one defect each, made in code: name → (content, what is said about it)."""

from __future__ import annotations

import csv
import gzip
import io
import struct
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any, NamedTuple

import xlsxwriter

HEADER = ["number", "created_at", "completed_at", "agent", "priority", "room"]
GOOD = ["GD-1", "2026-10-06 09:00:00", "2026-10-06 11:00:00", "王芳", "high", "3 栋"]
OTHER = ["GD-2", "2026-10-07 09:00:00", "", "", "", ""]
DEFECT_ROW = 3


class Broken(NamedTuple):
    """A file and what is expected: the code of a refusal, or row, field and code of an error or warning.

    What takes long to make is a function, called by the test that reads it: every worker collects this file.
    """

    content: bytes | Callable[[], bytes]
    table: str = ""
    field: str = ""
    error: str = ""
    warning: str = ""
    row: int = DEFECT_ROW
    options: dict[str, Any] = {}
    """Keys of the profile besides kind, source and fields."""

    def made(self) -> bytes:
        """The file's bytes."""
        return self.content if isinstance(self.content, bytes) else self.content()


def as_csv(*rows: list[str], encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    """A CSV with the usual header."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows([HEADER, *rows])
    return text.getvalue().encode(encoding)


def order(**cells: str) -> list[str]:
    """A good row with some other cells."""
    row = dict(zip(HEADER, ["GD-9", *GOOD[1:]], strict=True)) | cells
    return [row[name] for name in HEADER]


def cell(field: str, value: str, *, error: str = "", warning: str = "", **options: Any) -> Broken:
    """A file in which one cell is wrong."""
    return Broken(as_csv(GOOD, order(**{field: value})), field=field, error=error, warning=warning, options=options)


def workbook(fill: Callable[[Any, Any], None], **options: Any) -> bytes:
    """An XLSX with the usual header in row 1 and the good row in row 2; `fill` gets the sheet and the book."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"strings_to_formulas": False, **options})
    sheet = book.add_worksheet("Orders")
    for number, row in enumerate([HEADER, GOOD]):
        for column, value in enumerate(row):
            sheet.write_string(number, column, value)
    fill(sheet, book)
    book.close()
    return stream.getvalue()


def sheet_row(*values: Any, instants: str = "yyyy-mm-dd hh:mm:ss") -> Callable[[Any, Any], None]:
    """Row 3 of the workbook with native values."""

    def fill(sheet: Any, book: Any) -> None:
        style = book.add_format({"num_format": instants})
        for column, value in enumerate(values):
            if isinstance(value, datetime | date | time):
                sheet.write_datetime(2, column, value, style)
            elif value is not None:
                sheet.write(2, column, value)

    return fill


def zipped(**members: bytes) -> bytes:
    """A zip archive."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "."), content)
    return stream.getvalue()


def lying_workbook() -> bytes:
    """A workbook whose directory says that its strings, 200 MB of them, unpack to 100 bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(sheet_row("GD-2")))) as honest:
        parts = {name: honest.read(name) for name in honest.namelist()}
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in (parts | {"xl/sharedStrings.xml": b" " * 200_000_000}).items():
            archive.writestr(name, part)
    content = bytearray(stream.getvalue())
    place = content.rindex(b"PK\x01\x02", 0, content.rindex(b"xl/sharedStrings.xml"))
    content[place + 24 : place + 28] = struct.pack("<L", 100)
    return bytes(content)


def far_cell(sheet: Any, _book: Any) -> None:
    """One cell at the far end of the sheet: the rectangle to it has 17 billion cells."""
    sheet.write(1_048_575, 16_383, "x")


def merged_header(sheet: Any, _book: Any) -> None:
    """Two column names under one."""
    sheet.merge_range(0, 1, 0, 2, "times")


def error_formula(sheet: Any, _book: Any) -> None:
    """A cell that shows #REF!."""
    sheet_row("GD-2", "2026-10-07 09:00:00")(sheet, _book)
    sheet.write_formula(2, 2, "=#REF!", None, "#REF!")


def uncomputed() -> bytes:
    """A formula whose result was never stored, as some programs write it."""
    content = workbook(lambda sheet, _book: sheet.write_formula(2, 0, "=A2", None, 123456))
    return rewritten(content, b"<v>123456</v>", b"")


def raw_number(digits: str) -> bytes:
    """An order whose number is a number cell with these digits, as programs other than Excel write it."""
    return rewritten(workbook(sheet_row(123456, "2026-10-07 09:00")), b"<v>123456</v>", f"<v>{digits}</v>".encode())


def rewritten(content: bytes, before: bytes, after: bytes) -> bytes:
    """A workbook with some of its XML replaced."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as new:
        for member in old.infolist():
            new.writestr(member, old.read(member).replace(before, after))
    return stream.getvalue()


FILES: dict[str, Broken] = {
    # --- the file as a whole ---
    "empty": Broken(b"", table="empty"),
    "blanks only": Broken(b" \r\n\t\r\n", table="empty"),
    "byte order mark only": Broken(b"\xef\xbb\xbf", table="empty"),
    "pdf": Broken(b"%PDF-1.7\n", table="not_a_table"),
    "picture": Broken(b"\x89PNG\r\n\x1a\n\0\0", table="not_a_table"),
    "web page": Broken(b"\n<!DOCTYPE html><html><table>", table="web_page"),
    "spreadsheet ml": Broken(b'<?xml version="1.0"?><Workbook>', table="web_page"),
    "old excel": Broken(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, table="damaged"),
    "rar": Broken(b"Rar!\x1a\x07", table="not_a_table"),
    "word document": Broken(zipped(**{"word/document__xml": b"<w/>"}), table="not_a_table"),
    "binary workbook": Broken(zipped(**{"xl/workbook__bin": b"x"}), table="not_a_table"),
    "two files in a zip": Broken(zipped(a__csv=as_csv(GOOD), b__csv=as_csv(GOOD)), table="several_files"),
    "empty zip": Broken(zipped(), table="not_a_table"),
    "zip in a zip in a zip": Broken(zipped(a__zip=zipped(b__zip=zipped(c__csv=as_csv(GOOD)))), table="nested"),
    "cut-off zip": Broken(zipped(a__csv=as_csv(GOOD))[:-30], table="damaged"),
    "cut-off gzip": Broken(gzip.compress(as_csv(GOOD) * 50)[:-20], table="damaged"),
    "cut-off workbook": Broken(workbook(sheet_row("GD-2"))[:-100], table="damaged"),
    "gzip bomb": Broken(lambda: gzip.compress(b"number,created_at\r\n" + b"0" * 300_000_000), table="bomb"),
    "zip bomb": Broken(lambda: zipped(a__csv=b"0" * 300_000_000), table="bomb"),
    "workbook bomb": Broken(
        lambda: zipped(**{"xl/workbook__xml": b"<x/>", "xl/a__xml": b" " * 300_000_000}), table="bomb"
    ),
    "workbook that lies about its size": Broken(lying_workbook, table="damaged"),
    "cell at the far end": Broken(lambda: workbook(far_cell), table="too_many_cells"),
    "latin-1": Broken("number;created_at\r\nAndré;2026-10-01 09:00:00\r\n".encode("latin-1"), table="encoding"),
    "utf-16 without mark": Broken(as_csv(GOOD, encoding="utf-16-le"), table="utf16_without_mark"),
    "not what the profile says": Broken(as_csv(GOOD), table="encoding_named", options={"encoding": "ascii"}),
    "nul in the header": Broken(as_csv(GOOD).replace(b"number", b"num\0ber"), table="header_nul"),
    "quote never closed": Broken(as_csv(GOOD) + b'GD-2,"2026-10-07,,,,\r\n', table="quotes"),
    "text after a closing quote": Broken(as_csv(GOOD) + b'GD-2,"2026-10-07" 09:00,,,,\r\n', table="quotes"),
    "endless line": Broken(lambda: as_csv(GOOD) + b"x" * 9_000_000, table="line_too_long"),
    "endless cell": Broken(as_csv(order(room="x" * 1_000_001)), table="field_too_long"),
    "too many columns": Broken(b",".join(b"c%d" % n for n in range(600)) + b"\r\n", table="too_wide"),
    "no header where the profile says": Broken(as_csv(GOOD), table="no_header", options={"header_row": 9}),
    "no such sheet": Broken(workbook(sheet_row("GD-2")), table="no_such_sheet", options={"sheet": "Tickets"}),
    "merged header": Broken(workbook(merged_header), table="merged_header"),
    "formula never computed": Broken(uncomputed(), table="formulas_without_values"),
    # --- rows ---
    "row with too many cells": Broken(as_csv(GOOD, [*OTHER, "more"]), error="extra_cells"),
    "row cut short": Broken(as_csv(GOOD, OTHER[:3]), warning="too_few_cells"),
    "number twice": Broken(as_csv(GOOD, order(number="GD-1")), field="number", error="twice"),
    # --- cells ---
    "no number": cell("number", " ", error="missing"),
    "scientific number": cell("number", "2.61019E+11", error="scientific"),
    "number too long": cell("number", "9" * 101, error="too_long"),
    "nul in a cell": cell("room", "3\0栋", error="nul"),
    "no creation": cell("created_at", "", error="missing"),
    "no such day": cell("created_at", "2026/10/32 09:10", error="no_such_day"),
    "29 february of no leap year": cell("created_at", "2025-02-29 09:10", error="no_such_day"),
    "no such hour": cell("created_at", "2026-10-06 25:10", error="no_such_time"),
    "leap second": cell("created_at", "2026-10-06 09:10:60", error="no_such_time"),
    "day first": cell("created_at", "25/12/2025 09:10", error="date_order"),
    "day and month ambiguous": cell("created_at", "03/04/2026 09:10", error="date_order"),
    "not in the profile's format": cell("created_at", "25/13/2025", error="no_such_day", dates=["%d/%m/%Y"]),
    "noon in the afternoon": cell(
        "created_at", "25/12/2025 13:10 PM", error="no_such_time", dates=["%d/%m/%Y %I:%M %p"]
    ),
    "fraction of a day": cell("created_at", "46301.5", error="number_not_date"),
    "time without a day": cell("created_at", "09:10", error="time_without_day"),
    "words": cell("created_at", "yesterday", error="unreadable_date"),
    "year 1900": cell("created_at", "1900-01-01 00:00:00", error="implausible_year"),
    "the future": cell("completed_at", "2026-11-23 00:00:00", error="future"),
    "skipped by daylight saving": cell("created_at", "2026-03-29 02:30:00", error="skipped_hour", zone="Europe/Berlin"),
    "twice by daylight saving": cell(
        "completed_at", "2026-10-25 02:30:00", warning="ambiguous_hour", zone="Europe/Berlin"
    ),
    "day without a time": cell("completed_at", "2026-10-09", warning="date_without_time"),
    "completed before created": cell("completed_at", "2026-10-05 09:00", warning="before_creation"),
    "unknown agent": cell("agent", "Nobody at all", error="unknown_person"),
    "agent with a typing error": cell("agent", "王方", error="unknown_person_near"),
    "unknown priority": cell("priority", "soonish", error="unknown_choice"),
    "room too long": cell("room", "x" * 201, error="too_long"),
    # --- cells of workbooks ---
    "error cell": Broken(workbook(error_formula), field="completed_at", error="error_cell"),
    "number of 16 digits": Broken(
        workbook(sheet_row(2610190412000012, "2026-10-07 09:00")), field="number", warning="digits_lost"
    ),
    "number of 17 digits": Broken(raw_number("12345678901234567"), field="number", error="digits_rounded"),
    "number instead of a date": Broken(
        workbook(sheet_row("GD-2", 46301.5)), field="created_at", error="number_not_date"
    ),
    "time cell instead of a date": Broken(
        workbook(sheet_row("GD-2", time(9, 10), instants="hh:mm")), field="created_at", error="time_without_day"
    ),
    "date cell of 1904 in a book of 1904": Broken(
        workbook(sheet_row("GD-2", date(1904, 1, 2), instants="yyyy-mm-dd"), date_1904=True),
        field="created_at",
        error="implausible_year",
    ),
    "date cell without a time": Broken(
        workbook(sheet_row("GD-2", date(2026, 10, 7), instants="yyyy-mm-dd")),
        field="created_at",
        warning="date_without_time",
    ),
}
