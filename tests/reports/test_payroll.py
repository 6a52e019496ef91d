"""Payroll: final months only, to the cent, and no cell that runs."""

import csv
from collections.abc import Sequence
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from python_calamine import CalamineWorkbook

from people.models import BonusBase, Person
from records.models import AuditEntry
from scoring.models import Card
from tenants.models import Company
from tests.reports import golden_october
from tests.reports.test_card_page import words
from tests.visiting import visitor

HEAD = ["工号", "姓名", "月份", "方案", "总分", "等级", "绩效系数", "绩效基数（元）", "在岗天数", "应发（元）", "备注"]


def exported(path: Path, **options: object) -> list[list[str]]:
    """The rows of an exported CSV."""
    call_command("export_payroll", "acme", "2026-10", by="hr", output=path, **options)
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_the_golden_card_is_paid_to_the_cent(final: Card, tmp_path: Path) -> None:
    rows = exported(tmp_path / "grades.csv")
    golden = next(row for row in rows if row[0] == "A001")
    assert golden[1:3] == ["王芳", "2026-10"]
    assert golden[4:10] == ["82.31", "B", "1.0", "1500.00", "31", "1500.00"]
    assert rows[-1][9] == "1500.00"


def test_rows_stand_in_chinese_order(final: Card, tmp_path: Path) -> None:
    names = [row[1] for row in exported(tmp_path / "grades.csv")[1:-1]]
    assert names == ["李静", "王芳", "周倩"]


def test_who_has_no_total_is_listed_with_the_reason(final: Card, tmp_path: Path) -> None:
    row = next(row for row in exported(tmp_path / "grades.csv") if row[1] == "李静")
    assert (row[4], row[9]) == ("", "")
    assert row[10] != ""


def test_the_workbook_says_the_same(final: Card, tmp_path: Path) -> None:
    call_command("export_payroll", "acme", "2026-10", by="hr", output=tmp_path / "grades.xlsx")
    sheet = CalamineWorkbook.from_path(str(tmp_path / "grades.xlsx")).get_sheet_by_index(0).to_python()
    golden = next(row for row in sheet if row[0] == "A001")
    assert [golden[4], golden[5], golden[7], golden[9]] == [82.31, "B", 1500, 1500]


@pytest.mark.parametrize("name", ["grades.csv", "grades.xlsx"])
def test_a_month_that_is_not_final_is_refused_with_a_sentence(published: Card, tmp_path: Path, name: str) -> None:
    with pytest.raises(CommandError, match="2026-10"):
        call_command("export_payroll", "acme", "2026-10", by="hr", output=tmp_path / name)
    assert not (tmp_path / name).exists()


def test_a_preview_says_so_in_its_first_line_and_in_every_row(published: Card, tmp_path: Path) -> None:
    rows = exported(tmp_path / "grades.csv", preview=True)
    assert "预览" in rows[0][0]
    assert rows[1] == HEAD
    assert all("预览" in row[-1] for row in rows[2:])


@pytest.mark.parametrize(
    ("arguments", "name"),
    [(("acme", "2020-01"), "x.csv"), (("nobody", "2026-10"), "x.csv"), (("acme", "2026-10"), "x.pdf")],
)
def test_other_bad_input_is_refused(final: Card, tmp_path: Path, arguments: Sequence[str], name: str) -> None:
    with pytest.raises(CommandError):
        call_command("export_payroll", *arguments, by="hr", output=tmp_path / name)


@pytest.fixture
def formula(company: Company) -> None:
    """An agent bears a name that a spreadsheet would run, before the month is closed."""
    Person.objects.filter(name="李静").update(name="=cmd|' /C calc'!A0")


def test_a_name_that_looks_like_a_formula_is_text(formula: None, tmp_path: Path) -> None:
    golden_october.close()
    golden_october.publish()
    golden_october.make_final()
    assert any(row[1].startswith("'=") for row in exported(tmp_path / "grades.csv"))


def test_hr_sees_sums_notes_and_rows(final: Card) -> None:
    page = words(visitor("hr").get("/payroll/2026-10/").content)
    for part in ("1,500.00", "王芳", "82.31", "No evidence in this month; HR decides about the pay."):
        assert part in page


def test_the_newest_month_comes_first(final: Card) -> None:
    assert visitor("hr").get("/payroll/").headers["Location"] == "/payroll/2026-10/"


def test_without_cards_the_page_says_the_next_step(company: Company) -> None:
    assert "No cards to pay yet" in words(visitor("hr").get("/payroll/").content)


def test_hr_fetches_a_final_month_and_the_audit_knows(final: Card) -> None:
    answer = visitor("hr").get("/payroll/2026-10/file/?format=csv")
    assert answer["Content-Disposition"] == 'attachment; filename="payroll-2026-10.csv"'
    assert AuditEntry.objects.filter(verb="reports.export_payroll", actor__username="hr").exists()


def test_the_page_of_a_final_month_leads_to_its_payroll_and_overview(final: Card) -> None:
    page = visitor("hr").get("/months/2026-10/").content.decode()
    assert 'href="/payroll/2026-10/"' in page
    assert 'href="/overview/2026-10/"' in page


def test_a_month_that_is_not_final_is_not_handed_out(published: Card) -> None:
    answer = visitor("hr").get("/payroll/2026-10/file/", follow=True)
    assert "payroll takes final months only" in words(answer.content)


@pytest.mark.parametrize("who", ["agent", "supervisor", "administrator", "colleague"])
@pytest.mark.parametrize("where", ["/payroll/", "/payroll/2026-10/", "/payroll/2026-10/file/"])
def test_payroll_is_for_hr_alone(final: Card, who: str, where: str) -> None:
    assert visitor(who).get(where).status_code == 403


def test_who_has_no_bonus_base_is_named(computed: Card) -> None:
    BonusBase.objects.all().delete()
    Card.objects.update(bonus_base=None, pay=None)
    assert "No bonus base." in words(visitor("hr").get("/payroll/2026-10/").content)
