"""The projection of an order of a final month says what its events say, whatever came after the cut-off."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from people.models import Person
from records.final_month_guard import MonthIsFinal
from records.models import MonthState
from tenants.models import Company
from tests.months import bring_to
from tests.scoring import month_of_facts as october
from tests.scoring.month_of_facts import CUTOFF, INSTANT, MIDDLE, MINUTE, OCTOBER, person
from workorders.models import OrderEvent, WorkOrder
from workorders.truth.rows import refresh_projection
from workorders.truth.standing import COLUMNS

DAY = timedelta(days=1)


@pytest.fixture
def order(company: Company) -> WorkOrder:
    """Of October, completed in it; October is final, and the order was archived and re-opened since."""
    made = october.handled(person("王芳"), ("completed", MIDDLE + DAY))
    bring_to(MonthState.FINAL, OCTOBER)
    _happens(made, "archived", CUTOFF + DAY)
    _happens(made, "reopened", CUTOFF + 2 * DAY)
    return made


def _happens(order: WorkOrder, kind: str, at: Any, agent: Person | None = None) -> OrderEvent:
    event = OrderEvent.objects.create(order=order, sequence=order.events.count() + 1, kind=kind, at=at, agent=agent)
    refresh_projection([order.pk])
    order.refresh_from_db()
    return event


def _lies(order: WorkOrder) -> dict[str, Any]:
    other = person("李静").pk
    return {
        "state": "cancelled",
        "agent_id": other,
        "first_responded_at": MIDDLE + MINUTE,
        "responder_id": other,
        "first_dispatched_at": MIDDLE + MINUTE,
        "completed_at": MIDDLE + 2 * MINUTE,
        "completer_id": other,
        "was_completed": False,
        "correction": "exempted",
        "last_event_at": None,
    }


@pytest.mark.parametrize("column", COLUMNS)
def test_no_column_of_it_says_anything_else(order: WorkOrder, column: str) -> None:
    lie = _lies(order)
    assert set(lie) == set(COLUMNS), "a new column needs its lie here"
    with pytest.raises(MonthIsFinal), transaction.atomic():
        WorkOrder.objects.filter(pk=order.pk).update(**{column: lie[column]})


def test_nor_all_of_it_together_dated_before_the_cut_off(order: WorkOrder) -> None:
    with pytest.raises(MonthIsFinal), transaction.atomic():
        WorkOrder.objects.filter(pk=order.pk).update(**_lies(order))


def test_later_events_move_it_and_their_undoing_moves_it_back(order: WorkOrder) -> None:
    assert order.state == WorkOrder.State.REOPENED
    done = _happens(order, "completed", CUTOFF + 3 * DAY)
    assert (order.state, order.completed_at) == (WorkOrder.State.COMPLETED, CUTOFF + 3 * DAY)
    OrderEvent.objects.filter(order=order, at__gt=CUTOFF).update(stands=False)
    refresh_projection([order.pk])
    order.refresh_from_db()
    assert (order.completed_at, order.last_event_at) == (MIDDLE + DAY, MIDDLE + DAY)
    assert done.at > CUTOFF


def test_an_order_of_an_open_month_is_projected_as_before(order: WorkOrder) -> None:
    later = october.handled(person("李静"), created=CUTOFF + INSTANT)
    WorkOrder.objects.filter(pk=later.pk).update(was_completed=True)
    refresh_projection([later.pk])
    later.refresh_from_db()
    assert not later.was_completed
