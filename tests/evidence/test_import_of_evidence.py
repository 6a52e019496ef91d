"""Quality checks, ratings, suggestions and trainings come in as files."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from evidence.models import (
    DepartmentRating,
    ExamScore,
    QualityCheck,
    QualityItem,
    Suggestion,
    TrainingAttendance,
    TrainingSession,
)
from kpi_portal.lib.month import Month
from people.models import Department, Person
from records.imports.kinds import all_kinds
from records.models import LateFact, MonthState
from tenants.models import Company
from tests.importing import PROFILES, Sender
from tests.months import bring_to
from tests.refusals import refused

CHECKS = (
    "质检编号,工号,联系时间,工单编号,定稿时间,质检人工号,问候与自报姓名,情绪安抚,核实房号与联系方式,复述并确认诉求,告知预计时间,规范结束语,备注\n"
    "ZJ1,A001,2026-08-03 09:00,,2026-08-04 18:00,S001,合格,不适用,合格,合格,不合格,合格,语速偏快\n"
)
RATINGS = "评价编号,月份,客服工号,评价部门,评价人工号,评分,评论\nXZ1,2026-08,A001,工程部,E001,4.5,配合好\n"
SUGGESTIONS = (
    "建议编号,工号,标题,内容,提交时间,决定,决定时间,实施日期,做了什么,实施前,实施后\n"
    "JY1,A001,前台增设老花镜,,2026-08-05 10:00,待定,,,,,\n"
)
TRAININGS = (
    "场次编号,培训名称,培训时间,有考试,工号,出勤,考试次数,成绩\n"
    "PX1,紧急事件响应流程,2026-08-14 14:30,是,A001,已参加,1,62\n"
    "PX1,紧急事件响应流程,2026-08-14 14:30,是,A001,已参加,2,85\n"
    "PX1,紧急事件响应流程,2026-08-14 14:30,是,A002,缺席,,\n"
)


@pytest.fixture
def checks(company: Company, tmp_path: Path) -> Sender:
    """Sends check sheets."""
    return Sender(company, "quality_checks", tmp_path, PROFILES / "quality_checks.toml")


@pytest.fixture
def ratings(company: Company, tmp_path: Path) -> Sender:
    """Sends ratings."""
    return Sender(company, "ratings", tmp_path, PROFILES / "ratings.toml")


@pytest.fixture
def suggestions(company: Company, tmp_path: Path) -> Sender:
    """Sends suggestions."""
    return Sender(company, "suggestions", tmp_path, PROFILES / "suggestions.toml")


@pytest.fixture
def trainings(company: Company, tmp_path: Path) -> Sender:
    """Sends attendance lists."""
    return Sender(company, "trainings", tmp_path, PROFILES / "trainings.toml")


def make_final(month: Month) -> None:
    """As if the month had been closed, published and finalised."""
    bring_to(MonthState.FINAL, month)


def items(number: str) -> list[tuple[str, str, int, bool]]:
    """The items of the check that stands."""
    found = QualityItem.objects.filter(quality_check__number=number, quality_check__stands=True)
    return list(found.values_list("name", "outcome", "weight", "is_critical"))


def test_a_check_sheet_has_a_column_for_each_item(checks: Sender) -> None:
    assert "1 new" in checks.send(CHECKS)
    check = QualityCheck.objects.get(number="ZJ1")
    assert check.agent == Person.objects.get(staff_number="A001")
    assert check.contact_at == datetime(2026, 8, 3, 1, 0, tzinfo=UTC)
    assert check.final_at == datetime(2026, 8, 4, 10, 0, tzinfo=UTC)
    assert items("ZJ1")[:3] == [
        ("问候与自报姓名", "pass", 1, False),
        ("情绪安抚", "not_applicable", 2, False),
        ("核实房号与联系方式", "pass", 2, True),
    ]


def test_the_same_sheet_twice_stores_nothing_new(checks: Sender) -> None:
    checks.send(CHECKS)
    assert "0 new, 0 changed, 1 unchanged" in checks.send(CHECKS)
    assert QualityItem.objects.count() == 6


def test_one_changed_item_supersedes_the_check(checks: Sender) -> None:
    checks.send(CHECKS)
    assert "1 changed" in checks.send(CHECKS.replace("合格,不合格,合格,语速", "合格,合格,合格,语速"))
    assert items("ZJ1")[4] == ("告知预计时间", "pass", 2, False)
    assert [check.stands for check in QualityCheck.objects.order_by("revision")] == [False, True]


def test_undoing_a_correction_lets_the_check_before_stand_again(checks: Sender) -> None:
    checks.send(CHECKS)
    checks.send(CHECKS.replace("合格,不合格,合格,语速", "合格,合格,合格,语速"))
    assert all_kinds()["quality_checks"].undo(checks.batch) == 1
    assert items("ZJ1")[4] == ("告知预计时间", "fail", 2, False)


def test_a_check_that_is_not_final_yet_has_no_instant(checks: Sender) -> None:
    checks.send(CHECKS.replace("2026-08-04 18:00", ""))
    assert QualityCheck.objects.get(number="ZJ1").final_at is None


def test_a_sheet_where_nothing_applies_is_an_error(checks: Sender) -> None:
    assert "row 2" in checks.refused(
        CHECKS.replace("不合格", "不适用").replace("合格,", "不适用,").replace("不不", "不")
    )


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("passed", "yes", [("passed", "pass", 1, True)]),
        ("passed", "no", [("passed", "fail", 1, True)]),
        ("score", "84.50", [("score", "pass", 8450, False), ("score", "fail", 1550, False)]),
        ("score", "100", [("score", "pass", 10000, False)]),
    ],
)
def test_a_score_or_a_verdict_alone_is_enough(
    company: Company, tmp_path: Path, column: str, value: str, expected: list[tuple[str, str, int, bool]]
) -> None:
    sender = Sender(company, "quality_checks", tmp_path)
    sender.send(f"number,agent,contact_at,{column}\nQ1,A001,2026-08-03 09:00,{value}\n")
    assert items("Q1") == expected
    assert "1 unchanged" in sender.send(f"number,agent,contact_at,{column}\nQ1,A001,2026-08-03 09:00,{value}\n")


def test_a_rating_counts_for_its_month(ratings: Sender) -> None:
    assert "1 new" in ratings.send(RATINGS)
    rating = DepartmentRating.objects.get(number="XZ1")
    assert (rating.first_day, rating.rating) == (date(2026, 8, 1), Decimal("4.5"))
    assert "1 unchanged" in ratings.send(RATINGS)
    assert "1 changed" in ratings.send(RATINGS.replace("4.5", "3"))


def test_a_rating_by_the_own_department_is_stored_with_a_warning(ratings: Sender) -> None:
    Person.objects.filter(staff_number="A001").update(department=Department.objects.get(code="maintenance"))
    said = ratings.send(RATINGS)
    assert "1 warnings" in said
    assert DepartmentRating.objects.get(number="XZ1").by_own_department


def test_a_transfer_after_the_rating_changes_nothing_of_it(ratings: Sender) -> None:
    ratings.send(RATINGS)
    Person.objects.filter(staff_number="A001").update(department=Department.objects.get(code="maintenance"))
    assert "1 unchanged" in ratings.send(RATINGS)
    assert not DepartmentRating.objects.get(number="XZ1").by_own_department


def test_a_rating_off_the_scale_is_an_error(ratings: Sender) -> None:
    assert "评分" in ratings.refused(RATINGS.replace("4.5", "6"))


def test_a_rating_for_a_final_month_waits_in_the_queue(ratings: Sender) -> None:
    ratings.send(RATINGS)
    make_final(Month(2026, 8))
    assert "1 too late" in ratings.send(RATINGS.replace("4.5", "3"))
    assert DepartmentRating.objects.get(number="XZ1").rating == Decimal("4.5")
    assert LateFact.objects.get().number == "XZ1"
    first = ratings.batch.__class__.objects.order_by("pk")[0]
    with refused("month_is_final"):
        all_kinds()["ratings"].undo(first)


def test_a_suggestion_is_decided_by_a_later_file(suggestions: Sender) -> None:
    assert "1 new" in suggestions.send(SUGGESTIONS)
    decided = SUGGESTIONS.replace("待定,", "采纳,2026-08-20 09:00")
    assert "1 changed" in suggestions.send(decided)
    suggestion = Suggestion.objects.get(number="JY1", stands=True)
    assert (suggestion.decision, suggestion.revision) == ("adopted", 2)
    assert "1 unchanged" in suggestions.send(decided)


def test_a_decision_without_its_instant_is_an_error(suggestions: Sender) -> None:
    assert "决定时间" in suggestions.refused(SUGGESTIONS.replace("待定", "采纳"))


def test_a_training_comes_with_attendances_and_scores(trainings: Sender) -> None:
    assert "3 new" in trainings.send(TRAININGS)
    session = TrainingSession.objects.get(number="PX1")
    assert session.has_exam
    attended = TrainingAttendance.objects.filter(session=session).order_by("agent__staff_number")
    assert [fact.status for fact in attended] == ["attended", "missed"]
    scores = ExamScore.objects.filter(session=session).order_by("attempt")
    assert [(fact.attempt, fact.score) for fact in scores] == [(1, Decimal(62)), (2, Decimal(85))]
    assert "0 new, 0 changed, 3 unchanged" in trainings.send(TRAININGS)


def test_a_corrected_score_supersedes(trainings: Sender) -> None:
    trainings.send(TRAININGS)
    assert "0 new, 1 changed, 2 unchanged" in trainings.send(TRAININGS.replace("2,85", "2,88"))
    assert ExamScore.objects.get(attempt=2, stands=True).score == Decimal(88)


def test_what_a_moved_session_had_follows_it(trainings: Sender) -> None:
    trainings.send(TRAININGS)
    header, first, *_rest = TRAININGS.splitlines()
    trainings.send(f"{header}\n{first.replace('14:30', '15:30')}\n")
    session = TrainingSession.objects.get(number="PX1", stands=True)
    assert session.revision == 2
    assert TrainingAttendance.objects.filter(session=session, stands=True).count() == 2
    assert ExamScore.objects.filter(session=session, stands=True).count() == 2


def test_rows_that_contradict_each_other_are_errors(trainings: Sender) -> None:
    assert "row 4" in trainings.refused(TRAININGS.replace("14:30,是,A002", "15:30,是,A002"))
    assert "row 3" in trainings.refused(TRAININGS.replace("已参加,2", "缺席,2"))


def test_a_training_of_a_final_month_waits_in_the_queue_unless_nothing_changed(trainings: Sender) -> None:
    trainings.send(TRAININGS)
    make_final(Month(2026, 8))
    assert "3 unchanged" in trainings.send(TRAININGS)
    assert "2 unchanged, 0 with errors, 1 warnings, 1 too late" in trainings.send(TRAININGS.replace("2,85", "2,88"))
    assert ExamScore.objects.get(attempt=2, stands=True).score == Decimal(85)


def test_a_training_can_be_undone(trainings: Sender) -> None:
    trainings.send(TRAININGS)
    assert all_kinds()["trainings"].undo(trainings.batch) == 2
    for model in (TrainingSession, TrainingAttendance, ExamScore):
        assert not model.objects.filter(stands=True).exists()
