"""Credit and exclusions of an order said twice (SCORING §3): in SQL for all agents, in Python for one order's page."""

import random
from datetime import timedelta
from decimal import Decimal

import pytest

from kpi_portal.lib.company_connection import connection
from people.models import Person, Posting
from records import months
from scoring.indicators.catalogue import indicators
from scoring.measuring import Parameters, collect, parameters, prepare
from tenants.models import Company
from tests.scoring.month_of_facts import CUTOFF, OCTOBER, START, order, person
from workorders.credit import completion_credit, response_credit
from workorders.models import EventKind, WorkOrder

HOUR = timedelta(hours=1)
ORDERS = 300


@pytest.fixture
def orders(company: Company) -> list[WorkOrder]:
    """Orders with events in any order, ties and events after the cut-off among them; the same every time."""
    chance = random.Random(20261031)
    people = [person(name) for name in ("王芳", "李静", "周倩", "沈立")]
    return [an_order(chance, people) for _ in range(ORDERS)]


def an_order(chance: random.Random, people: list[Person]) -> WorkOrder:
    kinds = [kind for kind in EventKind.values if kind != "created"]
    events = [
        (chance.choice(kinds), START + chance.randrange(0, 40 * 24) * HOUR, chance.choice(people))
        for _ in range(chance.randrange(0, 8))
    ]
    return order(
        *events,
        created=START + chance.randrange(-24, 32 * 24) * HOUR,
        source_agent=chance.choice([None, *people]),
        records_dispatches=chance.random() < 0.7,
        records_responses=chance.random() < 0.8,
    )


def said_by_sql() -> dict[tuple[str, int], tuple[int | None, str]]:
    """(indicator, order) → (agent, reason)."""
    values = parameters(months.record_for(OCTOBER), default=Parameters(1440, Decimal(80)), own={})
    with connection.cursor() as cursor:
        prepare(cursor, values)
        for measure in (indicators()["completion_rate"], indicators()["mean_response_minutes"]):
            collect(cursor, measure, values)
        cursor.execute("SELECT indicator, fact_id, agent_id, reason FROM measured_fact")
        return {(indicator, fact): (agent, reason) for indicator, fact, agent, reason in cursor.fetchall()}


def said_by_python(orders: list[WorkOrder]) -> dict[tuple[str, int], tuple[int | None, str]]:
    agents = set(Posting.objects.of_agents().touching(OCTOBER).values_list("person_id", flat=True))
    record = months.record_for(OCTOBER)
    found = {}
    for one in orders:
        events = list(one.events.all())
        for code, credit in (
            ("completion_rate", completion_credit(one, events, CUTOFF)),
            ("mean_response_minutes", response_credit(one, events, CUTOFF, agents)),
        ):
            if credit is not None and record.starts_at <= credit.instant < record.ends_at:
                found[code, one.pk] = (credit.agent_id, credit.excluded)
    return found


def test_sql_and_the_orders_page_credit_and_exclude_alike(orders: list[WorkOrder]) -> None:
    by_sql, by_python = said_by_sql(), said_by_python(orders)

    assert len(by_python) > ORDERS
    assert by_sql == by_python
