"""Answers and orders in any order of files: linked when the other comes, told while it has not (IMPORTS §2)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

from evidence.models import SurveyAnswer
from people.models import Account
from records.imports import undoing
from tenants.models import Company
from tests.importing import Sender

ORDERS = """kind = "workorders"
source = "tickets"
records_dispatches = false
[fields]
number = "单号"
created_at = "创建"
completed_at = "办结"
agent = "客服"
"""
ANSWERS = """kind = "surveys"
source = "tickets"
[fields]
number = "答卷"
order_number = "单号"
rating = "评分"
answered_at = "评价时间"
"""
ORDER = "单号,创建,办结,客服\nN-1,2026-10-05 09:00,2026-10-05 10:00,A001\n"
ANSWER = "答卷,单号,评分,评价时间\nS-1,N-1,5,2026-10-06 09:00\n"


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Sentences as they stand in the source."""
    with translation.override("en"):
        yield


@pytest.fixture
def orders(company: Company, tmp_path: Path) -> Sender:
    (tmp_path / "orders.toml").write_text(ORDERS, encoding="utf-8")
    return Sender(company, "workorders", tmp_path, tmp_path / "orders.toml")


@pytest.fixture
def answers(company: Company, tmp_path: Path) -> Sender:
    (tmp_path / "answers.toml").write_text(ANSWERS, encoding="utf-8")
    return Sender(company, "surveys", tmp_path, tmp_path / "answers.toml")


def credited() -> list[tuple[str, str | None]]:
    """Number and staff number of the agent of each answer that stands."""
    found = SurveyAnswer.objects.filter(stands=True).order_by("number")
    return list(found.values_list("number", "agent__staff_number"))


def test_an_answer_before_its_order_is_told_and_credited_when_the_order_comes(orders: Sender, answers: Sender) -> None:
    assert "No order N-1 is known yet" in answers.send(ANSWER)
    assert credited() == [("S-1", None)]
    orders.send(ORDER)
    assert credited() == [("S-1", "A001")]
    assert "0 new, 0 changed, 1 unchanged" in answers.send(ANSWER)


def test_undoing_the_orders_leaves_the_answer_without_agent_again(orders: Sender, answers: Sender) -> None:
    answers.send(ANSWER)
    orders.send(ORDER)
    undoing.undo(orders.batch, by=Account.objects.get(username="administrator"))
    assert credited() == [("S-1", None)]


def test_undoing_the_answers_takes_the_linked_ones_along(orders: Sender, answers: Sender) -> None:
    answers.send(ANSWER)
    first = answers.batch
    orders.send(ORDER)
    undoing.undo(first, by=Account.objects.get(username="administrator"))
    assert credited() == []


def test_a_corrected_rating_order_or_agent_supersedes(orders: Sender, answers: Sender, tmp_path: Path) -> None:
    orders.send(ORDER + "N-2,2026-10-05 09:00,2026-10-05 10:00,A002\n")
    answers.send(ANSWER)
    assert "1 changed" in answers.send(ANSWER.replace("N-1", "N-2"))
    assert credited() == [("S-1", "A002")]
    (tmp_path / "named.toml").write_text(ANSWERS + 'agent = "客服"\n', encoding="utf-8")
    named = Sender(orders.company, "surveys", tmp_path, tmp_path / "named.toml")
    assert "1 changed" in named.send("答卷,单号,评分,评价时间,客服\nS-1,N-2,5,2026-10-06 09:00,A001\n")
    assert credited() == [("S-1", "A001")]
    assert "0 new, 0 changed, 1 unchanged" in answers.send(ANSWER.replace("N-1", "N-2"))


def test_of_two_answers_under_one_number_the_first_given_is_kept(orders: Sender, answers: Sender) -> None:
    orders.send(ORDER)
    answers.send(ANSWER.replace("2026-10-06", "2026-10-20") + "S-1,N-1,1,2026-10-06 09:00\n", "--skip-bad")
    assert [int(answer.rating) for answer in SurveyAnswer.objects.filter(stands=True)] == [1]
