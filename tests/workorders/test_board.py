"""The board: what waits, by what is to be done; several at once; one's own tabs; whom the inbox asks, and when."""

import re
from datetime import timedelta
from urllib.parse import quote, urlencode

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from people.models import Account, Department, Site
from reports.inbox.asking import inbox_of
from tenants.models import Company
from tests.visiting import visitor
from workorders import lifecycle
from workorders.acts import verbs
from workorders.board.to_do import on_the_board
from workorders.categories.verbs import adopt_categories
from workorders.models import Handling, OrderCategory, SavedFilter, WorkOrder

CATEGORY = "给排水"


def account(username: str) -> Account:
    return Account.objects.get(username=username)


@pytest.fixture
def desk(company: Company) -> Department:
    adopt_categories(by=None)
    maintenance = Department.objects.get(code="maintenance")
    OrderCategory.objects.filter(name=CATEGORY).update(department=maintenance)
    return maintenance


def entered(subject: str, hours: float = 0.1, category: str = CATEGORY, **more: object) -> WorkOrder:
    at = timezone.now() - timedelta(hours=hours)
    site = Site.objects.get(code="CH")
    order = lifecycle.create(
        by=account("supervisor"),
        at=at,
        subject=subject,
        site=site,
        category=category,
        **more,  # type: ignore[arg-type]
    )
    Handling.objects.create(order=order)
    return order


def columns(username: str, query: str = "") -> dict[str, list[str]]:
    page = visitor(username).get(f"/orders/board/{query}")
    return {column["code"]: [one["job"].order.subject for one in column["jobs"]] for column in page.context["columns"]}


def asked(username: str) -> dict[str, list[str]]:
    with override("en"):
        groups = list(on_the_board(account(username), timezone.localtime()))
    return {str(group.label): [task.sentence.split(" ·")[0] for task in group.tasks] for group in groups if group.tasks}


def test_orders_stand_by_what_is_to_be_done_and_the_late_ones_first(desk: Department) -> None:
    agent, now = account("agent"), timezone.now()
    entered("新的")
    entered("更早的", hours=3)
    taken, given, ours = entered("待派", 2), entered("派了", 2), entered("自己办", 2, category="费用")
    for order in (taken, given, ours):
        verbs.take_on(order, by=agent, at=now - timedelta(hours=1))
    verbs.dispatch(given, department=desk, executor=None, by=agent, at=now)
    verbs.promise(ours, until=now + timedelta(hours=1), by=agent, at=now)
    done = entered("办完", 4)
    verbs.take_on(done, by=agent, at=now)
    verbs.complete(done, note="好了", photos=(), by=agent, at=now)
    assert columns("agent") == {
        "take": ["更早的", "新的"], "give": ["待派"], "work": ["自己办", "派了"], "call": ["办完"],
    }  # fmt: skip
    assert columns("second_agent")["take"] == ["更早的", "新的"]
    assert columns("second_agent")["work"] == []
    assert columns("colleague") == {"take": [], "give": [], "work": ["派了"], "call": []}
    assert columns("other_supervisor") == {"take": [], "give": [], "work": [], "call": []}
    assert columns("agent", "?late=on") == {"take": ["更早的"], "give": ["待派"], "work": [], "call": []}
    assert columns("agent", f"?department={desk.pk}&q=派")["work"] == ["派了"]


