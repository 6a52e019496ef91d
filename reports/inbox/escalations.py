"""A late order that has become a matter of who leads is told at once, not with tomorrow's mail (escalation).

The mail is the usual one with what is new in the inbox. Who chose to be told at once is told anyway, who chose never is
not; at night it waits for the morning.
"""

from datetime import datetime, timedelta

from django.db import transaction

from people.access import SUPERVISOR
from people.models import Account
from records import outbox
from reports.inbox.models import MessageSettings, Told
from reports.inbox.telling import now_here, settings_of
from workorders.board import escalating
from workorders.board.escalating import Late

SOMEBODY = f"EXISTS ({escalating.NEWLY_LATE.format(company='{company}.').replace('%(now)s', 'NULL')})"
"""Whether a company has such an order, for the one query over all companies."""

JUST_NOW = timedelta(minutes=1)
"""Whom the usual mail told so shortly ago, the same ring of the beat told."""


@transaction.atomic
def promise_due() -> int:
    """Promise a mail to each superior of this company who is to be told now; how many."""
    now = now_here()
    late = escalating.newly_late(now)
    if not late:
        return 0
    leads = Account.objects.filter(is_active=True, roles__contains=[SUPERVISOR]).exclude(email="").order_by("pk")
    promised = sum(_promise(account, escalating.asked_of(account, late, now), now) for account in leads)
    escalating.mark(late)
    return promised


def _promise(account: Account, asked: list[Late], now: datetime) -> bool:
    chosen = settings_of(account)
    if not asked or chosen.how != MessageSettings.How.DAILY:
        return False
    told = Told.objects.filter(account=account, key__in=[f"order-late:{each.order}" for each in asked])
    told.filter(at__lt=now - JUST_NOW).delete()
    first = asked[0]
    key = f"late:{account.pk}:{first.order}:{first.level}:{first.deadline:%Y%m%d%H%M%S}"
    outbox.promise(task="reports.tell", key=key, payload={"account": account.pk}, after=chosen.quiet_left(now) or None)
    return True
