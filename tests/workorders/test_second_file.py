"""What a second file means: what is missing, emptied, contradicted, begun again (IMPORTS §1–2)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

from people.models import Account
from records.imports import undoing
from records.imports.problems import sentence
from tenants.models import Company
from tests.importing import Sender
from workorders.models import OrderEvent, WorkOrder

PROFILE = """
kind = "workorders"
source = "tickets"
records_dispatches = false
[fields]
number = "单号"
created_at = "创建"
responded_at = "响应"
completed_at = "办结"
agent = "客服"
status = "状态"
"""
HEAD = "单号,创建,响应,办结,客服,状态\n"
DONE = "N-1,2026-10-05 09:00,2026-10-05 09:10,2026-10-05 10:00,A001,已完成\n"


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Sentences as they stand in the source."""
    with translation.override("en"):
        yield


def sender(company: Company, folder: Path, more: str = "", *, without: str = "") -> Sender:
    """Sends orders by the profile, with more of it or without a line."""
    text = "\n".join(line for line in (PROFILE + more).splitlines() if not without or not line.startswith(without))
    path = folder / f"orders-{len(text)}.toml"
    path.write_text(text, encoding="utf-8")
    return Sender(company, "workorders", folder, path)


@pytest.fixture
def orders(company: Company, tmp_path: Path) -> Sender:
    return sender(company, tmp_path)


def standing(number: str = "N-1") -> set[str]:
    """The kinds of the events that stand, the creation aside."""
    events = OrderEvent.objects.filter(order__number=number, stands=True).exclude(kind="created")
    return set(events.values_list("kind", flat=True))


def row(completed: str = "", status: str = "", response: str = "2026-10-05 09:10", number: str = "N-1") -> str:
    return f"{HEAD}{number},2026-10-05 09:00,{response},{completed},A001,{status}\n"


def test_a_mapped_cell_that_is_empty_now_takes_its_event_back_and_says_so(orders: Sender) -> None:
    orders.send(HEAD + DONE)
    said = orders.send(row(response="", completed="2026-10-05 10:00", status="已完成"))
    assert standing() == {"completed"}
    assert "does not say any more: Responded, " in said
    [problem] = orders.batch.problems.filter(code="taken_back")
    with translation.override("zh-hans"):
        assert "Responded" not in sentence(problem.code, problem.params)
    assert "1 changed" in said
    assert "0 new, 0 changed, 1 unchanged" in orders.send(
        row(response="", completed="2026-10-05 10:00", status="已完成")
    )


def test_a_column_that_the_file_does_not_have_changes_nothing(company: Company, tmp_path: Path) -> None:
    sender(company, tmp_path).send(HEAD + DONE)
    fewer = sender(company, tmp_path, without="responded_at")
    said = fewer.send("单号,创建,办结,客服,状态\nN-1,2026-10-05 09:00,2026-10-05 10:00,A001,已完成\n")
    assert "0 new, 0 changed, 1 unchanged" in said
    assert standing() == {"responded", "completed"}


STATUSES = [("已取消", "已完成"), ("已取消", "处理中"), ("挂起", "处理中"), ("已合并", "处理中")]


@pytest.mark.parametrize(("before", "after"), STATUSES)
def test_a_status_takes_back_what_it_contradicts(orders: Sender, before: str, after: str) -> None:
    orders.send(row(status=before))
    completed = "2026-10-20 09:00" if after == "已完成" else ""
    orders.send(row(completed=completed, status=after))
    assert standing() == {"responded"} | ({"completed"} if completed else set())


@pytest.mark.parametrize("status", ["重开", "处理中"])
def test_a_completion_beside_which_the_order_is_open_again_is_taken_back(orders: Sender, status: str) -> None:
    orders.send(HEAD + DONE)
    orders.send(row(status=status))
    assert standing() == {"responded"}
    assert WorkOrder.objects.get(number="N-1").completed_at is None


def test_a_re_opening_whose_time_is_known_answers_the_completion_instead(company: Company, tmp_path: Path) -> None:
    orders = sender(company, tmp_path, more='reopened_at = "重开于"\n')
    head = HEAD.strip() + ",重开于\n"
    orders.send(head + DONE.strip() + ",\n")
    orders.send(head + "N-1,2026-10-05 09:00,2026-10-05 09:10,,A001,重开,2026-11-10 09:00\n")
    assert standing() == {"responded", "completed", "reopened"}


def test_merged_needs_no_time_of_its_own(orders: Sender) -> None:
    orders.send(row(status="已合并"))
    assert "marked_duplicate" in standing()


def test_what_somebody_did_in_the_portal_no_file_takes_back(orders: Sender) -> None:
    orders.send(row(status="处理中"))
    order = WorkOrder.objects.get(number="N-1")
    OrderEvent.objects.create(order=order, kind="completed", at=order.created_at, sequence=99)
    orders.send(row(response="", status="处理中"))
    assert standing() == {"completed"}


def test_undoing_brings_back_what_was_taken_back(orders: Sender) -> None:
    orders.send(HEAD + DONE)
    orders.send(row(status="处理中"))
    undoing.undo(orders.batch, by=Account.objects.get(username="administrator"))
    assert standing() == {"responded", "completed"}


