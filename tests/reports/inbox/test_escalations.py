"""A late order is told to who leads the team, later to who leads the site: once each, at once, and not at night."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.db import connection as database

from kpi_portal.lib.company_connection import connection
from people.models import Account, Posting, Site
from records.models import OutboxMessage
from reports import tasks
from reports.inbox import escalations, telling
from reports.inbox.models import MessageSettings
from tenants.models import Company
from tests.visiting import visitor
from workorders import lifecycle
from workorders.models import Handling, WorkOrder

NOON, NIGHT = datetime(2026, 11, 10, 4, tzinfo=UTC), datetime(2026, 11, 10, 14, tzinfo=UTC)


def order_at(at: datetime) -> WorkOrder:
    """Nobody takes it on, so that it is late from a quarter of an hour after on."""
    lead, site = Account.objects.get(username="supervisor"), Site.objects.get(code="CH")
    team = Posting.objects.filter(site=site, post="agent")[0].team
    order = lifecycle.create(by=lead, at=at, subject="漏水", site=site, team=team)
    Handling.objects.create(order=order)
    return order


@pytest.fixture(autouse=True)
def _leads(company: Company) -> None:
    """沈立 leads the team, 苏岩 the whole site; both are told once a day."""
    accounts = Account.objects.filter(username__in=("supervisor", "other_supervisor"))
    accounts.update(email="x@acme.cn")
    for account in accounts:
        MessageSettings.objects.create(account=account, next_at=NOON + timedelta(days=1))
    boss = Account.objects.get(username="other_supervisor").person
    Posting.objects.create(person=boss, site=Site.objects.get(code="CH"), post="supervisor", first_day=NOON.date())


def told_after(minutes: int, *, since: datetime = NOON) -> list[str]:
    """Who is promised a mail so long after the order's deadline."""
    before = OutboxMessage.objects.count()
    with time_machine.travel(since + timedelta(minutes=15 + minutes), tick=False):
        escalations.promise_due()
    promised = OutboxMessage.objects.order_by("pk")[before:]
    return [Account.objects.get(pk=each.payload["account"]).username for each in promised]


def test_it_goes_up_step_by_step_and_nobody_is_told_twice() -> None:
    order = order_at(NOON)
    told = [told_after(minutes) for minutes in (59, 61, 70, 239, 241, 250)]
    assert told == [[], ["supervisor"], [], [], ["other_supervisor"], []]
    with time_machine.travel(NOON + timedelta(hours=5), tick=False):
        for each in OutboxMessage.objects.all():
            assert telling.tell(each.payload["account"], each.key)
        assert all(order.number in sent.body for sent in mail.outbox)
        lead = visitor("supervisor")
        lead.post("/orders/board/several/", {"only": f"take-on:{order.pk}"})
        lead.post(f"/orders/{order.pk}/acts/promise/", {"promise-until": "2026-11-10T17:30"})
    assert told_after(61, since=NOON + timedelta(hours=5, minutes=15)) == ["supervisor"]  # late anew


def test_whom_the_usual_mail_told_in_the_same_moment_is_not_told_again() -> None:
    order_at(NOON)
    lead = Account.objects.get(username="supervisor")
    with time_machine.travel(NOON + timedelta(minutes=76), tick=False):
        assert telling.tell(lead.pk, "the usual mail")
    assert told_after(61) == ["supervisor"]
    promised = OutboxMessage.objects.get()
    with time_machine.travel(NOON + timedelta(minutes=77), tick=False):
        assert not telling.tell(lead.pk, promised.key)


def test_at_night_it_waits_for_the_morning_and_who_chose_never_is_not_written_to() -> None:
    order_at(NIGHT)
    assert told_after(61, since=NIGHT) == ["supervisor"]
    due = OutboxMessage.objects.get().due_at
    assert due == datetime(2026, 11, 10, 23, tzinfo=UTC)  # seven o'clock in Shanghai
    order_at(NOON + timedelta(days=1))
    MessageSettings.objects.update(how="never")
    assert told_after(61, since=NOON + timedelta(days=1)) == []


def test_the_fleet_finds_the_company_by_one_query_until_it_has_told() -> None:
    MessageSettings.objects.all().delete()
    Account.objects.update(email="")
    now = datetime.now(UTC)
    order_at(now - timedelta(minutes=80))

    def due() -> bool:
        with database.cursor() as cursor:
            cursor.execute(tasks._SOMEBODY_IS_DUE.format(company=connection.schema_name))
            return bool(cursor.fetchall())

    assert due()
    escalations.promise_due()
    assert not due()
