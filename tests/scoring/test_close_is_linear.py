"""The statements of a close touch rows in proportion to the month's orders (DESIGN, traps).

Counted is what PostgreSQL says it did: rows that each step of the plan gave or threw away, times how often it ran.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from evidence.models import SurveyAnswer
from kpi_portal.lib.company_connection import connection
from people.models import Building, Site
from records import months
from scoring.indicators.catalogue import indicators
from scoring.measuring import MEASURED, Parameters, parameters, prepare
from tenants.models import Company
from tests.scoring.month_of_facts import END, OCTOBER, START, person
from tests.two_worlds import inside
from workorders.models import OrderEvent, WorkOrder
from workorders.truth.rows import refresh_projection

OF_ORDERS = [code for code, known in indicators().items() if known.definition.source == "workorders"]
WORDS = {"month_order", "done_order", "due_order"}

PER_ORDER = 80
"""Rows that an order may cost: a handful of events through a handful of steps."""
ORDERS = 1_500
FEW = 300
ANSWERS, PER_ANSWER = 200, 12
ROW_BY_ROW = """
WITH candidate AS MATERIALIZED (SELECT id FROM workorders_workorder),
     completion AS MATERIALIZED (SELECT order_id FROM workorders_orderevent WHERE kind = 'completed')
SELECT o.id, c.order_id FROM candidate o LEFT JOIN completion c ON c.order_id = o.id
"""


@pytest.fixture
def company(own_database: str) -> Iterator[Company]:
    """Acme in a database of its own: what the planner chooses hangs on what earlier tests left in the tables."""
    with inside("acme"), transaction.atomic():
        yield Company.objects.get(schema_name="acme")


def recorded(orders: int, *, dispatches: bool, since: datetime = START) -> None:
    """A month of orders, answered and completed; every third again after its cut-off, so that its events are read."""
    agent, span = person("王芳"), END - START
    building, _made = Building.objects.get_or_create(site=Site.objects.get(code="CH"), name="19")
    made = WorkOrder.objects.bulk_create(
        WorkOrder(
            number=f"{since:%Y%m}-{n}",
            created_at=since + span * n / orders,
            category="电梯",
            building=building,
            source_agent=None if dispatches else agent,
            records_dispatches=dispatches,
        )
        for n in range(orders)
    )
    kinds = ["created", "due", "responded", *(["dispatched"] if dispatches else []), "completed"]
    later = timedelta(days=40)
    OrderEvent.objects.bulk_create(
        OrderEvent(
            order=order,
            sequence=place,
            kind=kind,
            at=order.created_at + wait,
            agent=agent,
            until=order.created_at + timedelta(minutes=2) if kind == "due" else None,
        )
        for order in made
        for place, (kind, wait) in enumerate(
            [(kind, timedelta(minutes=n)) for n, kind in enumerate(kinds)]
            + ([("reopened", later), ("completed", later)] if order.pk % 3 == 0 else [])
        )
    )
    refresh_projection([order.pk for order in made])


def answered(answers: int, *, since: datetime) -> None:
    """One an hour, each to an invitation of its own."""
    agent = person("王芳")
    SurveyAnswer.objects.bulk_create(
        SurveyAnswer(
            number=f"{since:%Y%m%d}-{n}",
            invitation=f"{since:%Y%m%d}-{n}",
            agent=agent,
            answered_at=since + timedelta(hours=n),
            rating=4,
        )
        for n in range(answers)
    )


def rows_touched() -> dict[str, int]:
    """By every statement with which a close measures the orders of October."""
    values = parameters(months.record_for(OCTOBER), default=Parameters(1440, Decimal(80)), own={})
    touched: dict[str, int] = {}
    with connection.cursor() as cursor:
        prepare(cursor, values)
        for code in OF_ORDERS:
            indicator = indicators()[code]
            for name, statement in indicator.reads:
                touched[name] = touched.get(name) or rows_of(statement, values)
            touched[code] = rows_of(MEASURED.format(facts=indicator.facts), values)
    return touched


def rows_of_satisfaction() -> int:
    values = parameters(months.record_for(OCTOBER), default=Parameters(1440, Decimal(80)), own={})
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE evidence_surveyanswer")
    return rows_of(MEASURED.format(facts=indicators()["satisfaction"].facts), values)


def rows_of(statement: str, values: Mapping[str, Any]) -> int:
    """What the steps of its plan gave, and what they threw away, in all their loops."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", values)
        (plan,) = cursor.fetchone()
    return _rows((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"])


def _rows(step: dict[str, Any]) -> int:
    own = sum(step.get(name, 0) for name in ("Actual Rows", "Rows Removed by Filter", "Rows Removed by Join Filter"))
    return int(own * step.get("Actual Loops", 1)) + sum(_rows(part) for part in step.get("Plans", ()))


@pytest.mark.parametrize("dispatches", [True, False])
def test_the_measures_of_orders_touch_rows_in_proportion_to_the_month(company: Company, dispatches: bool) -> None:
    recorded(ORDERS, dispatches=dispatches)

    touched = rows_touched()

    assert set(touched) == WORDS | set(OF_ORDERS)
    assert {what: rows for what, rows in touched.items() if rows >= PER_ORDER * ORDERS} == {}


def test_answers_of_earlier_years_are_not_read(company: Company) -> None:
    """Whether an answer is the first to its invitation is asked for each of the month's, by the index."""
    answered(ANSWERS, since=START)
    answered(10 * ANSWERS, since=START - timedelta(days=1_000))

    assert rows_of_satisfaction() < PER_ANSWER * ANSWERS


def test_orders_of_other_months_are_not_read(company: Company) -> None:
    """Though the planner believes that nearly all orders, being later, had something happen after the cut-off."""
    recorded(FEW, dispatches=True)
    recorded(20 * FEW, dispatches=True, since=END + timedelta(days=31))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE workorders_workorder, workorders_orderevent")

    touched = rows_touched()
    assert {word: touched[word] for word in WORDS if touched[word] >= PER_ORDER * FEW} == {}


def test_two_lists_that_are_compared_row_by_row_are_too_many_rows(company: Company) -> None:
    """How it was: lists without an index, of a size that the planner had to guess."""
    recorded(ORDERS, dispatches=False)

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off")

    assert rows_of(ROW_BY_ROW, {}) > PER_ORDER * ORDERS
