"""Credit and exclusions of an order (SCORING §3): SQL for all agents, for one order's page, and their twin."""

import random
from datetime import timedelta
from decimal import Decimal

import pytest

from kpi_portal.lib.company_connection import connection
from people.models import Person, Posting
from records import months
from scoring.indicators.catalogue import indicators
from scoring.measuring import Parameters, parameters, prepare, prepare_words
from tenants.models import Company
from tests.scoring.month_of_facts import CUTOFF, INSTANT, OCTOBER, START, order, person
from tests.workorders import twin
from workorders.models import EventKind, WorkOrder
from workorders.truth import asking

HOUR = timedelta(hours=1)
Said = dict[tuple[str, int], tuple[int | None, str, int]]
MEASURES = (indicators()["completion_rate"], indicators()["mean_response_minutes"])
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
        records_completions=chance.random() < 0.8,
    )


def said_by_sql(*, takes_completion: bool) -> Said:
    """(indicator, order) → (agent, reason, numerator)."""
    default = Parameters(1440, Decimal(80), takes_completion)
    values = parameters(months.record_for(OCTOBER), default=default, own={})
    found: Said = {}
    with connection.cursor() as cursor:
        prepare(cursor, values)
        for measure in MEASURES:
            prepare_words(cursor, measure, values)
            cursor.execute(f"SELECT fact_id, agent_id, reason, numerator FROM ({measure.facts}) f", values)
            found |= {(measure.code, fact): (*said, figure) for fact, *said, figure in cursor.fetchall()}
    return found


def said_by_python(orders: list[WorkOrder], *, takes_completion: bool) -> Said:
    record, found = months.record_for(OCTOBER), {}
    for one in orders:
        events = list(one.events.all())
        completion = twin.completion_credit(one, events, CUTOFF)
        response = twin.response_credit(one, events, CUTOFF, agents(), takes_completion=takes_completion)
        for code, credit in (("completion_rate", completion), ("mean_response_minutes", response)):
            if credit is not None and record.starts_at <= credit.instant < record.ends_at:
                figure = figure_of(code, credit) if not credit.excluded else 0
                found[code, one.pk] = (credit.agent_id, credit.excluded, figure)
    return found


def figure_of(code: str, credit: asking.Credit) -> int:
    if code == "completion_rate":
        return int(credit.settled_at is not None)
    return min(((credit.settled_at or CUTOFF) - credit.instant) // INSTANT, 1440 * 60 * 10**6)


def agents() -> set[int]:
    return set(Posting.objects.of_agents().touching(OCTOBER).values_list("person_id", flat=True))


@pytest.mark.parametrize("takes_completion", [False, True])
def test_the_measures_and_their_twin_credit_exclude_and_count_alike(
    orders: list[WorkOrder], takes_completion: bool
) -> None:
    by_sql = said_by_sql(takes_completion=takes_completion)
    by_python = said_by_python(orders, takes_completion=takes_completion)

    assert len(by_python) > ORDERS
    assert by_sql == by_python


@pytest.mark.parametrize("takes_completion", [False, True])
def test_the_page_of_an_order_says_what_the_measures_say(orders: list[WorkOrder], takes_completion: bool) -> None:
    posted = agents()
    for one in WorkOrder.objects.all():
        events = list(one.events.all())
        assert asking.completion_credit(one, CUTOFF) == twin.completion_credit(one, events, CUTOFF)
        assert asking.response_credit(one, CUTOFF, posted, takes_completion=takes_completion) == twin.response_credit(
            one, events, CUTOFF, posted, takes_completion=takes_completion
        )


def test_most_orders_are_read_from_their_row_and_the_others_from_their_events(orders: list[WorkOrder]) -> None:
    """Both ways of the statement are tried by the orders above."""
    later = WorkOrder.objects.filter(last_event_at__gt=CUTOFF).count()
    assert 20 < later < ORDERS - 20
