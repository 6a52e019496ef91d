"""Mails about tasks go out through a real worker: to whom they are meant, once, whatever happens to the worker."""

import email
import hashlib
import hmac
import json
import os
import signal
from collections.abc import Iterator
from datetime import timedelta
from email import policy
from typing import Any

import pytest
from django.db import connections, transaction
from django.utils import timezone

from evidence.complaints import verbs as complaints
from evidence.suggestions.models import Suggestion
from kpi_portal.celery import app
from kpi_portal.lib.company_connection import connection
from people.models import Account, Person
from records.models import OutboxMessage
from reports.inbox import telling
from reports.models import MessageSettings
from tenants.models import Company
from tests.portal import LivePortal
from tests.reports.test_webhooks import Receiver, endpoint, receiver
from tests.waiting import wait_until

__all__ = ["receiver"]  # a fixture
LONG_AGO = timezone.now() - timedelta(days=2)


@pytest.fixture
def portal(live_portal: LivePortal) -> Iterator[LivePortal]:
    inside("acme")
    yield live_portal
    connection.set_schema_to_public()


def inside(schema: str) -> None:
    connection.set_tenant(Company.objects.get(schema_name=schema))


def due(how: str = "daily") -> Account:
    """The supervisor, whose time has come, with an idea to decide on."""
    account = Account.objects.get(username="supervisor")
    Account.objects.filter(pk=account.pk).update(email=f"shen@{connection.schema_name}.example")
    agent = Person.objects.get(account__username="agent")
    number = f"{how}-{Suggestion.objects.count()}"
    Suggestion.objects.create(number=number, agent=agent, title=f"想法 {number}", submitted_at=LONG_AGO)
    MessageSettings.objects.update_or_create(
        account=account, defaults={"how": how, "next_at": timezone.now(), "quiet_from": 0, "quiet_until": 0}
    )
    return account


def ring(portal: LivePortal, task: str, *args: Any, schema: str = "public") -> None:
    """At the broker of the portal; the test's own is another."""
    with app.connection_for_write(portal.environment["KPI_REDIS_URL"]) as broker:
        app.send_task(task, args=args, headers={"_schema_name": schema}, connection=broker)


def mailed(portal: LivePortal) -> list[tuple[str, str]]:
    """To whom, and what."""
    found = []
    for file in sorted((portal.home / "mail").glob("*.log")):
        message = email.message_from_bytes(file.read_bytes(), policy=policy.default)
        body = message.get_body() if message["To"] else None
        if body is not None:
            found.append((str(message["To"]), body.get_content()))
    return found


def told(portal: LivePortal, words: str) -> list[str]:
    return [to for to, text in mailed(portal) if words in text]


def somebody_waits_for_a_lock() -> bool:
    with connections["default"].cursor() as cursor:
        # In this database: other tests beside it wait in theirs.
        cursor.execute(
            "SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database"
            " WHERE datname = current_database() AND NOT granted"
        )
        return bool(cursor.fetchone()[0])


def test_a_worker_killed_at_a_mail_is_followed_by_another_and_it_is_one_mail(portal: LivePortal) -> None:
    worker = portal.run_worker()
    due()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE reports_told IN SHARE ROW EXCLUSIVE MODE")
        ring(portal, "kpi_portal.tell_companies")
        wait_until(somebody_waits_for_a_lock, what="the worker to be at the mail")
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
    assert mailed(portal) == []
    portal.run_worker()
    message = OutboxMessage.objects.get(task="reports.tell")
    for _ in range(3):
        ring(portal, "reports.tell", message.pk, schema="acme")
    wait_until(lambda: told(portal, "想法 daily-0"), what="the mail")
    _flush(portal)
    assert told(portal, "想法 daily-0") == ["shen@acme.example"]


def test_at_once_is_mailed_when_the_beat_comes_by_and_not_to_the_other_company(
    portal: LivePortal, receiver: Receiver
) -> None:
    portal.run_worker()
    due("at_once")
    inside("birch")
    Account.objects.filter(username="supervisor").update(email="shen@birch.example")
    MessageSettings.objects.create(account=Account.objects.get(username="supervisor"), how="at_once", next_at=LONG_AGO)
    inside("acme")
    ring(portal, "kpi_portal.tell_companies")
    wait_until(lambda: told(portal, "想法 at_once-1"), what="the mail")
    _flush(portal)
    assert told(portal, "想法 at_once-1") == ["shen@acme.example"]
    assert not [text for to, text in mailed(portal) if to == "shen@birch.example" and "想法" in text]
    _posted_to_another_program(receiver, portal)


def _posted_to_another_program(receiver: Receiver, portal: LivePortal) -> None:
    """The same worker tells another program of a complaint: signed, once though it is rung twice."""
    _endpoint, secret = endpoint(receiver, "complaint.received")
    by = Account.objects.get(username="supervisor")
    told_of = complaints.receive(complaints.Report(channel="phone", words="漏水", received_at=timezone.now()), by=by)
    ring(portal, "kpi_portal.tell_companies")
    sent = OutboxMessage.objects.filter(task="reports.send_webhook")
    wait_until(sent.exists, what="the promise to tell the other program")
    for _twice in range(2):
        ring(portal, "reports.send_webhook", sent.get().pk, schema="acme")
    wait_until(lambda: bool(receiver.got), what="the other program to be told")
    _flush(portal)
    ((headers, body),) = receiver.got
    at, _comma, signed = headers["KPI-Signature"].removeprefix("t=").partition(",v1=")
    assert hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest() == signed
    assert (json.loads(body)["event"], json.loads(body)["number"]) == ("complaint.received", told_of.number)


def _flush(portal: LivePortal) -> None:
    """Everything rung before is done once this mail, asked for last, is there."""
    number = len(told(portal, "邮件可以送达这里"))
    telling.send_test(by=Account.objects.get(username="supervisor"))
    message = OutboxMessage.objects.filter(task="reports.send_test_mail").latest("pk")
    ring(portal, "reports.send_test_mail", message.pk, schema="acme")
    wait_until(lambda: len(told(portal, "邮件可以送达这里")) > number, what="the test mail")
