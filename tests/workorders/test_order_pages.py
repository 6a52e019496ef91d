"""The pages of work orders, through the front door."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext

from kpi_portal.lib.company_connection import connection
from kpi_portal.lib.tables import open_table
from people.models import Account, Person, Site
from tenants.models import Company
from tests.visiting import visitor
from workorders import lifecycle
from workorders.models import EventKind, OrderEvent, WorkOrder

CREATED = datetime(2026, 10, 6, 1, 0, tzinfo=UTC)


@pytest.fixture
def order(company: Company) -> WorkOrder:
    """Of the first site, dispatched to 王芳."""
    supervisor = Account.objects.get(username="supervisor")
    site = Site.objects.get(code="CH")
    order = lifecycle.create(by=supervisor, at=CREATED, subject="厨房水管渗漏", room="1102", site=site)
    agent = Person.objects.get(staff_number="A001")
    lifecycle.dispatch(order, agent=agent, by=supervisor, at=CREATED + timedelta(hours=1))
    return order


def test_the_list_shows_an_order_to_its_agent_its_supervisor_and_hr(order: WorkOrder) -> None:
    for username in ("agent", "supervisor", "hr", "administrator"):
        answer = visitor(username).get("/orders/")
        assert order.number in answer.content.decode(), username


def test_the_list_hides_it_from_everybody_else(order: WorkOrder) -> None:
    for username in ("second_agent", "other_agent", "other_supervisor"):
        client = visitor(username)
        assert order.number not in client.get("/orders/").content.decode(), username
        assert client.get(f"/orders/{order.pk}/").status_code == 404, username


def test_a_colleague_of_another_department_has_no_list_of_orders(order: WorkOrder) -> None:
    assert visitor("colleague").get("/orders/").status_code == 403


def test_another_company_knows_nothing_of_the_order(order: WorkOrder, company: Company) -> None:
    connection.set_tenant(Company.objects.get(schema_name="birch"))
    client = visitor("hr", "birch")
    answer = client.get(f"/orders/{order.pk}/")
    connection.set_tenant(company)
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=水管", True),
        ("q=1102", True),
        ("q=屋顶", False),
        ("state=in_progress", True),
        ("state=completed", False),
        ("agent=A001", True),
        ("agent=李静", False),
        ("created=2026-10", True),
        ("created=2026-11", False),
        ("dispatched=2026-10", True),
        ("flagged=true", False),
        ("priority=normal", True),
        ("category=漏", False),
    ],
)
def test_the_list_is_narrowed_by_what_the_address_says(order: WorkOrder, query: str, found: bool) -> None:
    answer = visitor("supervisor").get(f"/orders/?{query}")
    assert (order.number in answer.content.decode()) is found


def test_a_month_that_is_none_is_an_error_at_the_field_and_narrows_nothing(order: WorkOrder) -> None:
    page = visitor("supervisor").get("/orders/?created=October").content.decode()
    assert "2026-10." in page
    assert order.number in page


def test_old_orders_are_reached_page_by_page_and_each_appears_once(company: Company) -> None:
    same_instant = [CREATED] * 30 + [CREATED + timedelta(minutes=n) for n in range(90)]
    WorkOrder.objects.bulk_create(WorkOrder(number=f"N{n}", created_at=at) for n, at in enumerate(same_instant))
    client, seen, place = visitor("hr"), [], ""
    while True:
        page = client.get("/orders/", {"before": place}).context["page"]
        seen += [order.pk for order in page.rows]
        place = page.older
        if not place:
            break
    assert len(seen) == len(set(seen)) == 120
    assert seen == list(WorkOrder.objects.order_by("-created_at", "-pk").values_list("pk", flat=True))


@pytest.mark.parametrize("before", ["~", "x~1", "2026-10-06~²", "2026-99-99~1", "~9" * 50])
def test_a_broken_place_in_the_address_shows_the_first_page(order: WorkOrder, before: str) -> None:
    answer = visitor("hr").get("/orders/", {"before": before})
    assert answer.status_code == 200
    assert order.number in answer.content.decode()


def test_the_list_asks_the_database_as_often_for_fifty_orders_as_for_one(order: WorkOrder) -> None:
    client = visitor("hr")
    client.get("/orders/")
    with CaptureQueriesContext(database) as one:
        client.get("/orders/")
    site, agent = Site.objects.get(code="YQ"), Person.objects.get(staff_number="A003")
    WorkOrder.objects.bulk_create(
        WorkOrder(number=f"N{n}", created_at=CREATED, site=site, agent=agent) for n in range(60)
    )
    with CaptureQueriesContext(database) as many:
        client.get("/orders/")
    assert len(many) == len(one) <= 15


def test_the_page_says_whom_the_order_counts_for_and_why(order: WorkOrder) -> None:
    supervisor = Account.objects.get(username="supervisor")
    agent = Person.objects.get(staff_number="A001")
    lifecycle.respond(order, by=supervisor, at=CREATED + timedelta(minutes=12), agent=agent)
    lifecycle.complete(order, by=supervisor, at=CREATED + timedelta(hours=3))
    page = visitor("agent").get(f"/orders/{order.pk}/").content.decode()
    assert "Completed by the cut-off and not re-opened since." in page
    assert "12 min" in page
    assert page.count("王芳") >= 3


def test_a_superseded_event_is_shown_struck_through(order: WorkOrder) -> None:
    OrderEvent.objects.create(order=order, sequence=9, kind=EventKind.COMPLETED, at=CREATED, stands=False)
    page = visitor("agent").get(f"/orders/{order.pk}/").content.decode()
    assert '<s class="muted">Completed</s>' in page


def test_a_supervisor_exempts_an_order_and_withdraws_it_again(order: WorkOrder) -> None:
    client = visitor("supervisor")
    answer = client.post(f"/orders/{order.pk}/exempt/", {"reason": "等厂家配件"}, follow=True)
    assert "exempted by a supervisor" in answer.content.decode()
    event = order.events.get(kind=EventKind.EXEMPTED)
    assert (event.reason, event.by) == ("等厂家配件", Person.objects.get(staff_number="S001"))
    client.post(f"/orders/{order.pk}/events/{event.pk}/take-back/", {"reason": "弄错了"})
    event.refresh_from_db()
    assert not event.stands


def test_without_a_reason_nothing_is_exempted_and_the_error_stands_at_the_field(order: WorkOrder) -> None:
    answer = visitor("supervisor").post(f"/orders/{order.pk}/exempt/", {"reason": " "})
    assert answer.context["exemption"].errors["reason"]
    assert not order.events.filter(kind=EventKind.EXEMPTED).exists()


def test_a_duplicate_needs_an_original_that_the_supervisor_may_see(order: WorkOrder) -> None:
    hidden = WorkOrder.objects.create(number="HIDDEN", created_at=CREATED)
    client = visitor("supervisor")
    refused = client.post(f"/orders/{order.pk}/duplicate/", {"duplicate-original": hidden.number})
    assert refused.context["duplicate"].errors["original"]
    itself = client.post(f"/orders/{order.pk}/duplicate/", {"duplicate-original": order.number})
    assert itself.context["duplicate"].non_field_errors()
    site = Site.objects.get(code="CH")
    original = WorkOrder.objects.create(number="FIRST", created_at=CREATED, site=site)
    client.post(
        f"/orders/{order.pk}/duplicate/", {"duplicate-original": original.number, "duplicate-reason": "重复来电"}
    )
    assert order.events.get(kind=EventKind.MARKED_DUPLICATE).reason == "FIRST: 重复来电"


@pytest.mark.parametrize("act", ["exempt", "duplicate"])
def test_corrections_are_for_supervisors_of_the_order_alone(order: WorkOrder, act: str) -> None:
    address = f"/orders/{order.pk}/{act}/"
    for username, status in (("agent", 403), ("hr", 403), ("administrator", 403), ("other_supervisor", 404)):
        answer = visitor(username).post(address, {"reason": "x", "duplicate-original": "1"})
        assert answer.status_code == status, username
    assert order.events.count() == 2


def test_flags_of_the_import_are_shown_in_words(order: WorkOrder) -> None:
    WorkOrder.objects.filter(pk=order.pk).update(flags=["completed_before_response", "ambiguous_hour", "unheard_of"])
    page = visitor("agent").get(f"/orders/{order.pk}/").content.decode()
    assert "Completed before the first response." in page
    assert "This hour happened twice in …" in page
    assert "unheard_of" in page


def test_the_export_holds_what_the_list_shows_and_no_formula(order: WorkOrder) -> None:
    WorkOrder.objects.filter(pk=order.pk).update(subject="=1+1", room="+86 1380000")
    WorkOrder.objects.create(number="HIDDEN", created_at=CREATED)
    client = visitor("supervisor")
    content = client.get("/orders/orders.csv?q=GD").content.decode("utf-8-sig")
    assert "'=1+1" in content
    assert "'+86 1380000" in content
    assert "2026-10-06 09:00" in content
    assert "HIDDEN" not in content
    assert f",{order.site or ''}," in content, "a site by its name, not by its key"
    assert ",王芳,A001," in content
    with open_table(client.get("/orders/orders.xlsx").content) as table:
        rows = list(table.rows())
        assert len(rows) == 1
        assert rows[0].cells[table.columns.index("Order number")] == order.number
