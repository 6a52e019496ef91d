"""Workbooks as rows. calamine reads the cells; what it would do silently is looked for in the sheet's XML first:
a lone cell far outside (it allocates the whole rectangle), error cells (it gives them as empty), formulas without a
stored result (empty too)."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import BinaryIO
from xml.etree import ElementTree

import python_calamine

from . import limits, unpacking
from .table import Cell, ErrorCell, Row, Table, TableError, column_names

NAMESPACES = {
    "main": "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "rel": "http://schemas.openxmlformats.org/package/2006/relationships",
}
RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
REFERENCE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{1,3})([0-9]{1,7})["']""")
ERROR = re.compile(
    rb"""<(?:\w+:)?c\s(?=[^>]*\br\s*=\s*["']([A-Z]{1,3})(\d{1,7})["'])[^>]*\bt\s*=\s*["']e["'][^>]*>"""
    rb"""(?:<(?:\w+:)?f[^>]*/>|<(?:\w+:)?f[^>]*>[^<]*</(?:\w+:)?f>)?<(?:\w+:)?v>([^<]{1,20})</"""
)
UNCOMPUTED = re.compile(
    rb"""<c\s[^>]*\br="([A-Z]{1,3}\d{1,7})"[^>]*>(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)(?:<v\s*/>|<v></v>)?</c>"""
)
OVERLAP = 4096
TEXT_RESULT = re.compile(rb'\bt="str"')


@dataclass(slots=True)
class _Survey:
    """What the XML of a sheet says about itself."""

    rows: int = 0
    columns: int = 0
    errors: dict[tuple[int, int], str] = field(default_factory=dict)


def read_xlsx(source: BinaryIO, archive: zipfile.ZipFile, *, header_row: int = 1, sheet: str = "") -> Table:
    """The named sheet, else the first visible one that has cells. Raises `TableError`."""
    unpacking.check_declared(archive)
    sheets = _sheets(archive)
    visible = {name: member for name, (member, shown) in sheets.items() if shown}
    if sheet and sheet not in sheets:
        raise TableError("no_such_sheet", sheet=sheet, sheets=", ".join(visible))
    candidates = [sheet] if sheet else list(visible)
    for name in candidates:
        survey = _survey(archive, sheets[name][0])
        if survey.rows:
            _read_other_parts(archive, {member for member, _ in sheets.values()})
            return _table(source, name, survey, header_row)
    raise TableError("no_sheet")


def _sheets(archive: zipfile.ZipFile) -> dict[str, tuple[zipfile.ZipInfo, bool]]:
    """Name of each worksheet → its part in the archive, and whether it is visible; in the workbook's order."""
    try:
        workbook = ElementTree.fromstring(_small(archive, "xl/workbook.xml"))
        relations = ElementTree.fromstring(_small(archive, "xl/_rels/workbook.xml.rels"))
        targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
        found = {}
        for entry in workbook.iterfind("main:sheets/main:sheet", NAMESPACES):
            target = targets.get(entry.get(RELATION_ID), "")
            path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            if "worksheets/" in path:
                shown = entry.get("state", "visible") == "visible"
                found[entry.get("name", "")] = (archive.getinfo(path), shown)
    except (ElementTree.ParseError, KeyError):
        raise TableError("damaged") from None
    return found


def _small(archive: zipfile.ZipFile, name: str) -> bytes:
    member = archive.getinfo(name)
    if member.file_size > limits.MEGABYTE:
        raise TableError("damaged")
    return b"".join(unpacking.parts(archive, member))


def _survey(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> _Survey:
    """Extent and error cells of a sheet, read through once, a megabyte at a time."""
    survey = _Survey()
    rest = b""
    for chunk in unpacking.parts(archive, member):
        text = rest + chunk
        _note_extent(survey, text)
        _note_errors(survey, text)
        rest = text[-OVERLAP:]
    if survey.rows * survey.columns > limits.WORKBOOK_CELLS:
        raise TableError("too_many_cells", cell=f"{_letters(survey.columns)}{survey.rows}")
    if survey.columns > 16_384 or survey.rows > 1_048_576:
        raise TableError("damaged")
    return survey


def _note_extent(survey: _Survey, text: bytes) -> None:
    columns: set[bytes] = set()
    last = survey.rows
    for column, row in REFERENCE.findall(text):
        columns.add(column)
        last = max(last, int(row))
    survey.rows = last
    survey.columns = max([survey.columns, *map(_number, columns)])


def _note_errors(survey: _Survey, text: bytes) -> None:
    if b'"e"' in text or b"'e'" in text:
        for column, row, shown in ERROR.findall(text):
            survey.errors[int(row), _number(column)] = shown.decode("ascii", "replace")
    if b"<f" in text:
        for match in UNCOMPUTED.finditer(text):
            if not TEXT_RESULT.search(match.group()):
                raise TableError("formulas_without_values", cell=match.group(1).decode())


def _read_other_parts(archive: zipfile.ZipFile, sheets: set[zipfile.ZipInfo]) -> None:
    """Unpack what the reader will unpack (strings, styles), so that a part longer than declared is found here."""
    for member in archive.infolist():
        if member not in sheets and member.filename.endswith((".xml", ".rels")):
            for _ in unpacking.parts(archive, member):
                pass


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _table(source: BinaryIO, name: str, survey: _Survey, header_row: int) -> Table:
    source.seek(0)
    try:
        cells = python_calamine.CalamineWorkbook.from_filelike(source).get_sheet_by_name(name)
    except python_calamine.CalamineError:
        raise TableError("damaged") from None
    first = cells.start[1] if cells.start else 0
    rows_from_header = (row for row in _rows(cells, first, survey) if row.number >= header_row)
    header = next((row for row in rows_from_header if any(_filled(row))), None)
    if header is None:
        raise TableError("no_header", row=header_row)
    columns = column_names(header.cells, header.number, limits.COLUMNS)
    _refuse_merged(cells, header.number)

    def rows() -> Iterator[Row]:
        for row in _rows(cells, first, survey):
            if row.number > header.number and any(_filled(row)):
                yield row

    return Table(columns, "xlsx", "", rows, sheet=name)


def _filled(row: Row) -> Iterator[bool]:
    return (cell is not None and cell != "" for cell in row.cells)


def _refuse_merged(cells: python_calamine.CalamineSheet, header: int) -> None:
    for (top, left), (bottom, right) in cells.merged_cell_ranges or []:
        if top <= header - 1 <= bottom:
            shown = f"{_letters(left + 1)}{top + 1}:{_letters(right + 1)}{bottom + 1}"
            raise TableError("merged_header", cells=shown)


def _rows(cells: python_calamine.CalamineSheet, first: int, survey: _Survey) -> Iterator[Row]:
    """All rows from the sheet's first on, each from column A on: calamine leaves out empty columns before the data."""
    before: list[Cell] = [None] * first
    broken = {row for row, _ in survey.errors}
    for number, values in enumerate(cells.iter_rows(), start=1):
        row = before + [_cell(value) for value in values]
        if number in broken:
            for index in range(len(row)):
                if shown := survey.errors.get((number, index + 1)):
                    row[index] = ErrorCell(shown)
        yield Row(number, row)


def _cell(value: float | str | bool | time | date | datetime | timedelta) -> Cell:
    """Numbers leave binary floating point here: whole ones as int, others as the shortest decimal that Excel shows."""
    if isinstance(value, float):
        return int(value) if value.is_integer() else Decimal(repr(value))
    return value
