"""A day of one order: taken on, given to a department, promised, told, made longer, done, filed."""

from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection as database
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from people.models import Account, Department, Person, Site
from records.models import AuditEntry
from tenants.models import Company
from tests.pictures import PNG
from tests.reports.test_card_page import words
from tests.visiting import visitor
from workorders import lifecycle
from workorders.models import Handling, OrderPhoto, ResidentContact, WorkOrder


def account(username: str) -> Account:
    return Account.objects.get(username=username)


@pytest.fixture
def order(company: Company) -> WorkOrder:
    """A message in the app, of an hour ago, that nobody has taken on."""
    at = timezone.now() - timedelta(hours=1)
    order = lifecycle.create(
        by=account("supervisor"), at=at, subject="水管渗漏", site=Site.objects.get(code="CH"), channel="app"
    )
    Handling.objects.create(order=order)
    ResidentContact.objects.create(order=order, name="赵敏", phone="13905718846")
    return order


def act(client: Client, order: WorkOrder, code: str, **said: object) -> int:
    sent = {f"{code}-{name}": value for name, value in said.items()}
    status: int = client.post(f"/orders/{order.pk}/acts/{code}/", sent).status_code
    order.refresh_from_db()
    return status


def in_hours(hours: float) -> str:
    return f"{timezone.localtime(timezone.now()) + timedelta(hours=hours):%Y-%m-%dT%H:%M}"


def due(order: WorkOrder) -> datetime | None:
    return Handling.objects.get(order=order).due_at


def test_an_order_goes_from_the_desk_through_a_department_and_back(order: WorkOrder) -> None:
    agent, colleague = visitor("agent"), visitor("colleague")
    page = f"/orders/{order.pk}/"
    assert visitor("other_supervisor").get(page).status_code == 404
    assert colleague.get(page).status_code == 404
    assert "Resident contacted, take it on" in agent.get(page).content.decode()
    assert act(agent, order, "take-on") == 302
    assert (str(order.agent), str(order.responder), order.state) == ("王芳", "王芳", "in_progress")
    maintenance = Department.objects.get(code="maintenance")
    assert act(agent, order, "dispatch", who=f"d{maintenance.pk}") == 302
    assert str(order.agent) == "王芳"
    shown = colleague.get(page).content.decode()
    assert "赵敏" in shown
    assert "Whom it counts for" not in shown
    told = words(visitor("administrator").get("/audit/").content)
    assert "agent 王芳" in told, told
    assert "work done by" in told
    assert act(colleague, order, "start") == 302
    assert str(Handling.objects.get(order=order).executor) == "郭强"
    assert act(colleague, order, "tell", words="已到现场，正在关阀") == 302
    assert "1 h 00 min after the word before" in words(agent.get(page).content)
    assert "told 0 min ago" in words(agent.get("/orders/board/").content)
    assert act(colleague, order, "tell") == 200
    assert act(colleague, order, "tell", usual="today") == 302
    assert "今天修好" in agent.get(page).content.decode()
    assert act(colleague, order, "take-on") == 403
    assert act(colleague, order, "cancel", reason="x") == 403
    assert act(colleague, order, "hold", until=in_hours(20), reason="业主出差") == 302
    assert order.state == "on_hold"
    picture = SimpleUploadedFile("done.png", PNG)
    assert act(colleague, order, "complete", note="更换角阀", photos=picture) == 302
    assert (order.state, str(order.completer)) == ("completed", "王芳")
    assert OrderPhoto.objects.get(order=order).stage == "work"
    assert "更换角阀" in agent.get(page).content.decode()
    assert act(agent, order, "archive") == 200
    lifecycle.call_back(order, by=account("second_agent"), at=timezone.now())
    assert act(agent, order, "archive") == 302
    assert not any("已到现场" in str(entry.detail) for entry in AuditEntry.objects.all())


