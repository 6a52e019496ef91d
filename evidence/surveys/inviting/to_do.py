"""Residents who were handed a link some days ago and have not answered: a reminder, once."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kpi_portal.lib.to_do import LISTED, Group, Task, tasks_for
from people.models import Account

from .filters import REMIND
from .models import Invitation


@tasks_for("evidence.invite", rows=lambda: Invitation.objects.filter(answered_at=None))
def to_remind(account: Account, now: datetime) -> Iterator[Group]:
    """By site, of the people that the account leads."""
    waiting = Invitation.objects.visible_to(account).to_remind(now).exclude(agent=account.person_id)
    sites = waiting.order_by("site__code").values_list("site", "site__name")
    found = list(sites.annotate(number=Count("pk"), until=Min("expires_at")))
    yield Group(
        label=_("Residents to remind"),
        act=_("Print reminders"),
        due=min((until for *_site, until in found), default=None),
        tasks=tuple(_task(*row[:3]) for row in found[:LISTED]),
        total=len(found),
        href=f"{reverse('evidence:invitations')}?state={REMIND}",
    )


def _task(site: int | None, name: str | None, number: int) -> Task:
    narrowed = f"&site={site}" if site else ""
    return Task(
        key=f"remind:{site or ''}",
        sentence=ngettext("%(n)s resident has not answered", "%(n)s residents have not answered", number)
        % {"n": number},
        reason=name or "",
        href=f"{reverse('evidence:invitations')}?state={REMIND}{narrowed}",
        badge=_("to remind"),
        tone="warn",
    )