def test_several_are_taken_on_and_given_away_at_once_and_one_that_refuses_keeps_none_back(desk: Department) -> None:
    orders = [entered("一"), entered("二"), entered("三", category="费用")]
    client, ticked = visitor("agent"), {"order": [order.pk for order in orders]}
    client.post("/orders/board/several/", ticked | {"do": "take-on"})
    told = client.post("/orders/board/several/", ticked | {"do": "dispatch", "to": ""}, follow=True)
    assert [order.handling.department_id for order in WorkOrder.objects.order_by("pk")] == [desk.pk, desk.pk, None]
    assert "No department usually does" in told.content.decode()
    client.post("/orders/board/several/", ticked | {"do": "tell", "words": "师傅在路上"})
    assert all(order.events.filter(kind="told", stands=True).exists() for order in orders)
    client.post("/orders/board/several/", {"only": f"dispatch:{orders[2].pk}", "to": str(desk.pk)})
    assert Handling.objects.get(order=orders[2]).department == desk
    li, elsewhere = account("second_agent").person, account("other_agent").person
    assert li.name in client.get("/orders/board/").content.decode()
    for said in ({"agent": li.pk}, {"agent": elsewhere.pk, "reason": "休假"}, {"reason": "休假"}):
        client.post("/orders/board/several/", ticked | {"do": "hand-over"} | said)
        assert not WorkOrder.objects.filter(agent__in=[li, elsewhere]).exists(), said
    client.post("/orders/board/several/", ticked | {"do": "hand-over", "agent": li.pk, "reason": "休假"})
    assert set(WorkOrder.objects.values_list("agent__name", flat=True)) == {li.name}
    assert all(order.events.get(kind="reassigned").reason == "休假" for order in orders)
    assert visitor("colleague").post("/orders/board/several/", ticked | {"do": "hand-over"}).status_code == 403
    assert visitor("colleague").post("/orders/board/several/", ticked | {"do": "take-on"}).status_code == 403
    assert client.post("/orders/board/several/", ticked | {"do": "cancel"}).status_code == 403


def test_what_is_looked_for_again_and_again_is_a_tab_of_ones_own(desk: Department) -> None:
    agent = visitor("agent")
    agent.post("/orders/board/save/", {"tab": "水", "category": CATEGORY, "late": "on", "sneaky": "x"})
    saved = SavedFilter.objects.get()
    page = agent.get(f"/orders/board/?{saved.query}")
    assert page.context["tabs"][0]["current"]
    assert "sneaky" not in saved.query
    assert "水" not in [tab["saved"].name for tab in visitor("second_agent").get("/orders/board/").context["tabs"]]
    assert visitor("second_agent").post(f"/orders/board/tabs/{saved.pk}/remove/").status_code == 404
    agent.post(f"/orders/board/tabs/{saved.pk}/remove/")
    assert not SavedFilter.objects.exists()
    kept = agent.post("/orders/save/", {"tab": "未办结", "state": "in_progress", "late": "on"}, follow=True)
    assert kept.request["PATH_INFO"] == "/orders/"
    assert [tab["saved"].query for tab in kept.context["tabs"]] == ["state=in_progress"]
    assert not agent.get("/orders/board/").context["tabs"]


def test_who_has_a_late_order_is_asked_at_once_and_who_leads_after_an_hour(desk: Department) -> None:
    agent, now = account("agent"), timezone.now()
    order = entered("漏水", 5)
    assert asked("agent") == {"Orders that are late": ["漏水"]}
    verbs.take_on(order, by=agent, at=now - timedelta(hours=4))
    verbs.dispatch(order, department=desk, executor=None, by=agent, at=now - timedelta(hours=4))
    verbs.promise(order, until=now - timedelta(minutes=30), by=agent, at=now - timedelta(hours=3))
    assert asked("agent") == asked("colleague") == {"Orders that are late": ["漏水"]}
    assert asked("supervisor") == asked("second_agent") == {}
    Handling.objects.update(due_at=now - timedelta(hours=2))
    assert asked("supervisor") == {"Orders that are late": ["漏水"]}
    Handling.objects.update(due_at=now + timedelta(hours=2))
    verbs.ask_longer(order, until=now + timedelta(hours=9), reason="等配件", by=agent, at=now)
    assert asked("supervisor") == {"Longer times asked for": ["漏水"]}
    trapped = entered("电梯困人", is_emergency=True)
    verbs.dispatch(trapped, department=desk, executor=None, by=agent, at=now)
    assert asked("colleague") == {"Emergencies": ["电梯困人"]}


