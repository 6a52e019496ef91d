"""What a file is, is found out from its content: the row with the headings, the kind, the columns, words and dates."""

import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import pytest
from django.utils import translation
from xlsxwriter import Workbook
from xlsxwriter.utility import xl_cell_to_rowcol

from records.imports.kinds import all_kinds, fields_of, riders
from records.imports.mapping.date_readings import from_example, readings
from records.imports.mapping.facts import Facts, glance, survey
from records.imports.mapping.headings import header_row_of, likely_kinds
from records.imports.mapping.lacking import lacks
from records.imports.mapping.proposing import source_of, start
from records.imports.mapping.receiving import found_out
from tests.refusals import refused


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def facts_of(content: bytes) -> Facts:
    kinds = list(all_kinds().values())
    picture = glance(io.BytesIO(content))
    return survey(io.BytesIO(content), picture, header_row=header_row_of(picture, kinds))


def proposed(content: bytes) -> tuple[dict[str, Any], list[str]]:
    """The document that is proposed for a file, and what it still lacks."""
    facts = facts_of(content)
    likely = likely_kinds(list(all_kinds().values()), facts.names)[0]
    fields = fields_of([likely.kind, *riders(likely.kind)])
    document = start(likely.kind.code, "file", fields, likely.matches, facts)
    return document, [f"{lack.name}: {lack.sentence}" for lack in lacks(document, fields, facts)]


def workbook(*rows: Sequence[object], merged: Sequence[str] = ()) -> bytes:
    stream = io.BytesIO()
    book = Workbook(stream)
    sheet = book.add_worksheet("明细")
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    for cells in merged:
        row, column = xl_cell_to_rowcol(cells.partition(":")[0])
        sheet.merge_range(cells, rows[row][column])
    book.close()
    return stream.getvalue()


def test_a_title_above_the_headings_is_no_heading_merged_or_not() -> None:
    rows = ["翠湖物业九月工单"], ["制表：王芳"], ["工单号", "报修时间", "责任客服"], ["G1", "2026-09-05 14:00", "王芳"]
    for merged in ((), ("A1:C1",)):
        facts = facts_of(workbook(*rows, merged=merged))
        assert (facts.header_row, facts.names, facts.rows) == (3, ("工单号", "报修时间", "责任客服"), 1)
        assert Facts.of(facts.document()) == facts


def test_sheets_that_are_empty_or_cannot_be_read_do_not_keep_the_one_with_the_rows_out() -> None:
    stream = io.BytesIO()
    book = Workbook(stream)
    book.add_worksheet("Sheet2")
    book.add_worksheet("汇总").write_formula("A1", "=SUM(B1:B9)", value="")
    for number, row in enumerate((["工单号", "报修时间", "责任客服"], ["G1", "2026-09-05 14:00", "王芳"])):
        (book.get_worksheet_by_name("明细") or book.add_worksheet("明细")).write_row(number, 0, row)
    book.close()
    facts = found_out(stream, list(all_kinds().values()))
    assert (facts.sheet, facts.sheets, facts.rows) == ("明细", ("Sheet2", "汇总", "明细"), 1)


def test_headings_over_two_rows_stand_in_the_lower_one() -> None:
    rows = (
        ["工单号", "时间", "", "责任客服"],
        ["", "创建时间", "完成时间", ""],
        ["G1", "2026-09-05", "2026-09-06", "王芳"],
    )
    content = workbook(*rows, merged=("A1:A2", "B1:C1", "D1:D2"))
    facts = found_out(io.BytesIO(content), list(all_kinds().values()))
    assert (facts.header_row, facts.names, facts.rows) == (2, ("工单号", "创建时间", "完成时间", "责任客服"), 1)


@pytest.mark.parametrize(
    ("headings", "kind"),
    [
        ("工单编号,创建时间,客服姓名,满意度", "workorders"),
        ("工号,姓名,部门", "people"),
        ("工号,岗位,起始日", "postings"),
        ("工号,起始月份,奖金基数", "bonus_bases"),
        ("月份,评价部门,客服工号,评分", "ratings"),
        ("培训名称,培训时间,工号,出勤", "trainings"),
        ("质检编号,工号,联系时间,得分", "quality_checks"),
        ("Ticket ID,Status,Assignee,Created at", "workorders"),
    ],
)
def test_the_kind_is_recognised_from_the_headings(headings: str, kind: str) -> None:
    assert likely_kinds(list(all_kinds().values()), headings.split(","))[0].kind.code == kind


