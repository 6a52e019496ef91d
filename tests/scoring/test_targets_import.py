"""Files of targets and adjustments meet the freeze, the limit of ease and history at the row, in the reader's words."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from kpi_portal.lib.month import Month
from kpi_portal.lib.refusals import Refused
from people.models import Account, Person, Posting, Role
from records.imports import undoing
from records.imports.problems import sentence
from scoring import closing
from scoring.models import Adjustment, ScoringSettings, Target
from tenants.models import Company
from tests.importing import PROFILES, Sender
from tests.months import closer, finaliser
from tests.scoring.month_of_facts import END, MIDDLE, OCTOBER, START, person, the_golden_month

HEADER = "编号,月份,指标,工号,班组,项目编码,目标值\n"
ROW = "MB1,2026-10,completion_rate,A001,,,95\n"
POINTS = "编号,月份,工号,类型,分值,原因,证据,登记人工号\nJF1,2026-10,A001,加分,1.00,锦旗一面,表扬登记 3,H001\n"


@pytest.fixture
def targets(company: Company, tmp_path: Path) -> Iterator[Sender]:
    with translation.override("en"):
        yield Sender(company, "targets", tmp_path, PROFILES / "targets.toml")


@pytest.fixture
def adjustments(company: Company, tmp_path: Path) -> Iterator[Sender]:
    with translation.override("en"):
        yield Sender(company, "adjustments", tmp_path, PROFILES / "adjustments.toml")


def close() -> None:
    the_golden_month(person("王芳"))
    closing.run_close(closing.request_close(month=OCTOBER, by=closer(), ring=False).pk)


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (MIDDLE, "row 2, 月份 “2026-10”: The targets of 2026-10 are frozen"),
        (END, "row 2, 月份 “2026-10”: 2026-10 is over"),
    ],
)
def test_a_row_after_the_freeze_is_an_error(targets: Sender, now: datetime, said: str) -> None:
    with time_machine.travel(now):
        assert said in targets.refused(HEADER + ROW)
    assert not Target.objects.exists()


def test_the_sentence_is_in_the_readers_language(targets: Sender) -> None:
    with time_machine.travel(MIDDLE):
        targets.refused(HEADER + ROW)
    [problem] = targets.batch.problems.filter(severity="error")
    with translation.override("zh-hans"):
        assert "目标已冻结" in sentence(problem.code, problem.params)


def test_a_row_for_a_computed_month_is_an_error_and_what_stands_is_not(targets: Sender) -> None:
    with time_machine.travel(START):
        targets.send(HEADER + ROW)
    close()
    assert "2026-10 was computed" in targets.refused(HEADER + ROW.replace(",95", ",94"))
    assert "0 new, 0 changed, 1 unchanged" in targets.send(HEADER + ROW)


def test_a_row_easier_than_the_company_allows_is_an_error_with_the_limit(targets: Sender) -> None:
    with time_machine.travel(START):
        said = targets.refused(HEADER + ROW.replace(",95", ",93.4"))
    assert "row 2, 目标值 “93.4”: Too easy: at least 93.5" in said


@pytest.mark.parametrize("whose", ["H001,,", ",一班,", ",,CH"])
def test_nobody_imports_a_target_of_the_own(targets: Sender, whose: str) -> None:
    hr = Account.objects.get(username="hr")
    own = Posting.objects.get(person__name="王芳")
    Posting.objects.create(person=hr.person, site=own.site, team=own.team, first_day=date(2026, 1, 1))
    with time_machine.travel(START):
        assert "Nobody acts for themselves" in targets.refused(f"{HEADER}MB1,2026-10,completion_rate,{whose},95\n")


def test_an_import_is_not_undone_after_the_freeze(targets: Sender) -> None:
    """A harder target taken back after the close would be an easier one."""
    with time_machine.travel(START):
        targets.send(HEADER + ROW.replace(",95", ",99"))
    with time_machine.travel(MIDDLE), pytest.raises(Refused, match="2026-10 are frozen"):
        undoing.undo(targets.batch, by=finaliser())
    with time_machine.travel(START + timedelta(days=1)):
        assert undoing.undo(targets.batch, by=finaliser()) == 1


# --- before the company was live -------------------------------------------------------------------------------------


@pytest.fixture
def history(company: Company) -> Month:
    """October lies before the company was live."""
    ScoringSettings.objects.update(live_from=OCTOBER.next.first_day)
    return OCTOBER


def test_hr_brings_in_history_until_its_first_close(history: Month, targets: Sender, adjustments: Sender) -> None:
    assert "1 new" in targets.send(HEADER + ROW)
    assert "1 new" in adjustments.send(POINTS)
    close()
    assert "2026-10 was computed" in targets.refused(HEADER + ROW.replace(",95", ",94"))
    assert "lies before the company was live" in adjustments.refused(POINTS.replace("1.00", "2.00"))
    assert "1 unchanged" in adjustments.send(POINTS)
    for sender in (targets, adjustments):
        with pytest.raises(Refused):
            undoing.undo(type(sender.batch).objects.filter(kind=sender.kind).order_by("pk")[0], by=finaliser())


def test_only_hr_brings_it_in(history: Month, targets: Sender, adjustments: Sender) -> None:
    Account.objects.filter(username="hr").update(roles=[Role.ADMINISTRATOR])
    for sender, text in ((targets, HEADER + ROW), (adjustments, POINTS)):
        assert "HR enters what belongs to it" in sender.refused(text)
    assert not Target.objects.exists()
    assert not Adjustment.objects.exists()


# --- constant --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["targets", "adjustments"])
def test_ten_times_the_rows_ask_the_database_no_more_often(
    kind: str, targets: Sender, adjustments: Sender, request: pytest.FixtureRequest
) -> None:
    people = [Person.objects.create(name=f"某{n}", staff_number=f"B{n:03d}") for n in range(40)]
    sender: Sender = request.getfixturevalue(kind)

    def queries(numbers: list[str]) -> int:
        if kind == "targets":
            text = HEADER + "".join(f"M{n},2026-10,completion_rate,{n},,,95\n" for n in numbers)
        else:
            text = POINTS.splitlines()[0] + "\n"
            text += "".join(f"J{n},2026-10,{n},加分,1.00,锦旗一面,,H001\n" for n in numbers)
        with time_machine.travel(START), CaptureQueriesContext(connection) as captured:
            sender.send(text)
        return len([query for query in captured if "SAVEPOINT" not in query["sql"]])

    numbers = [str(each.staff_number) for each in people]
    few, many = queries(numbers[:3]), queries(numbers[3:33])
    assert many <= few, f"{few} for 3 rows, {many} for 30"


def test_a_refused_file_stores_nothing(targets: Sender) -> None:
    with time_machine.travel(MIDDLE), pytest.raises(CommandError):
        targets.send(HEADER + ROW + "MB2,2027-01,completion_rate,A001,,,95\n")
    assert not Target.objects.exists()
