"""The statements of a close touch rows in proportion to the month's orders (DESIGN, traps).

Counted is what PostgreSQL says it did: rows that each step of the plan gave or threw away, times how often it ran.
"""

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from kpi_portal.lib.company_connection import connection
from records import months
from scoring.indicators.catalogue import indicators
from scoring.measuring import Parameters, parameters, prepare
from tenants.models import Company
from tests.scoring.month_of_facts import END, OCTOBER, START, person
from workorders.models import OrderEvent, WorkOrder
from workorders.truth.rows import refresh_projection

PER_ORDER = 60
"""Rows that an order may cost: a handful of events through a handful of steps."""
ORDERS = 1_500


def recorded(orders: int, *, dispatches: bool) -> None:
    """Orders, answered and completed; every third is completed again after the cut-off, so that its events are read."""
    agent, span = person("王芳"), END - START
    made = WorkOrder.objects.bulk_create(
        WorkOrder(
            number=f"L{n}",
            created_at=START + span * n / orders,
            source_agent=None if dispatches else agent,
            records_dispatches=dispatches,
        )
        for n in range(orders)
    )
    kinds = ["created", "responded", *(["dispatched"] if dispatches else []), "completed"]
    later = timedelta(days=40)
    OrderEvent.objects.bulk_create(
        OrderEvent(order=order, sequence=place, kind=kind, at=order.created_at + wait, agent=agent)
        for order in made
        for place, (kind, wait) in enumerate(
            [(kind, timedelta(minutes=n)) for n, kind in enumerate(kinds)]
            + ([("reopened", later), ("completed", later)] if order.pk % 3 == 0 else [])
        )
    )
    refresh_projection([order.pk for order in made])


def rows_touched() -> int:
    """By the statements of the indicators of orders."""
    values = parameters(months.record_for(OCTOBER), default=Parameters(1440, Decimal(80)), own={})
    touched = 0
    with connection.cursor() as cursor:
        prepare(cursor, values)
        for _name, statement in indicators()["completion_rate"].reads:
            cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", values)
            plan = cursor.fetchone()[0]
            touched += _rows((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"])
        cursor.execute("DROP TABLE IF EXISTS month_order, posted_agent, measuring")
    return touched


def _rows(step: dict[str, Any]) -> int:
    own = sum(step.get(name, 0) for name in ("Actual Rows", "Rows Removed by Filter", "Rows Removed by Join Filter"))
    return int(own * step.get("Actual Loops", 1)) + sum(_rows(part) for part in step.get("Plans", ()))


@pytest.mark.parametrize("dispatches", [True, False])
def test_the_measures_of_orders_touch_rows_in_proportion_to_the_month(company: Company, dispatches: bool) -> None:
    recorded(ORDERS, dispatches=dispatches)

    assert rows_touched() < PER_ORDER * ORDERS
