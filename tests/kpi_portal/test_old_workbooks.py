"""Workbooks of before 2007 say what they show, like newer ones; broken and hostile ones are refused (IMPORTS §3)."""

import io
import struct
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
import xlwt

from kpi_portal.lib.refusals import Refused
from kpi_portal.lib.tables import ErrorCell, Percent, Row, ShownNumber, open_table

HEAD = ("单号", "值")
MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def workbook(*values: tuple[Any, str], dates_1904: bool = False, after: Callable[[Any], None] | None = None) -> bytes:
    """One sheet: names, then a row for each value with its number format."""
    book = xlwt.Workbook(encoding="utf-8")
    book.dates_1904 = dates_1904
    sheet = book.add_sheet("工单")
    for column, name in enumerate(HEAD):
        sheet.write(0, column, name)
    for place, (value, shown) in enumerate(values, 1):
        sheet.write(place, 0, f"N-{place}")
        sheet.write(place, 1, value, xlwt.easyxf(num_format_str=shown))
    if after:
        after(sheet)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def rows_of(content: bytes, **read_as: Any) -> list[Row]:
    with open_table(content, **read_as) as table:
        assert table.columns == HEAD
        assert (table.format, table.sheets) == ("xls", ("工单",))
        return list(table.rows())


def values(content: bytes) -> list[Any]:
    return [row.cells[1] for row in rows_of(content)]


MOMENT = datetime(2026, 10, 19, 9, 5)  # noqa: DTZ001 - a cell knows no zone


def test_a_cell_is_what_people_see() -> None:
    read = values(
        workbook(
            (471, "000000"), (471, "General"), (0.96, "0%"), (0.5, "0.00"), (MOMENT, "yyyy/m/d h:mm"),
            (date(2026, 10, 19), "yyyy-mm-dd"), (time(9, 5), "h:mm"), (1.5, "[h]:mm"), (True, "General"), ("王芳", "@"),
        )
    )  # fmt: skip
    assert read == [
        ShownNumber(471, "000471"), 471, Percent(96), Decimal("0.5"), MOMENT, date(2026, 10, 19),
        time(9, 5), timedelta(hours=36), True, "王芳",
    ]  # fmt: skip
    assert [type(cell) for cell in read[:3]] == [ShownNumber, int, Percent]
    assert read[0].shown == "000471"


def test_both_date_systems_are_read() -> None:
    assert values(workbook((44_852.0, "yyyy-mm-dd"), dates_1904=True)) == [date(2026, 10, 19)]


def test_errors_stay_errors_and_a_hidden_row_says_so() -> None:
    def after(sheet: Any) -> None:
        sheet.row(1).set_cell_error(1, "#REF!")
        sheet.row(1).hidden = True

    [row] = rows_of(workbook(after=after))
    assert (row.number, row.cells[1], row.hidden) == (2, "#REF!", True)
    assert isinstance(row.cells[1], ErrorCell)


def test_a_merged_cell_speaks_for_every_row_that_it_covers() -> None:
    def after(sheet: Any) -> None:
        for place in (1, 2, 3):
            sheet.write(place, 0, f"N-{place}")
        sheet.write_merge(1, 3, 1, 1, "王芳")

    assert values(workbook(after=after)) == ["王芳", "王芳", "王芳"]


def test_merged_names_of_columns_are_refused() -> None:
    content = workbook((1, "General"), after=lambda sheet: sheet.merge(0, 0, 2, 3))
    with pytest.raises(Refused) as refusal:
        rows_of(content)
    assert refusal.value.code == "merged_header"


def test_rows_can_be_read_twice_and_the_names_stand_where_the_profile_says() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("工单")
    for place, row in enumerate((("十月工单", ""), HEAD, ("N-1", 5))):
        for column, value in enumerate(row):
            sheet.write(place, column, value)
    stream = io.BytesIO()
    book.save(stream)
    with open_table(stream.getvalue(), header_row=2) as table:
        assert list(table.rows()) == list(table.rows()) == [Row(3, ["N-1", 5])]


def test_a_sheet_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(Refused, match="工单"):
        rows_of(workbook((1, "General")), sheet="投诉")


SOUND = workbook(*[(f"文字{n}", "General") for n in range(200)])


def _cut(share: float) -> bytes:
    return SOUND[: int(len(SOUND) * share)]


def _replaced(old: bytes, new: bytes) -> bytes:
    assert old in SOUND
    return SOUND.replace(old, new)


def _far() -> bytes:
    """Its dimensions reach to the last cell of all, its cells do not."""
    start = SOUND.index(struct.pack("<HH", 0x0200, 14))
    return SOUND[: start + 4] + struct.pack("<IIHHH", 0, 0xFFFFFFFF, 0, 0xFFFF, 0) + SOUND[start + 18 :]


def _encrypted() -> bytes:
    """A record that says so behind the first."""
    start = SOUND.index(struct.pack("<HH", 0x0809, 16)) + 20
    record = struct.pack("<HHHH", 0x002F, 4, 0, 0)
    return SOUND[:start] + record + SOUND[start + 8 :]


BROKEN: dict[str, tuple[Callable[[], bytes], set[str]]] = {
    "a head and nothing": (lambda: MAGIC + b"\0" * 504, {"damaged", "locked"}),
    "megabytes of zeros": (lambda: MAGIC + b"\0" * 5_000_000, {"damaged", "locked"}),
    "megabytes of ones": (lambda: MAGIC + b"\xff" * 5_000_000, {"damaged", "locked"}),
    "cut in half": (lambda: _cut(0.5), {"damaged"}),
    "cut in its directory": (lambda: _cut(0.95), {"damaged"}),
    "encrypted": (_encrypted, {"locked", "damaged"}),
    "a string table that lies": (lambda: _replaced(struct.pack("<H", 0x00FC), struct.pack("<H", 0x00FD)), {"damaged"}),
    "another file inside": (lambda: MAGIC + SOUND[8:512] + b"PK\x03\x04" * 400, {"damaged", "locked"}),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_and_locked_ones_are_refused_with_a_sentence(name: str) -> None:
    content, codes = BROKEN[name]
    with pytest.raises(Refused) as refusal, open_table(content(), whole=True):
        pass
    assert refusal.value.code in codes


def test_dimensions_that_reach_to_the_last_cell_cost_nothing() -> None:
    assert len(rows_of(_far())) == 200


@pytest.mark.parametrize("seed", range(12))
def test_whatever_byte_is_wrong_it_is_read_or_refused(seed: int) -> None:
    content = bytearray(SOUND)
    for place in range(512 + seed * 37, len(content), 211):
        content[place] ^= 1 + seed * 13
    try:
        with open_table(bytes(content), whole=True) as table:
            list(table.rows())
    except Refused as refusal:
        assert refusal.code not in {"unreadable", "too_slow"}  # noqa: PT017 - either end is right
