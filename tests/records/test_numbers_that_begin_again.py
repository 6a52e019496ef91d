"""A number names a thing for ever, in every kind (IMPORTS §1, rule 3): what would turn last month's fact about one
person into this month's about another is refused; corrections are not."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

from evidence.models import SurveyAnswer
from tenants.models import Company
from tests.importing import Sender
from workorders.models import WorkOrder

BEGUN = {
    "quality_checks": ("number,agent,contact_at,passed\n", "1,{who},2026-{month}-05 10:00,yes\n"),
    "ratings": ("number,month,agent,department,rating\n", "1,2026-{month},{who},maintenance,4\n"),
    "adjustments": ("number,month,agent,kind,points,reason\n", "1,2026-{month},{who},bonus,1,ok\n"),
    "suggestions": (
        "number,agent,title,submitted_at,decision,decided_at\n",
        "1,{who},box,2026-{month}-05 10:00,adopted,2026-{month}-06 10:00\n",
    ),
    "surveys": ("number,agent,rating,answered_at\n", "1,{who},5,2026-{month}-05 10:00\n"),
    "trainings": ("session,title,agent,held_at,status\n", "1,of {who},A001,2026-{month}-05 10:00,attended\n"),
}


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Sentences as they stand in the source."""
    with translation.override("en"):
        yield


@pytest.mark.parametrize("kind", BEGUN)
def test_another_person_in_another_month_is_another_fact(company: Company, tmp_path: Path, kind: str) -> None:
    sender, (head, row) = Sender(company, kind, tmp_path), BEGUN[kind]
    sender.send(head + row.format(who="A001", month="09"))
    assert "The numbers seem to begin again: 1 is known of 2026-09" in sender.refused(
        head + row.format(who="A002", month="10")
    )
    assert "0 new, 1 changed" in sender.send(head + row.format(who="A002", month="09"))
    said = sender.send(head + row.format(who="A002", month="10"))
    assert "0 new, 1 changed" in said
    assert kind in {"surveys", "trainings"} or "1 counted for 2026-09 until now; it counts for 2026-10" in said


def test_an_order_created_after_the_known_one_was_completed_is_another_one(company: Company, tmp_path: Path) -> None:
    orders = Sender(company, "workorders", tmp_path)
    head, row = "number,created_at,completed_at,agent\n", "1,2026-{0}-05 09:00,2026-{0}-05 10:00,A001\n"
    orders.send(head + row.format("09"))
    assert "The numbers seem to begin again" in orders.refused(head + row.format("10"))
    assert "The numbers seem to begin again" in orders.refused(head + row.format("08"))
    orders.send("number,created_at,completed_at,agent\n1,2026-09-05 08:50,2026-09-05 10:00,A001\n")
    assert WorkOrder.objects.get(number="1").created_at.minute == 50


def test_an_agent_whom_a_corrected_file_leaves_empty_is_taken_off_the_answer(company: Company, tmp_path: Path) -> None:
    answers = Sender(company, "surveys", tmp_path)
    head = "number,agent,rating,answered_at\n"
    answers.send(f"{head}S,A001,5,2026-10-05 10:00\n")
    assert "0 new, 1 changed" in answers.send(f"{head}S,,5,2026-10-05 10:00\n")
    assert SurveyAnswer.objects.get(stands=True, number="S").agent is None
    assert "1 unchanged" in answers.send(f"{head}S,,5,2026-10-05 10:00\n")


def test_an_answer_without_agent_keeps_the_one_of_its_order(company: Company, tmp_path: Path) -> None:
    Sender(company, "workorders", tmp_path).send("number,created_at,agent\nN,2026-10-05 09:00,A001\n")
    answers = Sender(company, "surveys", tmp_path)
    text = "number,order_number,agent,rating,answered_at\nS,N,,5,2026-10-06 10:00\n"
    answers.send(text)
    assert "1 unchanged" in answers.send(text)


def test_an_order_that_came_before_the_profile_said_so_keeps_its_number(company: Company, tmp_path: Path) -> None:
    plain, restart = tmp_path / "plain.toml", tmp_path / "restart.toml"
    text = 'kind = "workorders"\nsource = "s"\n[fields]\nnumber = "number"\ncreated_at = "created_at"\n'
    plain.write_text(text, encoding="utf-8")
    restart.write_text(f'numbers_restart = "monthly"\n{text}', encoding="utf-8")
    september = "number,created_at\n1,2026-09-05 09:00\n"
    Sender(company, "workorders", tmp_path, plain).send(september)
    said = Sender(company, "workorders", tmp_path, restart).send(f"{september}2,2026-09-06 09:00\n")
    assert "1 new, 0 changed, 1 unchanged" in said
    assert set(WorkOrder.objects.filter(source="s").values_list("number", flat=True)) == {"1", "2026-09/2"}
