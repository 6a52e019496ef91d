"""What one import changed stands on a page of its own, for ever (IMPORTS §4)."""

from pathlib import Path

import pytest

from kpi_portal.lib.tables import open_table
from records.models import Batch
from tenants.models import Company
from tests.importing import Sender
from tests.reports.test_card_page import words
from tests.visiting import visitor
from workorders.models import WorkOrder

ORDERS = "number,created_at,completed_at,subject\n"
FIRST = ORDERS + "N-1,2026-10-05 09:00,2026-10-05 11:00,水管渗水\nN-2,2026-10-06 09:00,,门锁卡滞\n"
SECOND = ORDERS + "N-1,2026-10-05 09:00,2026-10-05 12:30,水管渗水\nN-2,2026-10-06 09:00,,大门门锁\n"
RATINGS = "number,month,agent,department,rating,comment\nX1,2026-10,A001,maintenance,{},配合好\n"


@pytest.fixture
def orders(company: Company, tmp_path: Path) -> Sender:
    return Sender(company, "workorders", tmp_path)


def page_of(batch: Batch, address: str = "") -> str:
    return words(visitor("hr").get(f"/imports/{batch.pk}/changes{address}").content)


def test_new_orders_stand_with_what_they_say(orders: Sender) -> None:
    orders.send(FIRST)
    page = page_of(orders.batch)
    assert "Work orders: new 2" in page
    assert "N-1 New created 2026-10-05 09:00 · completed 2026-10-05 11:00" in page


def test_changed_orders_stand_with_the_values_before_and_now_whatever_came_later(orders: Sender) -> None:
    orders.send(FIRST)
    orders.send(SECOND)
    second = orders.batch
    orders.send(SECOND.replace("大门门锁", "单元门锁"))
    for page in (page_of(second), page_of(second, f"?of=orders-{second.pk}-changed")):
        assert "subject 门锁卡滞 → 大门门锁" in page
        assert "Completed 2026-10-05 11:00 → —" in page
        assert "Completed — → 2026-10-05 12:30" in page
    assert WorkOrder.objects.get(number="N-2").subject == "单元门锁"


def test_a_corrected_fact_stands_beside_the_revision_before(company: Company, tmp_path: Path) -> None:
    ratings = Sender(company, "ratings", tmp_path)
    ratings.send(RATINGS.format("4.5"))
    assert "X1 New" in page_of(ratings.batch)
    ratings.send(RATINGS.format("3"))
    assert "X1 Changed rating 4.50 → 3.00" in page_of(ratings.batch)


def test_instants_and_answers_by_yes_or_no_are_told_as_people_write_them(company: Company, tmp_path: Path) -> None:
    trainings = Sender(company, "trainings", tmp_path)
    trainings.send("session,title,held_at,has_exam,agent,status\nP-1,礼仪,2026-10-12 14:30,no,A001,attended\n")
    page = page_of(trainings.batch)
    assert "held at 2026-10-12 14:30" in page
    assert "with an exam no" in page


def test_a_changed_row_of_a_plain_table_says_what_it_said(company: Company, tmp_path: Path) -> None:
    people = Sender(company, "people", tmp_path)
    people.send("staff_number,name,former_name\nA001,王小芳,王芳\n")
    assert "name 王芳 → 王小芳" in page_of(people.batch)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_what_changed_is_a_file_too(orders: Sender, ending: str) -> None:
    orders.send(FIRST)
    orders.send(SECOND)
    of = f"orders-{orders.batch.pk}-changed"
    answer = visitor("hr").get(f"/imports/{orders.batch.pk}/changes?of={of}&file={ending}")
    assert answer["Content-Disposition"] == f'attachment; filename="changes-{orders.batch.pk}.{ending}"'
    with open_table(answer.content) as table:
        rows = [row.cells for row in table.rows()]
    assert list(table.columns) == ["Work orders: changed", "State", "Field", "Before", "Now"]
    assert ["N-2", "Changed", "subject", "门锁卡滞", "大门门锁"] in [list(map(str, row)) for row in rows]


def test_books_and_histories_lead_to_the_import(orders: Sender) -> None:
    orders.send(FIRST)
    orders.send(SECOND)
    link = f'<a href="/imports/{orders.batch.pk}/">{orders.batch.file_name}</a>'
    order = WorkOrder.objects.get(number="N-1")
    assert link in visitor("hr").get(f"/orders/{order.pk}/").content.decode()
    assert link not in visitor("supervisor").get(f"/orders/{order.pk}/").content.decode()
    assert f'href="/imports/{orders.batch.pk}/">' in visitor("administrator").get("/audit/").content.decode()
