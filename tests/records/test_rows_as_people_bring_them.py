"""Cells as exports and people write them: what they show counts, and what says nothing makes nobody."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.utils import translation
from xlsxwriter import Workbook

from kpi_portal.lib.tables import Percent
from people.models import Person
from records.imports import cells
from tenants.models import Company
from tests.importing import Sender
from workorders.models import WorkOrder

PROFILE = """
kind = "workorders"
source = "报修系统"
creates = ["people", "sites", "teams"]
[fields]
number = "单号"
created_at = "受理"
agent = "客服"
site = "小区"
"""
HEADER = "单号,受理,客服,小区\n"


@pytest.fixture
def orders(company: Company, tmp_path: Path) -> Iterator[Sender]:
    profile = tmp_path / "orders.toml"
    profile.write_text(PROFILE, encoding="utf-8")
    with translation.override("en"):
        yield Sender(company, "workorders", tmp_path, profile)


def row(number: str = "A-1", at: str = "2026-10-06 09:00", agent: str = "王芳", site: str = "翠湖花园") -> str:
    return f'{HEADER}{number},{at},"{agent}",{site}\n'


@pytest.mark.parametrize("word", ["-", "—", "/", "？", "NULL", "N/A", "无", "未分配", "unassigned", "0"])
def test_a_word_for_nothing_makes_no_person_and_no_site(word: str, orders: Sender) -> None:
    assert f"“{word}” is no name. If it stands for nothing, say so" in orders.refused(row(agent=word))
    assert "is no name" in orders.refused(row(site=word))


@pytest.mark.parametrize("word", ["A001 王芳", "王芳 A001", "王芳-A001", "A001/王芳", "ａ００１　王芳", "王芳（A001）"])
def test_number_and_name_side_by_side_are_who_is_both(word: str, orders: Sender) -> None:
    before = Person.objects.count()
    assert "0 warnings" in orders.send(row(agent=word))
    assert WorkOrder.objects.get(number="A-1").agent == Person.objects.get(staff_number="A001")
    assert Person.objects.count() == before


def test_another_s_number_beside_a_name_is_not_taken_for_either(orders: Sender) -> None:
    orders.send(row(agent="A002 王芳"))
    assert WorkOrder.objects.get(number="A-1").agent == Person.objects.get(name="A002 王芳")


def test_a_remark_in_brackets_is_no_staff_number_and_the_near_name_is_told(orders: Sender) -> None:
    assert "nearly the same is known: 王芳" in orders.send(row(agent="王芳（离职）"))
    assert Person.objects.get(name="王芳（离职）").staff_number is None


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!"])
def test_a_failed_formula_is_an_error_in_a_csv_too(error: str, orders: Sender) -> None:
    for bad in (row(number=error), row(at=error), row(agent=error)):
        assert f"The cell shows the error {error} instead of a value." in orders.refused(bad)


@pytest.mark.parametrize("total", ["合计", "合 计：", "总计", "本页小计", "平均", "Grand Total"])
def test_a_row_of_totals_is_left_out_and_told(total: str, orders: Sender) -> None:
    said = orders.send(f"{row()}{total},2,,\n")
    assert "1 new, 0 changed, 0 unchanged, 0 with errors, 1 warnings" in said
    assert "This row adds the others up; it was left out." in said


def test_a_number_that_differs_from_a_known_one_by_marks_only_is_told(orders: Sender) -> None:
    orders.send(row(number="00471"))
    for number in ("471", "#471", "471.0", "0471"):
        assert "is known too and differs by zeros or marks only" in orders.send(row(number=number))
    assert "0 warnings" in orders.send(row(number="4710"))


@pytest.mark.parametrize(
    ("code", "number"), [("#0000", "0471"), ("000-0000", "000-0471"), ("0000_ ", "0471"), ('"GD-"00000', "GD-00471")]
)
def test_a_number_of_a_workbook_is_what_its_cell_shows(code: str, number: str, orders: Sender) -> None:
    path = orders.folder / "orders.xlsx"
    with Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["单号", "受理", "客服", "小区"])
        sheet.write_row(1, 0, [471, "2026-10-06 09:00", "王芳", "翠湖花园"])
        sheet.write_number(1, 0, 471, book.add_format({"num_format": code}))
    orders.send_file(path)
    assert WorkOrder.objects.get(source="报修系统").number == number


@pytest.mark.parametrize("since_1904", [False, True])
def test_a_time_of_day_beside_a_day_is_one_in_both_date_systems(since_1904: bool, orders: Sender) -> None:
    assert orders.profile is not None
    text = PROFILE.replace('created_at = "受理"', 'created_at = { columns = ["日期", "时刻"] }')
    orders.profile.write_text(text, encoding="utf-8")
    path = orders.folder / "orders.xlsx"
    with Workbook(path, {"date_1904": since_1904}) as book:
        sheet, day, clock = book.add_worksheet(), *(book.add_format({"num_format": f}) for f in ("yyyy-m-d", "h:mm"))
        sheet.write_row(0, 0, ["单号", "日期", "时刻", "客服", "小区"])
        sheet.write_row(1, 0, ["A-1", "", "", "王芳", "翠湖花园"])
        sheet.write_datetime(1, 1, date(2026, 10, 5), day)
        sheet.write_number(1, 2, 9.5 / 24, clock)
    orders.send_file(path)
    assert WorkOrder.objects.get(number="A-1").created_at == datetime(2026, 10, 5, 1, 30, tzinfo=UTC)


def test_a_percentage_is_named_as_it_is_shown() -> None:
    assert cells.shown(Percent("5E+1")) == "50%"
