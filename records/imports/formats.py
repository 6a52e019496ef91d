"""Tables on their way out: CSV and XLSX in which no cell can run as a formula, and the formats that
django-import-export uses (reading by `kpi_portal.lib.tables`, writing by these)."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO

import tablib
import xlsxwriter
from import_export.formats.base_formats import CSV, XLSX

from kpi_portal.lib.tables import open_table

DANGEROUS = frozenset("=+-@\t\r\n\0|%")
PLAIN_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")
INVISIBLE = re.compile(r"^[\s\u200b-\u200f\u2028-\u202f\u2060\ufeff\x00-\x1f\x7f]+")
EXCEL_DIGITS = 15
DECIMALS = range(1, 5)
EXCEL_CELL = 32_767
Content = str | int | Decimal | bool | datetime | date | None


def harmless(text: str) -> str:
    """The text so that no spreadsheet program takes it for a formula: an apostrophe before what might be one.

    `=`, `+`, `-`, `@`, tab and line breaks at the start count, also in full-width form and behind blanks or
    invisible characters. Plain numbers such as -5 stay as they are. NUL bytes are dropped.
    """
    text = text.replace("\0", "")
    if not text or PLAIN_NUMBER.fullmatch(text):
        return text
    start = unicodedata.normalize("NFKC", INVISIBLE.sub("", text)[:1])
    if text[0] in DANGEROUS or (start and start[0] in DANGEROUS):
        return f"'{text}"
    return text


def as_text(value: Content) -> str:
    """A value as a CSV shows it: instants in ISO 8601, empty for nothing."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    return harmless(value) if isinstance(value, str) else str(value)


def write_csv(stream: BinaryIO, rows: Iterable[Sequence[Content]]) -> None:
    """UTF-8 with a byte order mark, so that Excel shows Chinese; formulas made harmless."""
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\r\n")
    for row in rows:
        writer.writerow([as_text(value) for value in row])
    text.flush()
    text.detach()


def write_xlsx(stream: BinaryIO, rows: Iterable[Sequence[Content]], *, sheet: str = "Sheet1") -> None:
    """One sheet. Texts are written as text cells, never as formulas, numbers or links; the first row is bold."""
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
        "remove_timezone": True,
    }
    book = xlsxwriter.Workbook(stream, options)
    page = book.add_worksheet(sheet[:31])
    heading = book.add_format({"bold": True, "text_wrap": True})
    instant = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    decimals = [book.add_format({"num_format": f"0.{'0' * places}"}) for places in DECIMALS]
    page.freeze_panes(1, 0)
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, date) and not isinstance(value, datetime):
                page.write_datetime(number, column, value, day)
            elif isinstance(value, datetime):
                page.write_datetime(number, column, value, instant)
            elif isinstance(value, Decimal) and _places(value) in DECIMALS:
                _write_plain(page, (number, column), value, decimals[_places(value) - 1])
            else:
                _write_plain(page, (number, column), value, heading if number == 0 else None)
    book.close()


def _places(value: Decimal) -> int:
    """Decimals that a figure is written with; a workbook shows as many."""
    exponent = value.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


def _write_plain(page: Any, place: tuple[int, int], value: Content, style: Any) -> None:
    """Texts as text cells; numbers as numbers where Excel keeps all their digits, else as text."""
    if isinstance(value, bool):
        page.write_boolean(*place, value)
    elif isinstance(value, int | Decimal) and len(str(value).lstrip("-").replace(".", "")) <= EXCEL_DIGITS:
        page.write_number(*place, value, style if isinstance(value, Decimal) else None)
    elif value is not None:
        page.write_string(*place, harmless(str(value))[:EXCEL_CELL], style)


class HarmlessCSV(CSV):
    """CSV for django-import-export: read by content, written without formulas."""

    def get_read_mode(self) -> str:
        return "rb"

    def is_binary(self) -> bool:
        return True

    def create_dataset(self, in_stream: bytes, **kwargs: Any) -> tablib.Dataset:
        """The file as a dataset of texts and native values."""
        return _dataset(in_stream)

    def export_data(self, dataset: tablib.Dataset, **kwargs: Any) -> bytes:
        """The dataset as bytes."""
        stream = io.BytesIO()
        write_csv(stream, [dataset.headers or [], *dataset])
        return stream.getvalue()


class HarmlessXLSX(XLSX):
    """XLSX for django-import-export: read by calamine, written by XlsxWriter without formulas."""

    def create_dataset(self, in_stream: bytes, **kwargs: Any) -> tablib.Dataset:
        """The first sheet as a dataset."""
        return _dataset(in_stream)

    def export_data(self, dataset: tablib.Dataset, **kwargs: Any) -> bytes:
        """The dataset as bytes."""
        stream = io.BytesIO()
        write_xlsx(stream, [dataset.headers or [], *dataset])
        return stream.getvalue()


def _dataset(content: bytes) -> tablib.Dataset:
    with open_table(content) as table:
        dataset = tablib.Dataset(headers=list(table.columns))
        width = len(table.columns)
        for row in table.rows():
            dataset.append([*row.cells[:width], *[None] * (width - len(row.cells))])
    return dataset
