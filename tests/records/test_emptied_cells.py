"""A mapped cell that is empty now is never passed over in silence (IMPORTS §2, rule 7): values are emptied, and what
cannot be without a value is refused with what to do."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

from evidence.models import ExamScore, SurveyAnswer
from people.models import UnpaidLeave
from tenants.models import Company
from tests.importing import Sender


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Sentences as they stand in the source."""
    with translation.override("en"):
        yield


def test_a_rating_that_rode_on_an_order_is_neither_kept_nor_dropped_silently(company: Company, tmp_path: Path) -> None:
    orders = Sender(company, "workorders", tmp_path)
    text = "number,created_at,agent,rating,answered_at\nN,2026-10-05 09:00,A001,{},2026-10-06 10:00\n"
    orders.send(text.format("5"))
    assert "The file has no rating any more; 5.00 is known" in orders.refused(text.format(""))
    assert SurveyAnswer.objects.get(number="N", stands=True).rating == 5
    orders.send("number,created_at,agent\nN,2026-10-05 09:00,A001\n")


def test_a_rating_of_its_own_file_needs_none_on_the_order(company: Company, tmp_path: Path) -> None:
    Sender(company, "surveys", tmp_path).send("number,agent,rating,answered_at\nN,A001,5,2026-10-06 10:00\n")
    head = "number,created_at,agent,rating,answered_at\n"
    said = Sender(company, "workorders", tmp_path).send(f"{head}N,2026-10-05 09:00,A001,,\n")
    assert "1 new" in said


def test_an_exam_score_is_neither_kept_nor_dropped_silently(company: Company, tmp_path: Path) -> None:
    trainings = Sender(company, "trainings", tmp_path)
    text = "session,title,held_at,agent,status,score\nT,manners,2026-10-06 10:00,A001,attended,{}\n"
    trainings.send(text.format("88"))
    assert "The file has no exam score any more; 88.00 is known" in trainings.refused(text.format(""))
    assert ExamScore.objects.get().score == 88


def test_leave_of_other_days_beside_known_leave_is_refused(company: Company, tmp_path: Path) -> None:
    leave = Sender(company, "leave", tmp_path)
    head = "person,first_day,last_day\n"
    leave.send(f"{head}A001,2026-10-01,2026-10-05\n")
    assert "2026-10-01 to 2026-10-05 is leave already" in leave.refused(f"{head}A001,2026-10-01,2026-10-03\n")
    assert "is leave already" in leave.refused(f"{head}A002,2026-10-01,2026-10-05\nA002,2026-10-05,2026-10-06\n")
    assert "1 new, 0 changed, 1 unchanged" in leave.send(
        f"{head}A001,2026-10-01,2026-10-05\nA001,2026-10-06,2026-10-06\n"
    )
    assert UnpaidLeave.objects.filter(person__staff_number="A001").count() == 2
