"""Other programs are told what happened: signed, once, again where it did not arrive; never a name, never a figure."""

import hashlib
import hmac
import json
import re
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from evidence.complaints import verbs as complaints
from kpi_portal.lib.company_connection import connection
from people.models import Account
from records.models import AuditEntry, OutboxMessage
from records.outbox import sweep
from reports.models import WebhookDelivery, WebhookEndpoint
from reports.tasks import send_webhook, tell_accounts
from reports.webhooks import sending, verbs
from scoring.models import Card
from tenants.models import Company
from tests.months import publisher
from tests.reports import golden_october
from tests.visiting import visitor
from workorders.models import Handling, WorkOrder

ALL = ["card.published", "order.overdue", "complaint.received"]


class Receiver(ThreadingHTTPServer):
    """Another program; ``status`` is what it answers."""

    status = 200

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        super().__init__(("127.0.0.1", 0), _Takes)


class _Takes(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((dict(self.headers), body))
        self.send_response(self.server.status)
        self.send_header("Location", "/elsewhere")
        self.end_headers()
        self.wfile.write(b"said")

    def log_message(self, *_said: Any) -> None:
        pass


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as running:
        threading.Thread(target=running.serve_forever, args=[0.02], daemon=True).start()
        yield running
        running.shutdown()


def told(receiver: Receiver) -> list[dict[str, Any]]:
    """What arrives when beat and worker come by."""
    before = len(receiver.got)
    tell_accounts.apply(headers={"_schema_name": "acme"}).get()
    work()
    return [json.loads(body) for _headers, body in receiver.got[before:]]


def work() -> None:
    connection.set_tenant(Company.objects.get(schema_name="acme"))
    for message in OutboxMessage.objects.filter(done_at=None, task="reports.send_webhook", due_at__lte=_soon()):
        for _twice in range(2):
            send_webhook.apply(args=[message.pk], headers={"_schema_name": "acme"}).get()


def _soon() -> Any:
    return timezone.now() + timedelta(seconds=40)


def endpoint(receiver: Receiver, *events: str) -> tuple[WebhookEndpoint, str]:
    url = f"http://127.0.0.1:{receiver.server_port}/in?from=kpi"
    return verbs.add(by=Account.objects.get(username="administrator"), name="CRM", url=url, events=events)


def test_an_address_is_added_its_secret_shown_once_and_a_test_arrives_signed(
    company: Company, receiver: Receiver
) -> None:
    administrator, url = visitor("administrator"), f"http://127.0.0.1:{receiver.server_port}/in"
    for wrong in ("ftp://crm.example.com/", "https://u:p@crm.example.com/", "https://", "https://[", "https://a/#b"):
        page = administrator.post("/webhooks/new", {"name": "CRM", "url": wrong, "events": ALL}).content.decode()
        assert "This is no address that can be told" in page
    page = administrator.post("/webhooks/new", {"name": "CRM", "url": url, "events": ALL}).content.decode()
    secret = re.findall(r"whsec_[\w-]{43}", page)[0]
    made = WebhookEndpoint.objects.get()
    assert secret not in str(WebhookEndpoint.objects.values().get())
    assert secret not in administrator.get("/webhooks/").content.decode()
    log = administrator.post(f"/webhooks/{made.pk}/test", follow=True).content.decode()
    assert "The test arrived." in log
    assert "200 said" in log
    ((headers, body),) = receiver.got
    at, signed = re.fullmatch(r"t=(\d+),v1=(\w{64})", headers["KPI-Signature"]).groups()  # type: ignore[union-attr]
    assert hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest() == signed
    assert json.loads(body)["event"] == "test"
    administrator.post(f"/webhooks/{made.pk}/remove")
    assert not WebhookEndpoint.objects.exists()
    assert AuditEntry.objects.filter(verb__contains="webhook").count() == 2


def test_what_happens_is_told_once_with_numbers_and_links_only(
    computed: Card, company: Company, receiver: Receiver
) -> None:
    endpoint(receiver, *ALL)
    assert told(receiver) == []  # what was before is no news
    by, now = Account.objects.get(username="supervisor"), timezone.now()
    complaint = complaints.receive(complaints.Report(channel="phone", words="漏水三天", received_at=now), by=by)
    order = WorkOrder.objects.create(number="D-1", created_at=now, state="in_progress", subject="水管漏水")
    Handling.objects.create(order=order, due_at=now + timedelta(hours=1))
    golden_october.publish()
    with time_machine.travel(now + timedelta(hours=2), tick=False):
        found = told(receiver)
        again = told(receiver)
    assert again == []
    cards = [one for one in found if one["event"] == "card.published"]
    assert len(cards) == Card.objects.current().filter(month=computed.month, is_trial=False).count()
    assert f"http://acme.localhost:8000/card/2026-10/{computed.agent_id}/" in [one["link"] for one in cards]
    assert {(one["event"], one["number"]) for one in found if "number" in one} == {
        ("order.overdue", "D-1"),
        ("complaint.received", complaint.number),
    }
    assert set().union(*cards) == {"id", "event", "company", "at", "card", "month", "version", "link"}
    assert not [word for word in ("王芳", "82.31", "漏水") if word in b"".join(b for _h, b in receiver.got).decode()]


def test_what_does_not_arrive_is_tried_again_later_and_later_and_then_where_somebody_asks(
    company: Company, receiver: Receiver
) -> None:
    endpoint(receiver, "complaint.received")
    by, now = publisher(), timezone.now()
    complaints.receive(complaints.Report(channel="phone", words="漏水", received_at=now), by=by)
    receiver.status = 302  # an answer like any other: it is not followed
    with time_machine.travel(now + timedelta(seconds=1), tick=False) as clock:
        told(receiver)
        delivery = WebhookDelivery.objects.get()
        assert (delivery.state, delivery.answer) == ("waiting", "302 said")
        waits = []
        while delivery.next_at is not None:
            waits.append(delivery.next_at - timezone.now())
            clock.move_to(delivery.next_at)
            sweep()
            work()
            delivery.refresh_from_db()
        assert waits == list(verbs.WAITS)
        assert (delivery.state, delivery.attempts, len(receiver.got)) == ("failed", 7, 7)
        administrator = visitor("administrator")
        assert "Given up" in administrator.get("/webhooks/").content.decode()
        assert "Webhooks that do not arrive" in administrator.get("/").content.decode()
        receiver.status = 204
        administrator.post(f"/webhooks/deliveries/{delivery.pk}/again")
        work()
        delivery.refresh_from_db()
        assert "Webhooks that do not arrive" not in administrator.get("/").content.decode()
    assert (delivery.state, len({headers["KPI-Delivery"] for headers, _body in receiver.got})) == ("arrived", 1)


INSIDE = "127.0.0.1 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1 255.255.255.255"
INSIDE_6 = "::1 :: fe80::1 fe80::1%eth0 fc00::1 ff02::1 ::ffff:10.0.0.1 64:ff9b::a00:1 2002:7f00:1::"


def test_in_production_nobody_inside_the_house_is_told(company: Company, receiver: Receiver, settings: Any) -> None:
    made, _secret = endpoint(receiver, *ALL)
    settings.PRODUCTION = True
    assert [one for one in f"{INSIDE} {INSIDE_6}".split() if sending.all_outside([one])] == []
    assert sending.all_outside(["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
    assert not sending.all_outside(["93.184.215.14", "10.0.0.1"])
    for url in (made.url, f"https://localhost:{receiver.server_port}/", f"https://127.1:{receiver.server_port}/"):
        WebhookEndpoint.objects.update(url=url)
        page = visitor("administrator").post(f"/webhooks/{made.pk}/test", follow=True).content.decode()
        said = "begins with https://" if url == made.url else "an address inside the house"
        assert "It did not arrive: " in page
        assert said in page
    assert receiver.got == []
    assert (
        "This is no address"
        in visitor("administrator")
        .post("/webhooks/new", {"name": "B", "url": "http://crm.example.com/", "events": ALL})
        .content.decode()
    )
