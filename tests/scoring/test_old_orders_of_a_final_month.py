"""An order of September that was completed or due in October is shut with October, by whatever way it is changed."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import transaction

from kpi_portal.lib.company_connection import connection
from people.models import Account, Person
from records.final_month_guard import MonthIsFinal, translated
from records.models import MonthState
from tenants.models import Company
from tests.companies import Once
from tests.importing import Sender
from tests.months import bring_to
from tests.scoring import month_of_facts as october
from tests.scoring.month_of_facts import CUTOFF, INSTANT, MIDDLE, MINUTE, OCTOBER, START, person
from workorders import lifecycle
from workorders.models import OrderEvent, WorkOrder
from workorders.truth.rows import refresh_projection

pytestmark = pytest.mark.usefixtures("company")
DAY = timedelta(days=1)
SEPTEMBER = START - 20 * DAY


def promised(order: WorkOrder, until: Any) -> WorkOrder:
    OrderEvent.objects.create(order=order, sequence=80, kind="promised", at=order.created_at + MINUTE, until=until)
    return order


@pytest.fixture(scope="module")
def october_is_final(once_at_acme: Once) -> Iterator[dict[str, int]]:
    """Orders of September, by what October counts of them."""
    with once_at_acme():
        handled = partial(october.handled, person("王芳"), created=SEPTEMBER)
        done = handled(("completed", MIDDLE))
        again = handled(("completed", MIDDLE), ("reopened", CUTOFF + DAY), ("completed", CUTOFF + 2 * DAY))
        due = promised(handled(), MIDDLE)
        overdue = promised(handled(), START - DAY)
        untouched = promised(handled(("completed", START - 2 * DAY)), START - DAY)
        bring_to(MonthState.FINAL, OCTOBER)
        made = {"completed": done, "completed again": again, "due": due, "overdue": overdue, "untouched": untouched}
        yield {name: order.pk for name, order in made.items()}


@pytest.fixture(params=["completed", "completed again", "due", "overdue"])
def counted(request: pytest.FixtureRequest, october_is_final: dict[str, int], company: Company) -> WorkOrder:
    return WorkOrder.objects.get(pk=october_is_final[request.param])


@pytest.fixture
def untouched(october_is_final: dict[str, int], company: Company) -> WorkOrder:
    """Completed and due in September, so that October counts nothing of it."""
    return WorkOrder.objects.get(pk=october_is_final["untouched"])


@pytest.fixture
def agent(company: Company) -> Person:
    return person("李静")


def refused(act: Callable[[], object]) -> None:
    with pytest.raises(MonthIsFinal, match="2026-10"), transaction.atomic():
        act()


def event(order: WorkOrder, kind: str, at: Any, **more: Any) -> OrderEvent:
    return OrderEvent(order=order, sequence=90, kind=kind, at=at, **more)


def copied(order: WorkOrder) -> None:
    columns = "order_id, sequence, kind, at, reason, stands, recorded_at"
    with (
        translated(),
        connection.cursor() as cursor,
        cursor.copy(f"COPY workorders_orderevent ({columns}) FROM STDIN") as copy,
    ):
        copy.write_row((order.pk, 90, "held", CUTOFF, "", True, MIDDLE))


def by_sql(statement: str, order: WorkOrder) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(statement, [order.pk])


def test_no_event_up_to_the_cut_off_comes_to_it_or_goes(counted: WorkOrder, agent: Person) -> None:
    refused(event(counted, "reassigned", MIDDLE, agent=agent).save)
    refused(lambda: OrderEvent.objects.bulk_create([event(counted, "completed", CUTOFF)]))
    refused(lambda: OrderEvent.objects.filter(order=counted, kind="responded").update(at=MIDDLE))
    refused(lambda: copied(counted))
    refused(lambda: by_sql("UPDATE workorders_orderevent SET stands = false WHERE order_id = %s", counted))
    refused(lambda: by_sql("DELETE FROM workorders_orderevent WHERE order_id = %s", counted))
    refused(event(counted, "exempted", CUTOFF + 9 * DAY).save)
    OrderEvent.objects.bulk_create([event(counted, "told", CUTOFF + INSTANT)])


@pytest.mark.parametrize(
    "change",
    ["category = '水电'", "priority = 'low'", "channel = 'app'", "source_agent_id = agent_id", "stands = false"],
)
def test_nor_changes_its_row(counted: WorkOrder, change: str) -> None:
    refused(lambda: by_sql(f"UPDATE workorders_workorder SET {change} WHERE id = %s", counted))
    refused(lambda: WorkOrder.objects.filter(pk=counted.pk).update(was_completed=not counted.was_completed))
    WorkOrder.objects.filter(pk=counted.pk).update(subject="改写", description="")


def test_an_order_that_would_be_completed_or_due_in_it_is_refused(untouched: WorkOrder) -> None:
    refused(event(untouched, "completed", MIDDLE).save)
    refused(event(untouched, "promised", START - 3 * DAY, until=MIDDLE).save)
    refused(lambda: OrderEvent.objects.filter(order=untouched, kind="completed").update(stands=False))


def test_what_changes_nothing_of_it_is_accepted(untouched: WorkOrder, agent: Person) -> None:
    event(untouched, "archived", MIDDLE).save()
    OrderEvent.objects.filter(order=untouched, kind="responded").update(at=SEPTEMBER + MINUTE)
    WorkOrder.objects.filter(pk=untouched.pk).update(category="水电", source_agent=agent)
    refresh_projection([untouched.pk])


def test_the_verb_says_so_before(counted: WorkOrder, untouched: WorkOrder) -> None:
    by = Account.objects.get(username="supervisor")
    refused(lambda: lifecycle.tell(counted, words="师傅在路上", by=by, at=CUTOFF))
    refused(lambda: lifecycle.reopen(untouched, reason="又漏水", by=by, at=START - 2 * DAY))
    lifecycle.tell(counted, words="师傅在路上", by=by, at=CUTOFF + MINUTE)


def test_a_file_that_would_complete_one_in_it_waits(october_is_final: object, company: Company, tmp_path: Any) -> None:
    profile = tmp_path / "profile.toml"
    fields = 'number = "单号"\ncreated_at = "受理"\ncompleted_at = "完工"\nagent = "客服"\n'
    profile.write_text(f'kind = "workorders"\nsource = "tickets"\n[fields]\n{fields}', encoding="utf-8")
    orders, head = Sender(company, "workorders", tmp_path, profile), "单号,受理,完工,客服\n"
    row = "{},2026-09-20 09:00,{},A001\n"
    said = orders.send(head + row.format("N-1", "2026-10-02 09:00") + row.format("N-2", "2026-09-21 09:00"))
    assert "1 new" in said
    assert "1 too late" in said
    assert "1 too late" in orders.send(head + row.format("N-2", "2026-10-02 09:00"))
    assert "1 changed" in orders.send(head + row.format("N-2", "2026-11-12 09:00"))
