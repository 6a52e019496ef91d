"""Bytes in, numbered rows out."""

import contextlib
import csv
import gzip
import io
import zipfile
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from kpi_portal.lib.tables import Percent, ShownNumber, Table, open_table
from kpi_portal.lib.tables.opening import open_here
from kpi_portal.lib.tables.table import TableError

TEXT = "编号,备注\r\n1,你好\r\n"


def read(content: bytes, **options: object) -> tuple[Table, list[tuple[int, list[object]]]]:
    """The table and its rows."""
    with open_table(content, **options) as table:  # type: ignore[arg-type]
        return table, [(row.number, list(row.cells)) for row in table.rows()]


@pytest.mark.parametrize(
    ("encoding", "said"),
    [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("gb18030", "GB18030"), ("utf-16", "UTF-16")],
)
def test_the_encoding_is_found_out_and_said(encoding: str, said: str) -> None:
    table, rows = read(TEXT.encode(encoding))
    assert (table.encoding, table.columns, rows) == (said, ("编号", "备注"), [(2, ["1", "你好"])])


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_out(delimiter: str) -> None:
    table, rows = read(f'a{delimiter}b\n1{delimiter}"2,;|\t3"\n'.encode())
    assert (table.delimiter, rows) == (delimiter, [(2, ["1", "2,;|\t3"])])


def test_excel_s_own_mark_of_the_delimiter_is_understood() -> None:
    assert read(b"sep=;\r\na,b;c\r\n1;2\r\n")[1] == [(3, ["1", "2"])]


@pytest.mark.parametrize("name", ["a.csv", "报表.txt", "folder/x"])
def test_gzip_and_zip_of_one_file_are_opened(name: str) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(name, TEXT)
        archive.writestr("__MACOSX/._x", b"junk")
    assert read(stream.getvalue())[1] == read(gzip.compress(TEXT.encode()))[1] == [(2, ["1", "你好"])]


def test_a_record_is_numbered_by_the_line_on_which_it_begins() -> None:
    _table, rows = read(b'a,b\n1,"x\ny\nz"\n\n2,w\n')
    assert rows == [(2, ["1", "x\ny\nz"]), (6, ["2", "w"])]


def test_rows_above_the_header_are_left_out() -> None:
    table, rows = read(b"Report of May\n\na,b\n1,2\n", header_row=3)
    assert (table.columns, rows) == (("a", "b"), [(4, ["1", "2"])])


def test_empty_and_repeated_headers_stay_in_their_places() -> None:
    assert read(b",x,x,\n1,2,3,4\n")[0].columns == ("", "x", "x")


def test_rows_can_be_read_again() -> None:
    with open_table(TEXT.encode()) as table:
        assert list(table.rows()) == list(table.rows())


CLOCK = datetime(2026, 10, 19, 14, 2, 3, 500_000)  # noqa: DTZ001 - a cell knows no zone


def test_a_workbook_keeps_types_and_the_sheet_s_own_row_numbers() -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet, style = book.add_worksheet("工单"), book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss.000"})
        book.add_worksheet("other").hide()
        sheet.write_row(2, 1, ["编号", "时间", "分"])
        sheet.write_number(5, 1, 26101904120000)
        sheet.write_datetime(5, 2, CLOCK, style)
        sheet.write_number(5, 3, 0.1)
    table, rows = read(stream.getvalue())
    assert (table.sheet, table.columns) == ("工单", ("", "编号", "时间", "分"))
    assert rows == [(6, [None, 26101904120000, CLOCK, Decimal("0.1")])]


@given(st.binary(max_size=2000))
def test_any_bytes_are_a_table_or_a_refusal(content: bytes) -> None:
    with contextlib.suppress(TableError), open_here(io.BytesIO(content)) as table:
        assert table.columns


@given(st.lists(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0\r")), min_size=2, max_size=2)))
def test_what_csv_writes_is_read_back(rows: list[list[str]]) -> None:
    text = io.StringIO()
    csv.writer(text).writerows([["a", "b"], *rows])
    with open_here(io.BytesIO(text.getvalue().encode()), encoding="utf-8") as table:
        assert [row.cells for row in table.rows()] == [row for row in rows if any(row)]


def _workbook(fill: Callable[[xlsxwriter.Workbook, Any], None]) -> list[tuple[int, list[object]]]:
    """The rows below a header of three columns of a workbook that `fill` writes."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["编号", "客服", "得分"])
    fill(book, sheet)
    book.close()
    return read(stream.getvalue())[1]


@pytest.mark.parametrize(
    ("format_code", "written", "value"),
    [
        ("0%", 0.96, Percent("96")),
        ("0.0%", 0.57, Percent("57")),
        ('0.00"%"', 0.57, Decimal("0.57")),
        ("General", 0.1 + 0.2, Decimal("0.3")),
    ],
)
def test_a_number_is_what_its_format_shows(format_code: str, written: float, value: Decimal) -> None:
    [(_, cells)] = _workbook(
        lambda book, sheet: sheet.write(1, 0, written, book.add_format({"num_format": format_code}))
    )
    assert (type(cells[0]), cells[0]) == (type(value), value)


@pytest.mark.parametrize(
    ("format_code", "shown"),
    [
        ("000000", "000471"),
        ('"GD-"00000', "GD-00471"),
        ("\\#0000", "#0471"),
        ("000000;@", "000471"),
        ("#0000", "0471"),
        ("0000_ ", "0471"),
        ("[Red]000000", "000471"),
        ("000-0000", "000-0471"),
        ('00"-"00"-"00', "00-04-71"),
        ("000 000", "000 471"),
        ('"0"000', "0471"),
        ("0000号", "0471号"),
    ],
)
def test_zeros_that_a_format_shows_belong_to_the_number(format_code: str, shown: str) -> None:
    [(_, cells)] = _workbook(lambda book, sheet: sheet.write(1, 0, 471, book.add_format({"num_format": format_code})))
    assert isinstance(cells[0], ShownNumber)
    assert (cells[0], cells[0].shown) == (471, shown)


def test_a_merged_cell_speaks_for_every_row_that_it_covers() -> None:
    def fill(book: xlsxwriter.Workbook, sheet: Any) -> None:
        sheet.write_column(1, 0, [1, 2, 3, 4, 5])
        sheet.merge_range("B2:B4", "王芳")
        sheet.merge_range("B5:B9", "李静")

    spoken = [cells[:2] for _, cells in _workbook(fill)]
    assert spoken == [[1, "王芳"], [2, "王芳"], [3, "王芳"], [4, "李静"], [5, "李静"]]


def test_a_title_that_is_merged_above_the_column_names_is_no_part_of_them() -> None:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet()
    sheet.merge_range("A1:B1", "十月工单")
    sheet.write_row(1, 0, ["编号", "客服"])
    sheet.write_row(2, 0, [1, "王芳"])
    book.close()
    table, rows = read(stream.getvalue(), header_row=2)
    assert (table.columns, rows) == (("编号", "客服"), [(3, [1, "王芳"])])


def test_rows_that_a_filter_hides_are_read_and_known_as_hidden() -> None:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet()
    sheet.write_column(0, 0, ["编号", 1, 2])
    sheet.set_row(2, options={"hidden": True})
    book.close()
    with open_table(stream.getvalue()) as table:
        assert [(row.cells[0], row.hidden) for row in table.rows()] == [(1, False), (2, True)]
