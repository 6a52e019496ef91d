"""Praise that nobody who leads has confirmed yet."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from kpi_portal.lib.to_do import LISTED, Group, Task, tasks_for
from people.models import Account
from people.visibility import rows_seen

from .kind import RECEIVED
from .models import Praise


def _brought() -> Any:
    return Praise.objects.standing().filter(state=Praise.State.BROUGHT)


@tasks_for("evidence.record", rows=_brought)
def to_confirm(account: Account, now: datetime) -> Iterator[Group]:
    """The oldest first, of months that are not final; of oneself somebody else decides."""
    seen = rows_seen(_brought().of_open_months(), account, whose=RECEIVED.whose, month=RECEIVED.month)
    found = list(seen.exclude(agent=account.person_id).select_related("agent", "brought_by").order_by("received_at"))
    yield Group(
        label=_("Praise to confirm"),
        act=_("Confirm praise"),
        tasks=tuple(_task(praise, now) for praise in found[:LISTED]),
        total=len(found),
        href=f"{reverse('evidence:praise')}?state={Praise.State.BROUGHT}",
    )


def _task(praise: Praise, now: datetime) -> Task:
    return Task(
        key=f"praise:{praise.source}:{praise.number}",
        sentence=_("%(form)s for %(agent)s") % {"form": praise.get_form_display(), "agent": praise.agent},
        reason=_("brought in by %(name)s") % {"name": praise.brought_by} if praise.brought_by else "",
        href=praise.get_absolute_url(),
        badge=_("since %(day)s") % {"day": f"{praise.received_at.astimezone(now.tzinfo):%m-%d}"},
    )
