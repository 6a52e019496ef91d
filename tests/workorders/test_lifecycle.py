"""What can happen to an order, and what is refused with a sentence (SCORING §3)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from kpi_portal.lib.month import Month
from people.models import Account, Person
from records.models import AuditEntry, MonthState
from tenants.models import Company
from tests.months import bring_to
from workorders import lifecycle
from workorders.models import EventKind, OrderEvent, WorkOrder

State = WorkOrder.State
CREATED = datetime(2026, 10, 6, 1, 0, tzinfo=UTC)


def after(hours: float) -> datetime:
    return CREATED + timedelta(hours=hours)


@pytest.fixture
def supervisor(company: Company) -> Account:
    return Account.objects.get(username="supervisor")


@pytest.fixture
def agent(company: Company) -> Person:
    return Person.objects.get(staff_number="A001")


@pytest.fixture
def second_agent(company: Company) -> Person:
    return Person.objects.get(staff_number="A002")


@pytest.fixture
def order(supervisor: Account) -> WorkOrder:
    return lifecycle.create(by=supervisor, at=CREATED, subject="厨房水管渗漏", room="3 栋 1102")


def stored(order: WorkOrder) -> WorkOrder:
    return WorkOrder.objects.get(pk=order.pk)


def refused_as(code: str, verb: Callable[..., Any], *args: object, **kwargs: object) -> ValidationError:
    with pytest.raises(ValidationError) as refusal:
        verb(*args, **kwargs)
    assert refusal.value.code == code
    return refusal.value


def test_a_new_order_has_a_number_of_its_own_and_its_first_event(order: WorkOrder, supervisor: Account) -> None:
    event = order.events.get()
    assert order.number.startswith("GD-261006-")
    assert (event.kind, event.at, event.by) == (EventKind.CREATED, CREATED, supervisor.person)
    assert stored(order).state == State.NEW


def test_an_order_lives_from_creation_to_archive(order: WorkOrder, supervisor: Account, agent: Person) -> None:
    lifecycle.respond(order, by=supervisor, at=after(0.1), agent=agent)
    lifecycle.accept(order, by=supervisor, at=after(0.2))
    lifecycle.dispatch(order, agent=agent, by=supervisor, at=after(0.3))
    lifecycle.start(order, by=supervisor, at=after(1))
    assert stored(order).state == State.IN_PROGRESS
    lifecycle.complete(order, by=supervisor, at=after(2))
    lifecycle.call_back(order, by=supervisor, at=after(20))
    lifecycle.archive(order, by=supervisor, at=after(30))
    row = stored(order)
    assert (row.state, row.agent, row.first_responded_at) == (State.COMPLETED, agent, after(0.1))
    assert (row.first_dispatched_at, row.completed_at) == (after(0.3), after(2))
    assert [event.sequence for event in row.events.all()] == list(range(1, 9))


def test_the_instance_in_hand_shows_what_the_row_says(order: WorkOrder, supervisor: Account, agent: Person) -> None:
    lifecycle.dispatch(order, agent=agent, by=supervisor, at=after(1))
    assert (order.state, order.agent, order.first_dispatched_at) == (State.IN_PROGRESS, agent, after(1))


def test_every_act_leaves_one_audit_entry(order: WorkOrder, supervisor: Account) -> None:
    lifecycle.cancel(order, by=supervisor, at=after(1), reason="业主撤回")
    entries = AuditEntry.objects.filter(subject_id=str(order.pk)).order_by("id")
    assert [entry.verb for entry in entries] == ["workorders.created", "workorders.cancelled"]
    assert entries[1].actor == supervisor
    assert entries[1].detail["reason"] == "业主撤回"


def test_a_cancelled_order_cannot_be_completed(order: WorkOrder, supervisor: Account) -> None:
    lifecycle.cancel(order, by=supervisor, at=after(1), reason="业主撤回")
    refusal = refused_as("wrong_state", lifecycle.complete, order, by=supervisor, at=after(2))
    assert "%" not in refusal.messages[0]
    assert stored(order).events.count() == 2


@pytest.mark.parametrize("verb", [lifecycle.call_back, lifecycle.archive, lifecycle.resume])
def test_a_new_order_is_neither_called_back_nor_archived_nor_resumed(
    order: WorkOrder, supervisor: Account, verb: Callable[..., OrderEvent]
) -> None:
    refused_as("wrong_state", verb, order, by=supervisor, at=after(1))


def test_an_order_on_hold_waits_for_the_resident_until_it_is_resumed(order: WorkOrder, supervisor: Account) -> None:
    lifecycle.hold(order, by=supervisor, at=after(1), reason="等业主在家")
    assert stored(order).state == State.ON_HOLD
    refused_as("wrong_state", lifecycle.hold, order, by=supervisor, at=after(2), reason="again")
    lifecycle.resume(order, by=supervisor, at=after(3))
    assert stored(order).state == State.IN_PROGRESS


def test_a_reopened_order_is_complete_no_longer(order: WorkOrder, supervisor: Account) -> None:
    lifecycle.complete(order, by=supervisor, at=after(1))
    lifecycle.reopen(order, by=supervisor, at=after(2), reason="又漏了")
    row = stored(order)
    assert (row.state, row.completed_at) == (State.REOPENED, None)
    lifecycle.complete(order, by=supervisor, at=after(3))
    assert stored(order).completed_at == after(3)


def test_reassigning_changes_who_is_responsible_and_not_the_first_dispatch(
    order: WorkOrder, supervisor: Account, agent: Person, second_agent: Person
) -> None:
    lifecycle.dispatch(order, agent=agent, by=supervisor, at=after(1))
    refused_as("already_responsible", lifecycle.reassign, order, agent=agent, by=supervisor, at=after(2))
    lifecycle.reassign(order, agent=second_agent, by=supervisor, at=after(2), reason="换班")
    row = stored(order)
    assert (row.agent, row.first_dispatched_at) == (second_agent, after(1))


def test_nothing_happens_before_the_order_was_created(order: WorkOrder, supervisor: Account) -> None:
    refused_as("before_creation", lifecycle.respond, order, by=supervisor, at=after(-1))


def test_a_completion_cannot_be_slipped_in_before_a_later_event(order: WorkOrder, supervisor: Account) -> None:
    lifecycle.hold(order, by=supervisor, at=after(5), reason="等业主在家")
    refused_as("before_last", lifecycle.complete, order, by=supervisor, at=after(4))


@pytest.mark.parametrize("verb", [lifecycle.hold, lifecycle.cancel, lifecycle.exempt])
def test_holding_cancelling_and_exempting_need_a_reason(
    order: WorkOrder, supervisor: Account, verb: Callable[..., OrderEvent]
) -> None:
    refused_as("no_reason", verb, order, by=supervisor, at=after(1), reason="  ")


def test_an_order_is_exempted_once_and_the_exemption_can_be_withdrawn(order: WorkOrder, supervisor: Account) -> None:
    event = lifecycle.exempt(order, by=supervisor, at=after(1), reason="等厂家配件")
    assert event is not None
    refused_as("twice", lifecycle.exempt, order, by=supervisor, at=after(2), reason="again")
    lifecycle.take_back(event, by=supervisor, reason="配件已到")
    assert not OrderEvent.objects.get(pk=event.pk).stands
    lifecycle.exempt(order, by=supervisor, at=after(3), reason="又等")


def test_a_completion_cannot_be_withdrawn(order: WorkOrder, supervisor: Account) -> None:
    event = lifecycle.complete(order, by=supervisor, at=after(1))
    refused_as("not_a_correction", lifecycle.take_back, event, by=supervisor, reason="?")


def test_a_duplicate_names_the_original_and_never_itself(order: WorkOrder, supervisor: Account) -> None:
    original = lifecycle.create(by=supervisor, at=CREATED, subject="同一处渗漏")
    refused_as("itself", lifecycle.mark_duplicate, order, of=order, by=supervisor, at=after(1))
    event = lifecycle.mark_duplicate(order, of=original, by=supervisor, at=after(1), reason="来电两次")
    assert event is not None
    assert event.reason == f"{original.number}: 来电两次"
    refused_as("duplicate_of_duplicate", lifecycle.mark_duplicate, original, of=order, by=supervisor, at=after(2))


def finalise(first_day: date) -> None:
    bring_to(MonthState.FINAL, Month.of_day(first_day))


def test_what_would_change_a_final_month_is_refused(order: WorkOrder, supervisor: Account, agent: Person) -> None:
    lifecycle.dispatch(order, agent=agent, by=supervisor, at=after(1))
    finalise(date(2026, 10, 1))
    refusal = refused_as("month_is_final", lifecycle.complete, order, by=supervisor, at=after(2))
    assert "2026-10" in refusal.messages[0]
    refused_as("month_is_final", lifecycle.create, by=supervisor, at=CREATED, subject="迟到的工单")


def test_after_the_cut_off_of_a_final_month_its_orders_go_on_living(order: WorkOrder, supervisor: Account) -> None:
    finalise(date(2026, 10, 1))
    lifecycle.complete(order, by=supervisor, at=datetime(2026, 11, 20, tzinfo=UTC))
    assert stored(order).state == State.COMPLETED


def test_an_exemption_would_change_a_final_month_at_any_time(order: WorkOrder, supervisor: Account) -> None:
    finalise(date(2026, 10, 1))
    late = datetime(2026, 11, 20, tzinfo=UTC)
    refused_as("month_is_final", lifecycle.exempt, order, by=supervisor, at=late, reason="等厂家配件")
