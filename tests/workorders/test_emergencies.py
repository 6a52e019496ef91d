"""An emergency has a clock of its own, and its department is written to at once, whatever the hour."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone, translation

from people.models import Account, Department, Posting, Site
from records.models import OutboxMessage
from reports.inbox import alarms
from reports.inbox.models import MessageSettings, Told
from tenants.models import Company
from tests.visiting import visitor
from workorders import lifecycle
from workorders.board.to_do import on_the_board
from workorders.models import DeskSettings, Handling, OrderCategory, WorkOrder


@pytest.fixture
def trapped(company: Company) -> WorkOrder:
    """A lift has stopped: a category of emergencies that the maintenance does, entered by 李静 without any button."""
    Account.objects.filter(username__in=("colleague", "supervisor", "hr", "other_supervisor")).update(email="x@acme.cn")
    for account in Account.objects.all():
        MessageSettings.objects.create(account=account, how="never")
    department = Department.objects.get(code="maintenance")
    problems: list[list[object]] = [["电梯困人", False]]
    lifts = OrderCategory.objects.create(name="电梯", problems=problems, department=department, is_emergency=True)
    site = Site.objects.get(code="CH")
    said = {"channel": "phone", "site": site.pk, "place": "3-1-2 号梯", "urgency": "ordinary", "phone": "13905718846"}
    assert visitor("second_agent").post("/orders/new/", said | {"problem": f"{lifts.pk}:0"}).status_code == 302
    return WorkOrder.objects.get()


def test_its_department_is_written_to_at_once_and_sees_it_whatever_was_chosen(trapped: WorkOrder) -> None:
    assert trapped.is_emergency
    assert trapped.handling.department == Department.objects.get(code="maintenance")
    promised = OutboxMessage.objects.get(task="reports.sound_alarm")
    alarms.sound(promised.payload["order"], promised.key)
    alarms.sound(promised.payload["order"], promised.key)  # a second delivery
    to = OutboxMessage.objects.filter(task="reports.tell_alarm")
    names = {Account.objects.get(pk=one.payload["to"].partition(":")[2]).username for one in to}
    assert names == {"colleague", "supervisor"}
    with translation.override("en"):
        for one in to:
            assert alarms.tell(one.payload, one.key)
    assert [message.subject for message in mail.outbox] == ["紧急：电梯困人 · 翠湖花园 3 栋"] * 2
    assert f"/orders/{trapped.pk}/" in mail.outbox[0].body
    assert not any("8846" in message.body for message in mail.outbox)
    assert Told.objects.filter(key=f"order-emergency:{trapped.pk}").count() == 2
    colleague = Account.objects.get(username="colleague")
    assert [task.key for group in on_the_board(colleague, timezone.localtime()) for task in group.tasks] == [
        f"order-emergency:{trapped.pk}"
    ]


def test_of_what_is_over_nobody_is_woken(trapped: WorkOrder) -> None:
    lifecycle.cancel(trapped, by=Account.objects.get(username="supervisor"), at=timezone.now(), reason="误报")
    assert alarms.sound(trapped.pk, "alarm") == 0
    assert not alarms.tell({"order": trapped.pk, "to": "account:1"}, "alarm")


def test_its_clock_stands_above_every_filter_and_one_click_stops_it(trapped: WorkOrder) -> None:
    DeskSettings.objects.create(pk=1, arrive_minutes=3)
    WorkOrder.objects.filter(pk=trapped.pk).update(created_at=timezone.now() - timedelta(minutes=10))
    lead = visitor("supervisor")
    lead.post("/orders/board/several/", {"only": f"take-on:{trapped.pk}"})
    (alarm,) = lead.get("/orders/board/?mine=on&q=nothing").context["alarms"]
    assert [step.state for step in alarm["steps"]] == ["done", "done", "done", "current", ""]
    assert alarm["steps"][3].tone == "bad"
    visitor("colleague").post("/orders/board/several/", {"only": f"start:{trapped.pk}"})
    handling = Handling.objects.get()
    assert handling.started_at is not None
    assert handling.executor == Account.objects.get(username="colleague").person
    assert not lead.get("/orders/board/").context["alarms"][0]["may_start"]


def test_a_late_order_goes_up_to_the_team_and_then_to_the_site_by_the_companys_minutes(company: Company) -> None:
    administrator = visitor("administrator")
    asked = {"arrive_minutes": 15, "to_lead_minutes": 30, "to_next_minutes": 90, "reopen_days": 7}
    assert administrator.post("/settings/desk/", asked).status_code == 302
    site, boss = Site.objects.get(code="CH"), Account.objects.get(username="other_supervisor")
    Posting.objects.create(person=boss.person, site=site, post="supervisor", first_day=timezone.localdate())
    lead, team = Account.objects.get(username="supervisor"), Posting.objects.filter(site=site, post="agent")[0].team
    order = lifecycle.create(by=lead, at=timezone.now(), subject="漏水", site=site, team=team)
    Handling.objects.create(order=order)

    def asked_after(minutes: int) -> list[str]:
        WorkOrder.objects.update(created_at=timezone.now() - timedelta(minutes=15 + minutes))
        return [one.username for one in (lead, boss) if [*on_the_board(one, timezone.localtime())][1].tasks]

    assert [asked_after(minutes) for minutes in (20, 60, 100)] == [
        [],
        ["supervisor"],
        ["supervisor", "other_supervisor"],
    ]
