"""Who is told by mail of what waits (PROMISES 7): looked for by the beat, promised in the outbox, told once.

A mail is the difference between the inbox at the moment of sending and what the account was told before, so a task that
was done in between is not in it. It carries sentences and links, never a score or a grade.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import groupby
from typing import Any

from django.conf import settings as site
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from kpi_portal.lib.company_connection import connection
from kpi_portal.lib.links import whole
from kpi_portal.lib.refusals import Refused
from kpi_portal.lib.to_do import Task
from people import audited_save, notify
from people.models import Account
from records import audit, months, outbox
from reports.inbox.asking import Asked, Inbox, inbox_of
from reports.inbox.models import MessageDefaults, MessageSettings, Told

How = MessageSettings.How
AT_A_TIME = 200
"""So many accounts are looked at in one task; the others at the next ring."""
New = list[tuple[Asked, Task]]


def settings_of(account: Account) -> MessageSettings:
    """The account's choice, else the defaults (not stored)."""
    own = MessageSettings.objects.filter(account=account).first()
    return own or MessageSettings(account=account, **MessageDefaults.chosen())


@transaction.atomic
def change_defaults(*, by: Account, **chosen: Any) -> MessageDefaults:
    """What log-ins are told that chose nothing themselves, and have not been looked at yet."""
    row, _made = MessageDefaults.objects.get_or_create(pk=1)
    return audited_save.change(row, chosen, verb="reports.change_message_defaults", by=by)


@transaction.atomic
def change(*, by: Account, how: str, hour: int, quiet: tuple[int, int], language: str) -> MessageSettings:
    """One's own choice, from now on."""
    chosen = {"how": how, "hour": hour, "quiet_from": quiet[0], "quiet_until": quiet[1]}
    row, _made = MessageSettings.objects.update_or_create(account=by, defaults=chosen)
    row.next_at = row.following(now_here())
    row.save(update_fields=["next_at"])
    Account.objects.filter(pk=by.pk).update(language=language)
    audit.record(by=by, verb="reports.change_messages", subject=by, detail={"how": how, "hour": hour})
    return row


def send_test(*, by: Account) -> None:
    """Mail oneself how many tasks wait. Raises Refused without an address."""
    if not by.email:
        raise Refused(_("Your log-in has no e-mail address; an administrator can enter one."), code="no_address")
    outbox.promise(task="reports.send_test_mail", key=f"test:{uuid.uuid4().hex}", payload={"account": by.pk})


def promise_due() -> int:
    """Promise a mail to every account of this company whose time has come; returns how many."""
    now, promised = now_here(), 0
    due = Q(message_settings=None) | Q(message_settings__next_at__lte=now)
    accounts = Account.objects.filter(due, is_active=True).exclude(email="").order_by("pk")
    for account in accounts[:AT_A_TIME]:
        promised += _promise(account, now)
    return promised


@transaction.atomic
def _promise(account: Account, now: datetime) -> bool:
    """Whether something is to be sent; the next look is fixed in the same transaction, so that nobody looks twice."""
    if not MessageSettings.objects.filter(account=account).exists():
        MessageSettings.objects.get_or_create(account=account, defaults=MessageDefaults.chosen())
    row = MessageSettings.objects.select_for_update().get(account=account)
    looked_for = row.next_at
    if looked_for is not None and looked_for > now:
        return False
    row.next_at = row.following(now)
    row.save(update_fields=["next_at"])
    if looked_for is None or (row.how == How.AT_ONCE and not _news(account, inbox_of(account, now))):
        return False
    key = f"tasks:{account.pk}:{looked_for:%Y%m%d%H%M%S}"
    outbox.promise(task="reports.tell", key=key, payload={"account": account.pk})
    return True


def tell(account_id: int, key: str) -> bool:
    """Mail what is new; whether there was anything. Inside the promise's transaction."""
    row = MessageSettings.objects.select_for_update().filter(account=account_id).first()
    account = Account.objects.filter(pk=account_id, is_active=True).exclude(email="").first()
    if row is None or account is None or row.how == How.NEVER:
        return False
    with speaking_to(account) as now:
        inbox = inbox_of(account, now)
        _forget(account, inbox)
        new = _news(account, inbox)
        if not new:
            return False
        subject, text = _written(account, inbox, new)
        Told.objects.bulk_create(Told(account=account, key=task.key) for _asked, task in new)
        notify.send(account, subject=subject, text=text, key=key)
    return True


def tell_test(account_id: int, key: str) -> None:
    """The mail with which somebody tries whether mail arrives."""
    account = Account.objects.filter(pk=account_id, is_active=True).exclude(email="").first()
    if account is None:
        return
    with speaking_to(account) as now:
        context = {"account": account, "number": inbox_of(account, now).number, "home": whole(reverse("reports:home"))}
        text = render_to_string("reports/mail/test.txt", context)
        notify.send(account, subject=_("A test from %(company)s") % {"company": company()}, text=text, key=key)


@contextmanager
def speaking_to(account: Account) -> Iterator[datetime]:
    """The account's language and the company's zone; gives the present moment."""
    now = now_here()
    with override(account.language or site.LANGUAGE_CODE), timezone.override(now.tzinfo):
        yield now


def now_here() -> datetime:
    """This moment in the company's zone."""
    return timezone.localtime(timezone.now(), months.company_zone())


def company() -> str:
    """The name of the company that speaks."""
    return str(connection.tenant.name)


def _news(account: Account, inbox: Inbox) -> New:
    told = set(Told.objects.filter(account=account).values_list("key", flat=True))
    return [(asked, task) for asked, task in inbox.tasks() if task.key not in told]


def _forget(account: Account, inbox: Inbox) -> None:
    """A task that is done is forgotten, so that it is told anew when it comes back; of a group that is not listed whole
    nothing is known."""
    known = Q(key__in=[task.key for _asked, task in inbox.tasks()])
    for asked, task in inbox.tasks():
        if asked.group.unlisted:
            known |= Q(key__startswith=task.key.partition(":")[0] + ":")
    Told.objects.filter(account=account).exclude(known).delete()


def _written(account: Account, inbox: Inbox, new: New) -> tuple[str, str]:
    """Subject and text."""
    number = len(new)
    subject = ngettext("%(company)s: %(n)s new task", "%(company)s: %(n)s new tasks", number)
    groups = [
        {"asked": asked, "tasks": [(task, whole(task.href)) for _same, task in tasks]}
        for asked, tasks in groupby(new, key=lambda pair: pair[0])
    ]
    context = {
        "account": account,
        "company": company(),
        "groups": groups,
        "others": inbox.number - number,
        "home": whole(reverse("reports:home")),
        "settings": whole(reverse("reports:messages")),
    }
    return subject % {"company": company(), "n": number}, render_to_string("reports/mail/tasks.txt", context)
