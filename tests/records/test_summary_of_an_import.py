"""Before storing, the reader is told in numbers what a file moves, with the rows behind each (IMPORTS §4, 15)."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation

from evidence.models import SurveyAnswer
from kpi_portal.lib.month import Month
from people.models import Person, Site
from records.models import Batch, MonthState
from tenants.models import Company
from tests.importing import PROFILES, Sender
from tests.months import bring_to
from tests.records.test_what_is_told import checked, stored
from tests.visiting import visitor

HEAD = "工单编号,受理时间,完工时间,客服姓名,小区\n"
FIRST = HEAD + (
    "GD-1,2026-09-06 09:00,2026-09-07 09:00,王芳,翠湖中心\n"
    "GD-2,2026-09-08 09:00,2026-09-30 09:00,王芳,翠湖中心\n"
    "GD-3,2026-10-08 09:00,,王芳,翠湖中心\n"
    "GD-4,2026-10-09 09:00,,,翠湖中心\n"
)
SECOND = HEAD + (
    "GD-1,2026-09-06 09:00,2026-09-07 09:00,王芳,翠湖中心\n"
    "GD-2,2026-09-08 09:00,2026-11-20 09:00,王芳,翠湖中心\n"
    "GD-3,2026-10-08 09:00,,李强,新月里\n"
    "GD-5,2026-10-10 09:00,,陌生人,翠湖中心\n"
)
PROFILE = """
kind = "workorders"
source = "报修系统"
zone = "Asia/Shanghai"
creates = ["people", "sites"]
[fields]
number = "工单编号"
created_at = "受理时间"
completed_at = "完工时间"
agent = "客服姓名"
site = "小区"
"""


@pytest.fixture
def orders(company: Company, tmp_path: Path) -> Sender:
    """Sends orders, people and sites made up where they are not known."""
    profile = tmp_path / "orders.toml"
    profile.write_text(PROFILE, encoding="utf-8")
    return Sender(company, "workorders", tmp_path, profile)


@pytest.fixture
def english() -> Iterator[None]:
    """The page as it stands in the source."""
    with translation.override("en"):
        yield


def numbers(batch: Batch) -> dict[str, int]:
    """How many rows there are of each matter."""
    found: dict[str, int] = batch.detail["told"]["numbers"]
    return found


def rows_of(client: Client, batch: Batch, matter: str) -> str:
    """The page of the rows behind a number, its blanks collapsed."""
    page = client.get(f"/imports/{batch.pk}/rows", {"of": matter}).content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_a_second_file_says_before_storing_what_it_moves(orders: Sender) -> None:
    orders.send(FIRST)
    said = orders.send(SECOND, "--dry-run")
    told = numbers(orders.batch)
    assert {code: told[code] for code in ("new", "changed", "unchanged", "hand_over", "crosses_out")} == {
        "new": 1, "changed": 2, "unchanged": 1, "hand_over": 1, "crosses_out": 1,
    }  # fmt: skip
    assert "2  Changed rows" in said
    assert "1  Orders that go to another agent" in said
    assert re.search(r"\d  people that the file makes up: .*陌生人", said)
    assert "2026-10 (Collecting): 2 rows" in said
    assert not Person.objects.filter(name="陌生人").exists()
    assert not Site.objects.filter(name="新月里").exists()


def test_what_storing_tells_is_what_the_check_told(orders: Sender) -> None:
    orders.send(FIRST)
    orders.send(SECOND, "--dry-run")
    foretold = orders.batch.detail["told"]
    orders.send(SECOND)
    assert orders.batch.detail["told"] == foretold
    assert (orders.batch.created, orders.batch.changed, orders.batch.unchanged) == (1, 2, 1)


def test_the_rows_behind_a_number_show_old_and_new_value(orders: Sender, english: None) -> None:
    orders.send(FIRST)
    orders.send(SECOND, "--dry-run")
    hr = visitor("hr")
    assert "4 GD-3 Agent 王芳 → 李强" in rows_of(hr, orders.batch, "hand_over")
    page = rows_of(hr, orders.batch, "changed")
    assert "3 GD-2 Completed 2026-09-30 09:00 → 2026-11-20 09:00" in page
    assert "Site 翠湖中心 → 新月里" in page


def test_rows_of_nobody_are_named_whether_they_are_new_or_known(orders: Sender) -> None:
    orders.send(FIRST)
    assert numbers(orders.batch)["orders_without_agent"] == 1
    orders.send(FIRST, "--dry-run")
    assert (numbers(orders.batch)["orders_without_agent"], numbers(orders.batch)["unchanged"]) == (1, 4)


def test_a_completion_that_is_emptied_is_told_as_taken_back(orders: Sender, english: None) -> None:
    orders.send(FIRST)
    orders.send(FIRST.replace("2026-09-07 09:00", ""), "--dry-run")
    assert numbers(orders.batch)["taken_back"] == 1
    assert "2 GD-1 Completed 2026-09-07 09:00 → —" in rows_of(visitor("hr"), orders.batch, "taken_back")


def test_rows_that_wait_name_the_final_month(orders: Sender, english: None) -> None:
    bring_to(MonthState.FINAL, Month(2026, 9))
    said = orders.send(FIRST, "--dry-run")
    assert numbers(orders.batch)["waits"] == 2
    assert "2 rows wait: they would change a final month." in said
    assert "2026-09 (Final): 2 rows wait" in said
    page = " ".join(visitor("hr").get(f"/imports/{orders.batch.pk}/").content.decode().split())
    assert "2 rows wait: they would change a final month." in page


ANSWERS = "编号,工单号,评分,评价时间\nP-1,GD-1,5,2026-09-08 09:00\nP-2,GD-404,4,2026-09-08 10:00\n"


@pytest.fixture
def answers(company: Company, tmp_path: Path) -> Sender:
    """Sends answers to orders of the same source."""
    profile = tmp_path / "answers.toml"
    fields = 'number = "编号"\norder_number = "工单号"\nrating = "评分"\nanswered_at = "评价时间"\n'
    profile.write_text(f'kind = "surveys"\nsource = "报修系统"\n[fields]\n{fields}', encoding="utf-8")
    return Sender(company, "surveys", tmp_path, profile)


def test_answers_without_an_order_are_told_and_linked_answers_when_the_order_comes(
    orders: Sender, answers: Sender, english: None
) -> None:
    orders.send(FIRST)
    answers.send(ANSWERS)
    told = numbers(answers.batch)
    assert (told["new"], told["answers_without_order"], told["answers_without_agent"]) == (2, 1, 1)
    assert "3 P-2" in rows_of(visitor("hr"), answers.batch, "answers_without_order")
    orders.send(HEAD + "GD-404,2026-09-06 10:00,2026-09-07 10:00,王芳,翠湖中心\n")
    assert numbers(orders.batch)["answers_linked"] == 1
    answers.send(ANSWERS.replace(",5,", ",3,"))
    assert "2 P-1 Rating 5 → 3" in rows_of(visitor("hr"), answers.batch, "changed")
    assert SurveyAnswer.objects.get(number="P-1", stands=True).rating == 3


def test_kinds_that_are_small_tell_their_rows_too(company: Company, tmp_path: Path, english: None) -> None:
    people = Sender(company, "people", tmp_path, PROFILES / "people.toml")
    people.send("工号,姓名,部门\nB001,李堃,工程部\nB002,周喆,\n")
    people.send("工号,姓名,部门\nB001,李堃,\nB002,周喆,\nB003,林玥,\n", "--dry-run")
    told = numbers(people.batch)
    assert (told["new"], told["changed"], told["unchanged"]) == (1, 1, 1)
    assert "2 李堃 department 工程部 → —" in rows_of(visitor("hr"), people.batch, "changed")


def test_a_long_file_of_new_rows_is_told_in_one_span(orders: Sender) -> None:
    orders.send(HEAD + "".join(f"N-{n},2026-10-06 09:00,,王芳,翠湖中心\n" for n in range(300)))
    [span] = orders.batch.told.filter(matter="new")
    assert (span.first_row, span.last_row) == (2, 301)
    page = visitor("hr").get(f"/imports/{orders.batch.pk}/rows", {"of": "new", "page": "6"}).content.decode()
    assert "251–300" in page
    assert ">301<" in page


MIXED = HEAD + (
    "GD-1,2026-09-06 09:00,2026-09-07 09:00,王芳,翠湖花园\n"
    "GD-2,2026-09-08 09:00,2026-09-30 09:00,王芳,云栖里\n"
    "GD-6,2026-08-08 09:00,,王芳,翠湖花园\n"
    "GD-7,2026-10-08 09:00,,王芳,翠湖花园\n"
    "GD-8,2026-13-08 09:00,,王芳,翠湖花园\n"
)


def test_every_row_has_one_verdict_in_the_order_of_the_file(company: Company, english: None) -> None:
    hr = visitor("hr")
    bring_to(MonthState.FINAL, Month(2026, 8))
    stored(hr, checked(hr, FIRST.replace("中心", "花园"), site="小区"))
    batch = checked(hr, MIXED, site="小区")
    page = rows_of(hr, batch, "")
    verdicts = ("Unchanged rows", "Changed rows", "Wait: month is final", "New rows", "Rows with errors")
    shown = re.findall(r"\b([2-6]) (" + "|".join(verdicts) + ") ", page[page.index("Row State Values") :])
    assert [row for row, _verdict in shown] == ["2", "3", "4", "5", "6"]
    assert tuple(verdict for _row, verdict in shown) == verdicts
    assert "GD-2 Site 翠湖花园 → 云栖里" in page
    assert "2026-08 Order number GD-6" in page
    assert "Order number GD-7 · Created 2026-10-08 09:00 · Agent 王芳 · Site 翠湖花园" in page
    assert "受理时间: There is no such" in page


def test_rows_that_are_no_facts_are_told_as_left_out(orders: Sender, english: None) -> None:
    said = orders.send(FIRST + "合计,,,,4\n", "--dry-run")
    assert "1  Rows left out" in said
    assert "6 Rows left out" in rows_of(visitor("hr"), orders.batch, "")
