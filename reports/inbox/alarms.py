"""An emergency is written to its department at once: by mail, whatever the hour and whatever was chosen for other
tasks, and into the groups that are told of orders. The order's verb promised it; here each message is promised.
"""

from collections.abc import Iterator

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from kpi_portal.lib.links import whole
from people import notify
from people.access import COLLEAGUE, SUPERVISOR
from people.models import Account
from records import outbox
from reports.inbox import bots
from reports.inbox.channel_models import Channel
from reports.inbox.channels import post_text
from reports.inbox.models import Told
from reports.inbox.telling import speaking_to
from workorders.models import WorkOrder

OVER = frozenset({WorkOrder.State.COMPLETED, WorkOrder.State.CANCELLED})


def sound(order_id: int, key: str) -> int:
    """Promise a message to each; how many."""
    order = _order(order_id)
    if order is None:
        return 0
    to = [f"account:{account.pk}" for account in who_has_to_know(order)]
    to += [f"channel:{pk}" for pk in Channel.objects.filter(areas__contains=["orders"]).values_list("pk", flat=True)]
    for one in to:
        payload = {"order": order.pk, "to": one}
        outbox.promise(task="reports.tell_alarm", key=f"{key}:{one}", payload=payload)
    return len(to)


def who_has_to_know(order: WorkOrder) -> Iterator[Account]:
    """People of the department that has it, who is responsible, and who leads them."""
    accounts = Account.objects.filter(is_active=True).exclude(email="").select_related("person").order_by("pk")
    for account in accounts:
        of_department = account.has_role(COLLEAGUE) and account.person.department_id == order.handling.department_id
        leads = account.has_role(SUPERVISOR) and WorkOrder.objects.in_charge(account).filter(pk=order.pk).exists()
        if of_department or leads or account.person_id == order.agent_id:
            yield account


def tell(payload: dict[str, object], key: str) -> bool:
    """Write one message; whether there was anything left to write."""
    order = _order(int(str(payload["order"])))
    kind, _colon, pk = str(payload["to"]).partition(":")
    if order is None:
        return False
    return _post(order, int(pk)) if kind == "channel" else _mail(order, int(pk), key)


def _mail(order: WorkOrder, account_id: int, key: str) -> bool:
    account = Account.objects.filter(pk=account_id, is_active=True).exclude(email="").first()
    if account is None:
        return False
    with speaking_to(account):
        subject, text = _("Emergency: %(what)s") % {"what": _what(order)}, _text(order, account)
        Told.objects.get_or_create(account=account, key=f"order-emergency:{order.pk}")
        notify.send(account, subject=subject, text=text, key=key)
    return True


def _post(order: WorkOrder, channel_id: int) -> bool:
    """A group is told what and in which building, never a room or a name."""
    channel = Channel.objects.filter(pk=channel_id).first()
    if channel is None:
        return False
    with override(settings.LANGUAGE_CODE):
        told = _("Emergency: %(what)s") % {"what": _what(order)}
    try:
        post_text(channel, f"{told}\n{whole(order.get_absolute_url())}")
    except bots.NotPosted as problem:
        Channel.objects.filter(pk=channel.pk).update(error=str(problem))
        return False
    Channel.objects.filter(pk=channel.pk).update(error="", posted_at=timezone.now())
    return True


def _what(order: WorkOrder) -> str:
    place = " ".join(str(part) for part in (order.site, order.building) if part)
    return f"{order.subject} · {place}" if place else order.subject


def _text(order: WorkOrder, account: Account) -> str:
    context = {"order": order, "account": account, "address": whole(order.get_absolute_url())}
    return render_to_string("reports/mail/alarm.txt", context)


def _order(order_id: int) -> WorkOrder | None:
    """None where there is nothing to hurry about any more."""
    found: WorkOrder | None = (
        WorkOrder.objects.standing()
        .select_related("site", "building", "agent", "handling__department")
        .exclude(state__in=OVER)
        .filter(pk=order_id)
        .first()
    )
    return found
