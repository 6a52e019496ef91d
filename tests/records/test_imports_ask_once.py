"""An import asks its questions once, however many rows a file has, and only for the rows that the file names."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.test.utils import CaptureQueriesContext

from evidence.models import ExamScore, TrainingAttendance, TrainingSession
from kpi_portal.lib.company_connection import connection
from people.models import BonusBase, Person
from records.imports.kinds import all_kinds
from tenants.models import Company
from tests.importing import PROFILES, Sender

FEW, MANY = 3, 30
HEADER = "场次编号,培训名称,培训时间,有考试,工号,出勤,考试次数,成绩"


def attendance_list(sessions: int, *, held: str = "14:30", score: int = 80) -> str:
    """Two agents at each session, one with a score."""
    rows = [
        f"PX{sessions}-{n},紧急事件响应流程,2026-08-14 {held},是,{agent},{came}"
        for n in range(sessions)
        for agent, came in (("A001", f"已参加,1,{score}"), ("A002", "缺席,,"))
    ]
    return "\n".join([HEADER, *rows, ""])


@pytest.fixture
def trainings(company: Company, tmp_path: Path) -> Sender:
    """Sends attendance lists."""
    return Sender(company, "trainings", tmp_path, PROFILES / "trainings.toml")


def questions(sender: Sender, text: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        sender.send(text)
    return len([query for query in asked.captured_queries if "search_path" not in query["sql"]])


def test_a_list_of_thirty_sessions_asks_no_more_than_one_of_three(trainings: Sender) -> None:
    questions(trainings, attendance_list(1))
    assert questions(trainings, attendance_list(MANY)) == questions(trainings, attendance_list(FEW))
    assert TrainingAttendance.objects.count() == 2 * (MANY + FEW + 1)


def test_moving_thirty_sessions_asks_no_more_than_moving_three(trainings: Sender) -> None:
    """The second agent is not in the second file, and follows each session to its new time."""
    for sessions in (FEW, MANY):
        trainings.send(attendance_list(sessions))
    moved = [attendance_list(sessions, held="15:30") for sessions in (FEW, MANY)]
    without = ["\n".join(line for line in text.splitlines() if "A002" not in line) + "\n" for text in moved]

    few, many = (questions(trainings, text) for text in without)

    assert many == few
    followed = TrainingAttendance.objects.filter(stands=True, session__stands=True, agent__staff_number="A002")
    assert followed.count() == MANY + FEW


def test_undoing_thirty_corrections_asks_no_more_than_undoing_three(trainings: Sender) -> None:
    asked = []
    for sessions in (FEW, MANY):
        trainings.send(attendance_list(sessions))
        trainings.send(attendance_list(sessions, score=90))
        with CaptureQueriesContext(connection) as undoing:
            all_kinds()["trainings"].undo(trainings.batch)
        asked.append(len(undoing))

    assert asked[1] == asked[0]
    assert set(ExamScore.objects.filter(stands=True).values_list("score", flat=True)) == {Decimal(80)}
    assert TrainingSession.objects.filter(stands=True).count() == MANY + FEW


def test_bases_are_read_of_those_whom_the_file_names(company: Company, tmp_path: Path) -> None:
    """What stands of anybody else is not fetched, let alone the whole table."""
    others = [Person.objects.create(name=f"同事{n}") for n in range(MANY)]
    BonusBase.objects.bulk_create(
        BonusBase(person=person, from_first_day=date(2026, 1, 1), amount=1_000) for person in others
    )
    sender = Sender(company, "bonus_bases", tmp_path)
    with CaptureQueriesContext(connection) as asked:
        sender.send("person,month,amount\nA001,2026-08,1500\n")
    named = Person.objects.get(staff_number="A001").pk
    read = [query["sql"] for query in asked.captured_queries if 'FROM "people_bonusbase"' in query["sql"]]
    assert read
    assert all(f"IN ({named})" in question for question in read)
