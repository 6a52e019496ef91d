"""To which departments an order of a final month was dispatched stays what it was, whoever writes how (PROMISES 10)."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import psycopg
import pytest
from django.db import DatabaseError, transaction

from kpi_portal.lib.company_connection import connection
from people.models import Department
from records.final_month_guard import MonthIsFinal
from tests.companies import Once
from tests.months import make_final
from tests.scoring.measuring import figures
from tests.scoring.month_of_facts import CUTOFF, END, MIDDLE, MINUTE, OCTOBER, START, handled, order, person
from tests.scoring.test_closed_is_closed import GUARDED, _sqlstate
from tests.scoring.test_lead_orders import given
from workorders.models import OrderEvent, WorkOrder

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
pytestmark = pytest.mark.usefixtures("final_once", "company")


@pytest.fixture(scope="module")
def final_once(once_at_acme: Once) -> Iterator[None]:
    """October is final. One of its orders went to one department, with a dispatch that stands no longer and one after
    the cut-off; one of September was open for so long that October counts it; one of August was done by then."""
    with once_at_acme():
        agent = person("王芳")
        twice = (("dispatched", MIDDLE + HOUR, agent), ("dispatched", CUTOFF + DAY, agent))
        order(("due", MIDDLE, MIDDLE + DAY), ("dispatched", MIDDLE, agent), *twice, subject="october")
        order(("due", START - 9 * DAY, START - DAY), created=START - 9 * DAY, subject="open since September")
        handled(agent, ("completed", MIDDLE - 60 * DAY), created=MIDDLE - 61 * DAY)
        of_october = OrderEvent.objects.filter(order__subject="october", kind="dispatched")
        of_october.filter(at=MIDDLE).update(department=department("maintenance"))
        of_october.exclude(at=MIDDLE).update(department=department("security"))
        of_october.filter(at=MIDDLE + HOUR).update(stands=False)
        make_final(OCTOBER)
        yield


def department(code: str) -> Department:
    found: Department = Department.objects.get(code=code)
    return found


def dispatch() -> OrderEvent:
    """The one that counts."""
    found: OrderEvent = OrderEvent.objects.get(order__subject="october", kind="dispatched", at=MIDDLE)
    return found


def further() -> OrderEvent:
    """One more, to another department, that says of itself that it was earlier."""
    at, whose = MIDDLE - MINUTE, WorkOrder.objects.get(subject="october")
    return OrderEvent(order=whose, sequence=90, kind="dispatched", at=at, department=department("security"))


def _save() -> None:
    moved = dispatch()
    moved.department = department("security")
    moved.save()


def _bulk_update() -> None:
    moved = dispatch()
    moved.department = None
    OrderEvent.objects.bulk_update([moved], ["department"])


def _bulk_upsert() -> None:
    moved = dispatch()
    moved.department = department("security")
    OrderEvent.objects.bulk_create(
        [moved], update_conflicts=True, unique_fields=["order", "sequence"], update_fields=["department"]
    )


def _copy() -> None:
    row, columns = further(), "order_id, sequence, kind, at, reason, stands, department_id, recorded_at"
    with connection.cursor() as cursor, cursor.copy(f"COPY workorders_orderevent ({columns}) FROM STDIN") as into:
        into.write_row((row.order_id, 90, "dispatched", row.at, "", True, row.department_id, CUTOFF + DAY))


WAYS: list[Callable[[], object]] = [
    _save, _bulk_update, _bulk_upsert, _copy,
    lambda: OrderEvent.objects.filter(pk=dispatch().pk).update(department=department("security")),
    lambda: dispatch().delete(),
    lambda: further().save(),
    lambda: OrderEvent.objects.bulk_create([further()]),
]  # fmt: skip
OURS = "(SELECT id FROM workorders_workorder WHERE subject = 'october')"
OPEN = "(SELECT id FROM workorders_workorder WHERE subject = 'open since September')"
OTHER = "(SELECT id FROM people_department WHERE code = 'security')"
COLUMNS = "order_id, sequence, kind, at, reason, stands, department_id, recorded_at"
EVENTS, OF_OURS = "workorders_orderevent", f"order_id = {OURS} AND kind = 'dispatched'"
MORE = f"INSERT INTO {EVENTS} ({COLUMNS})"
STATEMENTS = {
    "to another department": f"UPDATE {EVENTS} SET department_id = {OTHER} WHERE {OF_OURS}",
    "to none": f"UPDATE {EVENTS} SET department_id = NULL WHERE {OF_OURS}",
    "stands again": f"UPDATE {EVENTS} SET stands = true WHERE {OF_OURS}",
    "was earlier": f"UPDATE {EVENTS} SET at = '{MIDDLE}' WHERE {OF_OURS} AND at > '{CUTOFF}'",
    "was a dispatch": f"UPDATE {EVENTS} SET kind = 'dispatched' WHERE order_id = {OURS} AND kind = 'created'",
    "comes in": f"UPDATE {EVENTS} SET order_id = {OURS}, sequence = 91 WHERE kind = 'dispatched' AND at < '{START}'",
    "goes": f"UPDATE {EVENTS} SET order_id = {OPEN}, sequence = 91 WHERE {OF_OURS} AND at = '{MIDDLE}'",
    "one more": f"{MORE} SELECT {OURS}, 92, 'dispatched', '{MIDDLE - HOUR}', '', true, {OTHER}, now()",
    "of an old one": f"{MORE} SELECT {OPEN}, 92, 'dispatched', '{START - HOUR}', '', true, {OTHER}, now()",
    "instead": f"""{MORE} SELECT {COLUMNS} FROM {EVENTS} WHERE order_id = {OURS}
                   ON CONFLICT (order_id, sequence) DO UPDATE SET department_id = {OTHER}""",
    "merged": f"""MERGE INTO {EVENTS} USING people_department d ON d.code = 'security' AND {OF_OURS}
                  WHEN MATCHED THEN UPDATE SET department_id = d.id""",
    "gone": f"DELETE FROM {EVENTS} WHERE {OF_OURS}",
}


def _refused(way: Callable[[], object]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises((DatabaseError, psycopg.Error, MonthIsFinal)) as refusal, transaction.atomic():
        way()
    assert _sqlstate(refusal.value) in GUARDED
    assert given(dispatch().order)[0] == department("maintenance")


@pytest.mark.parametrize("place", range(len(WAYS)))
def test_no_way_of_the_portal_moves_it_or_slips_one_in(place: int) -> None:
    _refused(WAYS[place])


@pytest.mark.parametrize("what", STATEMENTS)
def test_no_statement_moves_it_or_slips_one_in(what: str) -> None:
    with connection.cursor() as cursor:
        _refused(lambda: cursor.execute(STATEMENTS[what]))


def test_what_comes_after_the_cut_off_is_free_and_moves_no_figure() -> None:
    OrderEvent.objects.filter(order__subject="october", at__gt=CUTOFF).update(department=department("maintenance"))
    late = further()
    late.at = END + 9 * DAY
    late.save()
    assert figures(person("王芳"), "lead_orders") is None
