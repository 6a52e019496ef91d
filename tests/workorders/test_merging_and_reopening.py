"""Several orders about one thing count once, and can be apart again; re-opening long after is a new order."""

from datetime import timedelta

import pytest
from django.utils import timezone

from evidence.surveys.call_backs import Said, call_back
from people.models import Account, Building
from tenants.models import Company
from tests.visiting import visitor
from workorders import lifecycle
from workorders.acts import verbs
from workorders.models import DeskSettings, Handling, MergedOrder, OrderCategory, ResidentContact, WorkOrder


def account(username: str) -> Account:
    return Account.objects.get(username=username)


def entered(username: str, subject: str, days: float = 0.01) -> WorkOrder:
    by, at = account(username), timezone.now() - timedelta(days=days)
    building = Building.objects.get(name="3 栋")
    order = lifecycle.create(by=by, at=at, subject=subject, site=building.site, building=building, category="给排水")
    Handling.objects.create(order=order)
    ResidentContact.objects.create(order=order, name="赵敏", phone="13905718846")
    verbs.take_on(order, by=by, at=at)
    return order


@pytest.fixture
def three(company: Company) -> list[WorkOrder]:
    OrderCategory.objects.create(name="给排水")
    return [entered("agent", "漏水"), entered("second_agent", "天花板滴水"), entered("supervisor", "主管自己的")]


def test_ticked_orders_become_one_that_counts_once_and_come_apart_again(three: list[WorkOrder]) -> None:
    lead = visitor("supervisor")
    ticked = {"do": "merge", "order": [order.pk for order in three[:2]]}
    page = lead.post("/orders/board/several/", ticked, follow=True)
    assert [order.subject for order in page.context["picked"]] == ["漏水", "天花板滴水"]
    assert [order.subject for order in page.context["others"]] == ["主管自己的"]
    asked = {"order": [order.pk for order in three], "into": three[0].pk, "reason": "同一根管"}
    told = lead.post("/orders/merge/", asked, follow=True).content.decode()
    assert "Nobody acts for themselves" in told  # its own order is somebody else's to merge
    states = dict(WorkOrder.objects.values_list("subject", "correction"))
    assert states == {"漏水": "", "天花板滴水": "duplicate", "主管自己的": ""}
    assert three[1].number in told
    assert f"→ {three[0].number}" in lead.get(f"/orders/{three[1].pk}/").content.decode()
    lead.post(f"/orders/{three[0].pk}/separate/", {"reason": "不是一回事"})
    assert not WorkOrder.objects.exclude(correction="").exists()
    assert not MergedOrder.objects.exists()
    assert "Tick at least two" in lead.post("/orders/merge/", {"order": [three[0].pk]}).content.decode()
    assert visitor("agent").get("/orders/merge/").status_code == 403
    strange = visitor("other_supervisor").post("/orders/merge/", asked)
    assert strange.context["picked"] == []


def completed(order: WorkOrder, days: float) -> WorkOrder:
    verbs.complete(order, note="好了", photos=(), by=account("agent"), at=timezone.now() - timedelta(days=days))
    return order


def test_within_the_companys_days_the_order_is_open_again_and_later_a_new_one_repeats_it(company: Company) -> None:
    DeskSettings.objects.create(pk=1, reopen_days=3)
    soon, late = completed(entered("agent", "漏水", 5), 2), completed(entered("agent", "漏水", 5), 4)
    client = visitor("agent")
    for order in (soon, late):
        answer = client.post(f"/orders/{order.pk}/acts/reopen/", {"reopen-reason": "又漏了"}, follow=True)
        order.refresh_from_db()
    assert (soon.state, late.state) == ("reopened", "completed")
    anew = WorkOrder.objects.latest("pk")
    assert answer.redirect_chain[-1][0] == anew.get_absolute_url()
    assert "completed too long ago" in answer.content.decode()
    assert (anew.handling.repeat_of, anew.building, anew.subject) == (late, late.building, "漏水")
    assert (anew.description, anew.resident.name, anew.state) == ("又漏了", "赵敏", "new")


def test_a_call_back_long_after_files_the_old_order_and_enters_a_new_one(company: Company) -> None:
    order = completed(entered("agent", "漏水", 12), 9)
    call_back(order, said=Said(is_done=False, words="又漏了"), by=account("second_agent"), at=timezone.now())
    order.refresh_from_db()
    assert (order.state, order.handling.archived_at is not None) == ("completed", True)
    assert WorkOrder.objects.latest("pk").handling.repeat_of == order