def test_the_board_asks_few_questions_however_full_it_is(desk: Department) -> None:
    client = visitor("supervisor")
    for n in range(30):
        entered(f"第 {n} 张")
    client.get("/orders/board/")
    with CaptureQueriesContext(database) as told:
        client.get("/orders/board/")
    statements = [query["sql"] for query in told.captured_queries if "search_path" not in query["sql"]]
    assert len(statements) <= 10, statements


def test_a_column_is_walked_from_order_to_order_and_an_act_leads_to_the_most_urgent(desk: Department) -> None:
    first, second, third = (entered(subject, hours) for subject, hours in (("一", 3), ("二", 2), ("三", 1)))
    entered("四", category="费用")
    agent, inside = visitor("agent"), "?on=" + quote(urlencode({"category": CATEGORY, "column": "take"}))
    assert f"/orders/{second.pk}/{inside}" in agent.get(f"/orders/board/?category={CATEGORY}").content.decode()
    place = agent.get(f"/orders/{second.pk}/{inside}").context["place"]
    assert (place.previous, place.number, place.of, place.next) == (first.pk, "2", "3", third.pk)
    page = agent.get(agent.post(f"/orders/{first.pk}/acts/take-on/{inside}")["Location"])
    assert page.context["place"].next == second.pk
    assert f'href="/orders/board/?{urlencode({"category": CATEGORY})}#take"' in page.content.decode()
    for asked in ("", "?on=x", "?on=column%3Dtake%26department%3D%2500", "?on=" + "x" * 5000):
        agent.get(f"/orders/{first.pk}/{asked}")
    assert visitor("other_supervisor").get(f"/orders/{second.pk}/{inside}").status_code == 404


def test_whose_board_is_outdated_neither_takes_on_nor_gives_away_what_somebody_else_did(desk: Department) -> None:
    order, other = entered("新的"), Department.objects.exclude(pk=desk.pk)[0]
    first, second = visitor("agent"), visitor("second_agent")
    assert second.post("/orders/board/several/", {"only": f"take-on:{order.pk}"}).status_code == 302
    for address, sent in (
        ("/orders/board/several/", {"only": f"take-on:{order.pk}"}), (f"/orders/{order.pk}/acts/take-on/", {})
    ):  # fmt: skip
        late = first.post(address, sent, follow=True).content.decode().replace("&#x27;", "'")
        assert f"{order} is somebody else's by now" in late
    assert visitor("other_supervisor").post(f"/orders/{order.pk}/acts/take-on/").status_code == 404
    page = visitor("supervisor").post(f"/orders/{order.pk}/acts/take-on/").content.decode()
    assert "It was taken on already; 李静 is responsible" in page
    assert order.events.filter(kind="accepted").count() == 1
    verbs.dispatch(order, department=other, executor=None, by=account("supervisor"), at=timezone.now())
    answer = visitor("supervisor").post("/orders/board/several/", {"only": f"dispatch:{order.pk}"}, follow=True)
    assert f"{other} has it already" in answer.content.decode()
    assert Handling.objects.get(order=order).department == other


def test_what_is_late_is_asked_for_before_what_still_has_time(desk: Department) -> None:
    entered("迟了", hours=30)
    entered("新的")
    with override("en"):
        inbox = inbox_of(account("agent"), timezone.localtime())
    assert [str(asked.group.label) for asked in inbox.groups][:2] == ["Orders that are late", "New orders"]
    assert inbox.first is not None
    assert str(inbox.first.group.act) == "Deal with the late orders"


def test_the_board_is_looked_at_again_each_minute_as_it_was_narrowed(desk: Department) -> None:
    entered("新的")
    page = visitor("agent").get("/orders/board/?late=on").content.decode()
    assert re.search(r'data-again hx-get="/orders/board/\?late=on" hx-trigger="again"\s+hx-target="#main"', page)
    assert "js/again" in page