def test_day_and_month_are_told_apart_by_the_whole_file_or_asked_for() -> None:
    rows = "".join(f"G{n},{day:02}/11/2026 09:14\n" for n, day in enumerate((3, 4, 25)))
    document, lacking = proposed(f"工单号,创建时间\n{rows}".encode())
    assert (document["dates"], lacking) == (["%d/%m/%Y %H:%M"], [])
    document, lacking = proposed("工单号,创建时间\nG1,03/11/2026 09:14\n".encode())
    assert "dates" not in document
    assert lacking == ["How dates are read: “03/11/2026 09:14” can be read in more than one way: choose."]


def test_a_date_that_nobody_foresaw_is_read_by_an_example() -> None:
    assert from_example("13.09.26 21h05", datetime.fromisoformat("2026-09-13T21:05")) == "%d.%m.%y %Hh%M"
    with refused("example"):
        from_example("09.09.2026", datetime.fromisoformat("2026-09-09"))
    with refused("example"):
        from_example("13.09.2026", datetime.fromisoformat("2026-09-14"))


def test_each_reading_says_how_many_cells_it_cannot_read() -> None:
    rows = "".join(f"G{n},{day:02}/11/2026\n" for n, day in enumerate((3, 25, 26)))
    day_first, month_first = readings([facts_of(f"工单号,创建时间\n{rows}".encode()).columns[1]])
    assert (day_first.unread, month_first.unread, month_first.witness) == (0, 2, "25/11/2026")


def test_words_are_proposed_and_what_nobody_knows_is_named() -> None:
    rows = "".join(f"G{n},2026-09-0{n},{word}\n" for n, word in enumerate(("solved", "已解决", "挂单", "怪词"), 1))
    document, lacking = proposed(f"工单号,创建时间,状态\n{rows}".encode())
    assert document["fields"]["status"] == {
        "column": "状态",
        "map": {"solved": "completed", "已解决": "completed", "挂单": "on_hold"},
    }
    assert lacking == ["Status: It is not said what “怪词” means."]


def test_lengths_of_time_count_from_the_creation() -> None:
    document, _lacking = proposed("工单号,创建时间,首次响应（分钟）\nG1,2026-09-01 10:00,5\n".encode())
    assert document["fields"]["responded_at"] == {"column": "首次响应（分钟）", "minutes_since": "created_at"}


@pytest.mark.parametrize(
    ("heading", "cells", "unit"),
    [
        ("首次响应时长", ("2小时15分", "15分30秒", "1天3小时"), "seconds_since"),
        ("首响用时", ("8分", "20分钟"), "seconds_since"),
        ("First response time (min)", ("1h 5m", "2h"), "minutes_since"),
        ("响应时长(秒)", ("480", "1200"), "seconds_since"),
        ("响应耗时（小时）", ("0.5", "20.25"), "hours_since"),
    ],
)
def test_lengths_of_time_are_known_by_their_words_or_their_heading(
    heading: str, cells: tuple[str, ...], unit: str
) -> None:
    rows = "".join(f"G{n},2026-09-01 10:00,{cell}\n" for n, cell in enumerate(cells))
    document, lacking = proposed(f"工单号,创建时间,{heading}\n{rows}".encode())
    assert document["fields"]["responded_at"] == {"column": heading, unit: "created_at"}
    assert lacking == []


def test_numbers_that_may_count_anything_are_asked_about_whole_or_not() -> None:
    asked = "First response: These are plain numbers: say what they count, minutes for example, and from when."
    for cells in (("480", "1200"), ("8.5", "20.25")):
        rows = "".join(f"G{n},2026-09-01 10:00,{cell}\n" for n, cell in enumerate(cells))
        _document, lacking = proposed(f"工单号,创建时间,首次响应时长\n{rows}".encode())
        assert lacking == [asked]


def test_a_date_and_a_time_beside_it_are_offered_to_be_joined() -> None:
    facts = facts_of("工单号,受理日期,受理时刻\nG1,03/11/2026,09:14\n".encode())
    kind = all_kinds()["workorders"]
    document = {"kind": "workorders", "source": "x", "fields": {"number": "工单号"}}
    [lack] = lacks(document, fields_of([kind]), facts)
    assert lack.fix is not None
    assert (lack.place, lack.fix.columns) == ("created_at", ("受理日期", "受理时刻"))


def test_a_rating_asks_for_the_time_of_its_answer() -> None:
    _document, lacking = proposed("工单号,创建时间,完成时间,满意度\nG1,2026-09-01,2026-09-02,5\n".encode())
    assert lacking == ["Answered: Needed with “Rating”: no column yet."]


@pytest.mark.parametrize(
    ("file", "source"),
    [
        ("报修系统 11 月导出.xlsx", "报修系统"),
        ("zendesk.csv", "zendesk"),
        ("工单明细2026-11.csv.gz", "工单"),
        ("2026.csv", ""),
    ],
)
def test_a_source_is_proposed_from_the_name_of_the_file(file: str, source: str) -> None:
    assert source_of(file) == source
