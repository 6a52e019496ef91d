"""A template filled in as a spreadsheet program does it: cells with the format of their column, the rest as it was."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from xml.sax.saxutils import escape

from kpi_portal.lib.tables import open_table
from kpi_portal.lib.tables.xlsx_sheet import letters

Filled = Mapping[str, object]
"""Heading → what is typed below it: a text, a number, a day, or what clocks show (as if it were UTC)."""
FIRST_ROW = 3
EPOCH = datetime(1899, 12, 30, tzinfo=UTC)
SHEET = re.compile(r'<sheet name="([^"]+)" sheetId="(\d+)"')
COLUMN = re.compile(r'<col min="(\d+)" max="(\d+)"[^>]*style="(\d+)"')


def fill(template: bytes, rows: Mapping[str, Sequence[Filled]]) -> bytes:
    """The workbook with these rows below the example of each named sheet."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(template)) as read, zipfile.ZipFile(out, "w") as written:
        numbers = dict(SHEET.findall(read.read("xl/workbook.xml").decode()))
        texts = {f"xl/worksheets/sheet{numbers[escape(name)]}.xml": name for name in rows}
        for part in read.namelist():
            content = read.read(part)
            if part in texts:
                name = texts[part]
                content = _filled(content.decode(), headings(template, name), rows[name]).encode()
            written.writestr(part, content)
    return out.getvalue()


def headings(template: bytes, sheet: str) -> tuple[str, ...]:
    """The columns of a sheet."""
    with open_table(template, sheet=sheet) as table:
        return table.columns


def _filled(xml: str, columns: Sequence[str], rows: Sequence[Filled]) -> str:
    styles = {place: style for low, high, style in COLUMN.findall(xml) for place in range(int(low), int(high) + 1)}
    made = []
    for number, row in enumerate(rows, start=FIRST_ROW):
        assert set(row) <= set(columns), set(row) - set(columns)
        cells = "".join(_cell(f"{letters(place)}{number}", styles[place], row[name])
                        for place, name in enumerate(columns, start=1) if row.get(name) not in (None, ""))  # fmt: skip
        made.append(f'<row r="{number}">{cells}</row>')
    return xml.replace("</sheetData>", f"{''.join(made)}</sheetData>")


def _cell(place: str, style: str, value: object) -> str:
    if isinstance(value, str):
        return f'<c r="{place}" s="{style}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'
    if isinstance(value, date):
        at = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day, tzinfo=UTC)
        value = (at - EPOCH) / timedelta(days=1)
    assert isinstance(value, int | float | Decimal), value
    return f'<c r="{place}" s="{style}"><v>{value}</v></c>'
