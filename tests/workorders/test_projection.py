"""The row of an order says what its events say, as its twin in Python reads them (SCORING §3)."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from people.models import Person
from tenants.models import Company
from tests.long_run import examples
from tests.workorders.twin import project
from workorders.models import EventKind, OrderEvent, WorkOrder
from workorders.truth.rows import PROJECTED, refresh_projection

pytestmark = pytest.mark.django_db
START = datetime(2026, 10, 1, tzinfo=UTC)

# Few instants and few kinds, so that equal instants and superseded events are met all the time.
History = list[tuple[EventKind, int, int | None, bool]]
EVENTS = st.lists(
    st.tuples(st.sampled_from(list(EventKind)), st.integers(0, 5), st.sampled_from([None, 0, 1]), st.booleans()),
    max_size=12,
)


@given(histories=st.lists(st.tuples(EVENTS, st.booleans()), min_size=1, max_size=6))
@settings(max_examples=examples(25, long=150), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_python_and_sql_project_the_same_events_alike(company: Company, histories: list[tuple[History, bool]]) -> None:
    agents = list(Person.objects.filter(staff_number__in=["A001", "A002"]).order_by("staff_number"))
    OrderEvent.objects.all().delete()
    WorkOrder.objects.all().delete()
    orders = WorkOrder.objects.bulk_create(
        WorkOrder(number=str(n), created_at=START, source_agent=agents[1] if one_agent else None)
        for n, (_, one_agent) in enumerate(histories)
    )
    OrderEvent.objects.bulk_create(
        OrderEvent(
            order=order,
            sequence=sequence,
            kind=kind,
            at=START + timedelta(hours=hours),
            agent=None if agent is None else agents[agent],
            stands=stands,
        )
        for order, (events, _) in zip(orders, histories, strict=True)
        for sequence, (kind, hours, agent, stands) in enumerate(events, start=1)
    )
    assert refresh_projection([order.pk for order in orders]) == len(orders)
    for order in WorkOrder.objects.prefetch_related("events"):
        said = project(order.events.all(), order.source_agent_id)
        assert {name: getattr(order, name) for name in PROJECTED} == {name: getattr(said, name) for name in PROJECTED}


def test_only_the_orders_asked_for_are_refreshed(company: Company) -> None:
    asked, other = (WorkOrder.objects.create(number=number, created_at=START) for number in ("1", "2"))
    for order in (asked, other):
        OrderEvent.objects.create(order=order, sequence=1, kind=EventKind.COMPLETED, at=START)
    assert refresh_projection([asked.pk]) == 1
    asked.refresh_from_db()
    other.refresh_from_db()
    assert (asked.state, other.state) == (WorkOrder.State.COMPLETED, WorkOrder.State.NEW)