def test_numbers_that_begin_again_are_refused_and_nothing_is_overwritten(orders: Sender) -> None:
    orders.send(HEAD + DONE)
    said = orders.refused(HEAD + "N-1,2026-11-05 09:00,2026-11-05 09:10,2026-11-05 10:00,A002,已完成\n")
    assert "The numbers seem to begin again: N-1 is known as an order of 2026-10-05 09:00" in said
    assert WorkOrder.objects.get(number="N-1").created_at.month == 10


def test_a_source_that_says_so_begins_its_numbers_every_month(company: Company, tmp_path: Path) -> None:
    orders = sender(company, tmp_path)
    path = tmp_path / "monthly.toml"
    path.write_text(PROFILE.replace("[fields]", 'numbers_restart = "monthly"\n[fields]'), encoding="utf-8")
    orders = Sender(company, "workorders", tmp_path, path)
    orders.send(HEAD + DONE)
    orders.send(HEAD + "N-1,2026-11-05 09:00,2026-11-05 09:10,2026-11-05 10:00,A002,已完成\n")
    assert set(WorkOrder.objects.values_list("number", flat=True)) == {"2026-10/N-1", "2026-11/N-1"}


def test_a_completion_that_moves_across_the_cut_off_is_told(orders: Sender) -> None:
    orders.send(HEAD + DONE)
    said = orders.send(HEAD + DONE.replace("2026-10-05 10:00", "2026-11-19 10:00"))
    assert "The completion moves from 2026-10-05 10:00 to 2026-11-19 10:00" in said
    assert "across the month's cut-off" not in orders.send(HEAD + DONE.replace("2026-10-05 10:00", "2026-11-20 10:00"))


def agent_of(number: str = "N-1") -> str | None:
    agent = WorkOrder.objects.get(number=number).agent
    return agent.staff_number if agent else None


def test_a_completed_order_keeps_the_agent_of_its_completion_and_the_file_is_told(
    company: Company, tmp_path: Path
) -> None:
    orders = sender(company, tmp_path)
    orders.send(HEAD + DONE)
    said = orders.send(HEAD + DONE.replace("A001", "A002"))
    assert "N-1 was completed on 2026-10-05 10:00 by 王芳 and stays 王芳's" in said
    assert "0 new, 0 changed, 1 unchanged" in said
    fewer = sender(company, tmp_path, without="completed_at")
    assert "stays 王芳's" in fewer.send("单号,创建,响应,客服,状态\nN-1,2026-10-05 09:00,2026-10-05 09:10,A002,\n")
    assert agent_of() == "A001"


def test_an_open_order_goes_to_another_agent_and_so_does_one_whose_completion_is_taken_back(orders: Sender) -> None:
    orders.send(row())
    orders.send(row().replace("A001", "A002"))
    assert agent_of() == "A002"
    orders.send(row(completed="2026-10-05 10:00", status="已完成").replace("A001", "A002"))
    orders.send(row(status="处理中"))
    assert agent_of() == "A001"


def test_a_response_whose_responder_is_mapped_to_nobody_says_what_to_do(company: Company, tmp_path: Path) -> None:
    orders = sender(company, tmp_path, more='responder = { column = "响应人", map = { "智能客服" = "" } }\n')
    said = orders.refused(
        HEAD.strip() + ",响应人\n" + row(response="2026-10-05 09:00:02").split("\n")[1] + ",智能客服\n"
    )
    assert "“智能客服” is mapped to nobody, so it cannot be said whose response this is." in said
    assert "name it among the machine responders" in said


def test_three_files_about_one_order_are_undone_from_the_last_to_the_first(orders: Sender) -> None:
    batches = []
    for completed in ("", "2026-10-05 10:00", "2026-10-05 11:00"):
        orders.send(row(completed=completed))
        batches.append(orders.batch)
    by = Account.objects.get(username="hr")
    for batch, left in zip(reversed(batches), ({"responded", "completed"}, {"responded"}, set()), strict=True):
        undoing.undo(batch, by=by)
        assert standing() == left


@pytest.mark.parametrize("status", ["挂起", "已取消", "已合并"])
def test_a_file_with_fewer_columns_does_not_move_the_assumed_time_of_a_status(
    company: Company, tmp_path: Path, status: str
) -> None:
    orders, fewer = sender(company, tmp_path), sender(company, tmp_path, without="responded_at")
    orders.send(row(status=status))
    assert "0 new, 0 changed, 1 unchanged" in fewer.send(
        f"单号,创建,办结,客服,状态\nN-1,2026-10-05 09:00,,A001,{status}\n"
    )


def test_an_order_that_is_completed_without_a_time_is_not_on_hold_any_more(orders: Sender) -> None:
    orders.send(row(status="挂起"))
    orders.send(row(status="已完成"))
    assert WorkOrder.objects.get(number="N-1").state == "in_progress"


def test_one_order_under_two_sources_is_told(company: Company, tmp_path: Path, orders: Sender) -> None:
    orders.send(row())
    other = tmp_path / "other.toml"
    other.write_text(PROFILE.replace('"tickets"', '"desk"'), encoding="utf-8")
    said = Sender(company, "workorders", tmp_path, other).send(row())
    assert "Order N-1, created at the same instant, is known from “tickets” too" in said
