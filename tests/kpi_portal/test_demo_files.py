"""The files of the demo company: repeatable, and telling what they promise to tell."""

import csv
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from kpi_portal.demo.calendar import Span
from kpi_portal.demo.generator import ORDER_OF_KINDS, Generator
from kpi_portal.lib.month import Month

UNTIL = datetime.fromisoformat("2026-11-22 08:30")
SPAN = Span(Month(2026, 8), Month(2026, 10), UNTIL)
CHECKOUT = Path(__file__).resolve().parents[2]
ELSEWHERE = """
import sys
from datetime import datetime
from pathlib import Path
from kpi_portal.demo.calendar import Span
from kpi_portal.demo.generator import Generator
from kpi_portal.lib.month import Month
span = Span(Month(2026, 8), Month(2026, 10), datetime(2026, 11, 22, 8, 30))
Generator(7, span, 8).write(Path(sys.argv[1]))
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of a small company."""
    folder = tmp_path_factory.mktemp("demo")
    Generator(7, SPAN, 8).write(folder)
    return folder


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of one file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*.csv"))}


def test_the_same_seed_gives_the_same_bytes_in_another_process(folder: Path, tmp_path: Path) -> None:
    environment = os.environ | {"PYTHONHASHSEED": "12345", "TZ": "America/New_York", "LANG": "C"}
    subprocess.run([sys.executable, "-c", ELSEWHERE, str(tmp_path)], cwd=CHECKOUT, env=environment, check=True)
    assert contents(tmp_path) == contents(folder)


def test_another_seed_gives_another_company(folder: Path, tmp_path: Path) -> None:
    Generator(8, SPAN, 8).write(tmp_path)
    assert contents(tmp_path)["2026-08/people.csv"] != contents(folder)["2026-08/people.csv"]


def test_every_kind_of_import_has_a_file(folder: Path) -> None:
    assert {path.stem for path in folder.rglob("*.csv")} == set(ORDER_OF_KINDS)


def test_the_running_month_is_told_up_to_now_and_no_further(folder: Path) -> None:
    for path in folder.rglob("*.csv"):
        for row in rows(path):
            for column, value in row.items():
                if column.endswith("时间") and value[:1].isdigit():
                    assert datetime.fromisoformat(value) <= UNTIL, (path, column, value)
    assert any(row["创建时间"] > "2026-11-21" for row in rows(folder / "2026-11" / "workorders.csv"))


def test_past_months_do_not_change_when_the_running_month_goes_on(folder: Path, tmp_path: Path) -> None:
    Generator(7, Span(SPAN.first, SPAN.last, datetime.fromisoformat("2026-11-29 08:30")), 8).write(tmp_path)
    for kind in ("people", "targets", "ratings", "adjustments", "workorders"):
        assert (tmp_path / f"2026-08/{kind}.csv").read_bytes() == (folder / f"2026-08/{kind}.csv").read_bytes()


def test_the_stories_are_told(folder: Path) -> None:
    """A new starter after the middle of the last month, unpaid leave, nobody's checks, exclusions of every sort."""
    assert [row["起始日"] for row in rows(folder / "2026-10/postings.csv")] == ["2026-10-18"]
    assert [row["工号"] for row in rows(folder / "2026-10/leave.csv")] == ["A004"]
    checked = {row["工号"] for month in (8, 9, 10) for row in rows(folder / f"2026-{month:02d}/quality_checks.csv")}
    assert "A005" not in checked
    assert "A001" in checked
    orders = [row for month in (8, 9, 10) for row in rows(folder / f"2026-{month:02d}/workorders.csv")]
    for column in ("取消时间", "重复标记时间", "豁免时间", "挂起时间", "重开时间"):
        assert any(row[column] for row in orders), column


def test_too_few_agents_for_the_stories_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 6"):
        Generator(7, SPAN, 5)