def test_a_longer_time_is_asked_for_and_granted_by_somebody_else(order: WorkOrder) -> None:
    agent, supervisor = visitor("agent"), visitor("supervisor")
    act(agent, order, "take-on")
    assert act(agent, order, "ask-longer", until=in_hours(9), reason="等配件") == 200  # no time holds yet
    assert act(agent, order, "promise", until=in_hours(4)) == 302
    held = due(order)
    assert act(agent, order, "promise", until=in_hours(5)) == 200  # later than what holds
    assert act(agent, order, "promise", until=in_hours(-1)) == 200
    assert act(agent, order, "ask-longer", until=in_hours(3), reason="等配件") == 200
    assert act(agent, order, "ask-longer", until=in_hours(9), reason="等配件") == 302
    assert (
        act(agent, order, "ask-longer", until=in_hours(900), reason="等配件") == 200
    )  # nobody grants what is not read
    assert act(agent, order, "grant-longer") == 403
    assert due(order) == held
    assert "等配件" in supervisor.get(f"/orders/{order.pk}/").content.decode()
    assert act(supervisor, order, "grant-longer") == 302
    assert held < due(order) < timezone.now() + timedelta(hours=10)  # type: ignore[operator]
    act(agent, order, "ask-longer", until=in_hours(12), reason="再等")
    assert act(supervisor, order, "refuse-longer", reason="今天能修") == 302
    assert Handling.objects.get(order=order).asked_until is None


def test_who_is_responsible_neither_grants_nor_cancels_whatever_the_role(order: WorkOrder) -> None:
    lead = account("supervisor")
    act(visitor("supervisor"), order, "take-on")
    assert order.agent == lead.person
    act(visitor("supervisor"), order, "promise", until=in_hours(4))
    act(visitor("supervisor"), order, "ask-longer", until=in_hours(9), reason="等配件")
    for code, said in (("grant-longer", {}), ("refuse-longer", {"reason": "x"}), ("cancel", {"reason": "不要了"})):
        page = visitor("supervisor").post(
            f"/orders/{order.pk}/acts/{code}/", {f"{code}-{name}": value for name, value in said.items()}
        )
        assert page.status_code == 200, code
    order.refresh_from_db()
    assert order.state == "in_progress"
    assert Handling.objects.get(order=order).asked_until is not None


def test_an_order_is_handed_over_re_opened_and_its_costs_are_noted(order: WorkOrder) -> None:
    agent = visitor("agent")
    act(agent, order, "take-on")
    second = Person.objects.get(staff_number="A002")
    assert act(agent, order, "hand-over", agent=Person.objects.get(staff_number="A003").pk, reason="x") == 200
    assert act(agent, order, "hand-over", agent=second.pk, reason="下班交接") == 302
    assert order.agent == second
    assert act(agent, order, "costs", in_warranty="no", is_paid="yes") == 302
    assert "the resident pays" in agent.get(f"/orders/{order.pk}/").content.decode()
    assert act(visitor("second_agent"), order, "complete", note="好了") == 302
    assert act(visitor("second_agent"), order, "reopen", reason="又漏了") == 302
    assert order.state == "reopened"
    assert act(agent, order, "fly-away") == 404


def test_a_page_of_an_order_asks_few_questions(order: WorkOrder) -> None:
    client = visitor("supervisor")
    client.get(f"/orders/{order.pk}/")
    with CaptureQueriesContext(database) as asked:
        client.get(f"/orders/{order.pk}/")
    asked_for = [query["sql"] for query in asked.captured_queries if "search_path" not in query["sql"]]
    assert len(asked_for) <= 15, asked_for


def test_who_answered_late_does_not_cancel_the_order_away(order: WorkOrder) -> None:
    lead = visitor("supervisor")
    assert "/acts/cancel/" in lead.get(f"/orders/{order.pk}/").content.decode()
    assert act(lead, order, "tell", words="明天来") == 302
    page = lead.get(f"/orders/{order.pk}/").content.decode()
    assert not any(offered in page for offered in ("/acts/cancel/", "/exempt/", "/duplicate/"))
    assert "somebody else decides" in page
    refused = lead.post(f"/orders/{order.pk}/acts/cancel/", {"cancel-reason": "不要了"}).content.decode()
    assert "Nobody acts for themselves" in refused  # who had the page open before is told why
    assert order.state == "in_progress"
