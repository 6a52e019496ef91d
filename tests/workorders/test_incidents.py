"""A mass outage gathers the orders of many buildings: told and completed in one go, left out by who may."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from kpi_portal.lib.month import Month
from people.models import Account, Building, Site
from records.models import MonthState
from tenants.models import Company
from tests.months import bring_to
from tests.visiting import visitor
from workorders import lifecycle
from workorders.acts import verbs
from workorders.models import Handling, Incident, IncidentOrder, OrderCategory, WorkOrder


def account(username: str) -> Account:
    return Account.objects.get(username=username)


def entered(username: str, subject: str, category: str = "给排水") -> WorkOrder:
    """Taken on by who entered it, ten minutes ago, in 3 栋."""
    by, at = account(username), timezone.now() - timedelta(minutes=10)
    building = Building.objects.get(name="3 栋")
    order = lifecycle.create(by=by, at=at, subject=subject, site=building.site, building=building, category=category)
    Handling.objects.create(order=order)
    verbs.take_on(order, by=by, at=at)
    return order


@pytest.fixture
def outage(company: Company) -> Incident:
    """王芳 opens it: one order was there before, one comes in on the form, one is of another category."""
    problems: list[list[object]] = [["没水", False]]
    OrderCategory.objects.create(name="给排水", problems=problems)
    OrderCategory.objects.create(name="费用")
    entered("second_agent", "水小")
    entered("second_agent", "账单", "费用")
    building = Building.objects.get(name="3 栋")
    said: dict[str, Any] = {
        "kind": "water",
        "buildings": [building.pk],
        "categories": ["给排水"],
        "words": "17:00 恢复",
    }
    begins_at = timezone.localtime() - timedelta(minutes=30)
    client = visitor("agent")
    answer = client.post(
        f"/orders/incidents/at/{building.site_id}/", said | {"begins_at": f"{begins_at:%Y-%m-%dT%H:%M}"}
    )
    assert answer.status_code == 302
    category = OrderCategory.objects.get(name="给排水").pk
    place = f"site={building.site_id}&place=3-2-1103&problem={category}:0"
    assert "17:00 恢复" in client.get(f"/orders/new/hints/?{place}").content.decode()
    order = {"channel": "phone", "site": building.site_id, "place": "3-2-1103", "urgency": "ordinary"}
    client.post("/orders/new/", order | {"problem": f"{category}:0", "take_on": "yes"})
    return Incident.objects.get()


def act(client: Client, outage: Incident, code: str, **said: object) -> str:
    return client.post(f"/orders/incidents/{outage.pk}/{code}/", said, follow=True).content.decode()


def subjects(outage: Incident) -> set[str]:
    return set(outage.orders.values_list("order__subject", flat=True))


def test_its_orders_come_by_themselves_and_by_hand_and_are_one_line_on_the_board(outage: Incident) -> None:
    assert subjects(outage) == {"水小", "没水"}
    agent = visitor("supervisor")
    page = agent.get("/orders/board/")
    assert [job["job"].order.subject for column in page.context["columns"] for job in column["jobs"]] == ["账单"]
    assert [one.number for one in page.context["outages"]] == [2]
    bill = WorkOrder.objects.get(subject="账单")
    act(agent, outage, "attach", order=[bill.pk])
    assert subjects(outage) == {"水小", "没水", "账单"}
    act(agent, outage, f"orders/{bill.pk}/detach")
    assert subjects(outage) == {"水小", "没水"}
    assert visitor("other_supervisor").get(f"/orders/incidents/{outage.pk}/").status_code == 404
    assert visitor("colleague").get("/orders/incidents/").status_code == 403


def test_all_are_told_and_completed_in_one_go_and_nothing_comes_to_it_afterwards(outage: Incident) -> None:
    act(visitor("agent"), outage, "tell", **{"tell-words": "正在抢修"})
    told = WorkOrder.objects.filter(events__kind="told", events__reason="正在抢修")
    assert set(told.values_list("subject", flat=True)) == subjects(outage)
    act(visitor("agent"), outage, "end", **{"end-words": "已恢复供水"})
    done = WorkOrder.objects.filter(in_incident__incident=outage)
    assert set(done.values_list("state", flat=True)) == {"completed"}
    assert WorkOrder.objects.get(subject="账单").state == "in_progress"
    assert "is over" in act(visitor("agent"), outage, "end", **{"end-words": "再次"})
    link = IncidentOrder.objects.filter(incident=outage).count()
    act(visitor("agent"), outage, "attach", order=[WorkOrder.objects.get(subject="账单").pk])
    assert IncidentOrder.objects.count() == link


def test_whether_they_count_is_decided_by_who_has_none_of_them(outage: Incident) -> None:
    assert visitor("agent").post(f"/orders/incidents/{outage.pk}/leave-out/").status_code == 403
    own = entered("supervisor", "主管自己的")
    IncidentOrder.objects.create(order=own, incident=outage, at=timezone.now())
    lead = visitor("supervisor")
    assert "Nobody acts for themselves" in act(lead, outage, "leave-out")
    own.refresh_from_db()
    assert own.correction == ""
    left_out = WorkOrder.objects.filter(in_incident__incident=outage, correction="exempted")
    assert set(left_out.values_list("subject", flat=True)) == {"水小", "没水"}
    why = left_out[0].events.get(kind="exempted").reason
    assert why.startswith("停水 · 3 栋，")
    assert "withdraw that" in act(lead, outage, f"orders/{left_out[0].pk}/detach")
    act(visitor("hr"), outage, "leave-out")
    own.refresh_from_db()
    assert own.correction == "exempted"
    assert not own.events.filter(kind="exempted").exclude(by=account("hr").person).exists()


def test_who_is_scored_by_the_team_leaves_it_to_hr_and_home_asks_whoever_may(
    outage: Incident, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = f"/orders/incidents/{outage.pk}/"
    assert all(asked in visitor(username).get("/").content.decode() for username in ("supervisor", "hr"))
    assert asked not in visitor("agent").get("/").content.decode()
    monkeypatch.setattr(
        "scoring.leaving_out.verbs.counted_of",
        lambda own, others, *_more: set(others) if own == account("supervisor").person_id else set(),
    )
    assert "Your own card counts" in act(visitor("supervisor"), outage, "leave-out")
    outage.refresh_from_db()
    assert (outage.counting, WorkOrder.objects.exclude(correction="").count()) == ("", 0)
    act(visitor("hr"), outage, "count")
    assert asked not in visitor("hr").get("/").content.decode()
    assert WorkOrder.objects.exclude(correction="").count() == 0


def test_in_a_final_month_nothing_is_left_out_any_more_and_it_is_said(outage: Incident) -> None:
    bring_to(MonthState.FINAL, Month.of_day(timezone.localdate()))
    told = act(visitor("hr"), outage, "leave-out")
    assert all(number in told for number in outage.orders.values_list("order__number", flat=True))
    assert "final" in told
    assert not WorkOrder.objects.exclude(correction="").exists()


def test_one_that_has_not_begun_or_without_buildings_is_refused(company: Company) -> None:
    site = Site.objects.get(code="CH")
    later = f"{timezone.localtime() + timedelta(days=1):%Y-%m-%dT%H:%M}"
    OrderCategory.objects.create(name="电气")
    said = {"kind": "power", "categories": ["电气"], "words": "检修", "begins_at": later}
    building = Building.objects.get(name="3 栋").pk
    for wrong in (said | {"buildings": [building]}, said):
        assert visitor("agent").post(f"/orders/incidents/at/{site.pk}/", wrong).status_code == 200
    assert not Incident.objects.exists()
