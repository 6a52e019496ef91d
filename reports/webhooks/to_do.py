"""Other programs that are shut out, or will be, and programs that do not take what they are told."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import CharField, OuterRef, Subquery, Value
from django.urls import reverse
from django.utils.translation import gettext as _

from kpi_portal.lib.instants import written
from kpi_portal.lib.to_do import Group, Task, tasks_for
from people.models import Account
from records.models import ApiKey

from .models import WebhookDelivery, WebhookEndpoint

State = WebhookDelivery.State
SOON = timedelta(days=14)
"""So long before its end a key is told of, and so long after it."""
KEY, WEBHOOK = (Value(word, output_field=CharField()) for word in ("key", "webhook"))
Line = tuple[int, str, datetime]


def _there() -> tuple[Any, ...]:
    return ApiKey.objects.filter(withdrawn_at=None), WebhookEndpoint.objects.all()


@tasks_for("records.manage_keys", "reports.manage_webhooks", rows=_there)
def programs(account: Account, now: datetime) -> Iterator[Group]:
    """Each key that ends soon or ended lately, until it is withdrawn; each webhook of which the last message was given
    up, until one arrives or it is removed. One statement for both: home has few."""
    near = ApiKey.objects.filter(withdrawn_at=None, expires_at__gt=now - SOON, expires_at__lte=now + SOON)
    last = WebhookDelivery.objects.filter(endpoint=OuterRef("pk")).exclude(state=State.WAITING).order_by("-pk")
    failing = WebhookEndpoint.objects.annotate(last=Subquery(last.values("state")[:1])).filter(last=State.FAILED)
    keys = near.order_by().values_list(KEY, "pk", "name", "expires_at")
    hooks = failing.order_by().values_list(WEBHOOK, "pk", "name", "made_at")
    found: dict[str, list[Line]] = {"key": [], "webhook": []}
    for kind, *line in keys.union(hooks, all=True):
        found[kind].append((line[0], line[1], line[2]))
    yield _ending(sorted(found["key"], key=lambda line: line[2]), now)
    yield _failing(sorted(found["webhook"]))


def _ending(lines: list[Line], now: datetime) -> Group:
    address = reverse("records:keys")
    tasks = tuple(
        Task(
            key=f"api_key:{pk}:{ends <= now}",
            sentence=name,
            reason=_("the program needs a new key; withdraw this one then"),
            href=address,
            badge=_("expired") if ends <= now else _("until %(at)s") % {"at": written(ends)},
            tone="bad" if ends <= now else "warn",
        )
        for pk, name, ends in lines
    )
    return Group(label=_("API keys that end"), act=_("Make a new key"), tasks=tasks, href=address)


def _failing(lines: list[Line]) -> Group:
    tasks = tuple(
        Task(
            key=f"webhook:{pk}",
            sentence=name,
            reason=_("the last message was given up; send it again once the program answers"),
            href=reverse("reports:webhook_log", args=[pk]),
            tone="bad",
        )
        for pk, name, _made_at in lines
    )
    address = reverse("reports:webhooks")
    return Group(label=_("Webhooks that do not arrive"), act=_("Look at the webhook"), tasks=tasks, href=address)
