"""Addresses are added and removed; what happened is told once, tried again, and told anew where somebody asks."""

import json
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from cryptography.fernet import InvalidToken
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.canonical import instant_text
from kpi_portal.lib.company_connection import connection
from kpi_portal.lib.refusals import Refused
from kpi_portal.lib.vault import vault
from people.models import Account
from records import audit, outbox

from . import sending
from .events import AT_MOST, EVENTS, TEST, Happened
from .models import WebhookDelivery, WebhookEndpoint

PURPOSE = "webhooks"
PREFIX = "whsec_"
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 480, 1440))
"""Between one attempt and the next; after the last of them it is given up."""
LOOKS_BACK = timedelta(days=30)
"""An event older than this is no news any more."""
KEPT = timedelta(days=60)
State = WebhookDelivery.State


@transaction.atomic
def add(*, by: Account, name: str, url: str, events: Iterable[str]) -> tuple[WebhookEndpoint, str]:
    """An address that is told of these events from now on, and its secret, which is shown once. Raises Refused."""
    if WebhookEndpoint.objects.filter(name=name).exists():
        raise Refused(_("There is a webhook of this name already."), code="name_taken", field="name")
    secret = PREFIX + secrets.token_urlsafe(32)
    locked = vault(PURPOSE).encrypt(secret.encode()).decode()
    wanted = [event for event in EVENTS if event in set(events)]
    made = WebhookEndpoint.objects.create(name=name, url=sending.checked(url), locked_secret=locked, events=wanted)
    detail = {"name": name, "host": url.split("/")[2], "events": wanted}
    audit.record(by=by, verb="reports.add_webhook", subject=made, detail=detail)
    return made, secret


@transaction.atomic
def remove(*, endpoint: WebhookEndpoint, by: Account) -> None:
    """Nothing is told there any more; secret and log are forgotten."""
    audit.record(by=by, verb="reports.remove_webhook", subject=endpoint, detail={"name": endpoint.name})
    endpoint.delete()


def send_test(*, endpoint: WebhookEndpoint) -> None:
    """Tell it something at once, while who asked waits. Raises Refused with what came back."""
    now = timezone.now()
    delivery = _made(endpoint, TEST, Happened(f"test:{secrets.token_hex(8)}", now, {}))
    _attempt(delivery, tries_again=False)
    if delivery.state != State.ARRIVED:
        sentence = _("It did not arrive: %(why)s")
        raise Refused(sentence, code="not_arrived", params={"why": delivery.answer})


@transaction.atomic
def send_again(*, delivery: WebhookDelivery, by: Account) -> None:
    """Tell it once more, with the same identifier: the worker does it."""
    audit.record(by=by, verb="reports.resend_webhook", subject=delivery.endpoint, detail={"what": delivery.key})
    delivery.state, delivery.next_at = State.WAITING, None
    delivery.save(update_fields=["state", "next_at"])
    _promise(delivery, again=secrets.token_hex(4))


def promise_due() -> int:
    """Promise what happened and was not told yet; returns how many. Old deliveries are forgotten."""
    now = timezone.now()
    WebhookDelivery.objects.filter(created_at__lt=now - KEPT).delete()
    return sum(_promise_new(endpoint, now) for endpoint in WebhookEndpoint.objects.all())


@transaction.atomic
def _promise_new(endpoint: WebhookEndpoint, now: datetime) -> int:
    held = WebhookEndpoint.objects.select_for_update(skip_locked=True).filter(pk=endpoint.pk).first()
    if held is None:
        return 0
    since = max(held.made_at, now - LOOKS_BACK)
    told = set(held.deliveries.filter(created_at__gt=since).values_list("key", flat=True))
    promised = 0
    for name in held.events:
        new = (one for one in EVENTS[name].since(since, now) if one.key not in told)
        for happened in islice(new, AT_MOST):
            _promise(_made(held, name, happened))
            promised += 1
    return promised


def _made(endpoint: WebhookEndpoint, event: str, happened: Happened) -> WebhookDelivery:
    delivery = WebhookDelivery(endpoint=endpoint, event=event, key=happened.key)
    delivery.body = {
        "id": str(delivery.uuid),
        "event": event,
        "company": connection.schema_name,
        "at": instant_text(happened.at),
        **happened.about,
    }
    delivery.save()
    return delivery


def _promise(delivery: WebhookDelivery, *, again: str = "", after: timedelta | None = None) -> None:
    key = f"webhook:{delivery.pk}:{delivery.attempts}{again}"
    payload = {"delivery": delivery.pk}
    outbox.promise(task="reports.send_webhook", key=key, payload=payload, after=after)


def deliver(pk: int) -> None:
    """The worker's turn: send it, unless it arrived meanwhile or its address is gone."""
    delivery = WebhookDelivery.objects.select_related("endpoint").filter(pk=pk, state=State.WAITING).first()
    if delivery is not None:
        _attempt(delivery, tries_again=True)


def _attempt(delivery: WebhookDelivery, *, tries_again: bool) -> None:
    endpoint, now = delivery.endpoint, timezone.now()
    delivery.attempts += 1
    try:
        secret = _secret(endpoint)
        body = json.dumps(delivery.body, ensure_ascii=False).encode()
        said = sending.post(endpoint.url, body, secret=secret, identifier=str(delivery.uuid))
        changes: dict[str, Any] = {"state": State.ARRIVED, "arrived_at": now, "next_at": None, "answer": said[:300]}
    except sending.NotArrived as problem:
        wait = WAITS[delivery.attempts - 1] if tries_again and delivery.attempts <= len(WAITS) else None
        state = State.WAITING if wait else State.FAILED
        changes = {"state": state, "next_at": now + wait if wait else None, "answer": str(problem)[:300]}
        if wait:
            _promise(delivery, after=wait)
    for name, value in changes.items():
        setattr(delivery, name, value)
    delivery.save(update_fields=["attempts", *changes])


def _secret(endpoint: WebhookEndpoint) -> str:
    try:
        return vault(PURPOSE).decrypt(endpoint.locked_secret.encode()).decode()
    except InvalidToken:
        raise sending.NotArrived(_("the portal's key was changed; remove this webhook and add it again")) from None
