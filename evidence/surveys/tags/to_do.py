"""Agents who got a tag more often than its rule allows, until somebody who leads has talked with them."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import cast
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kpi_portal.lib.month import Month
from kpi_portal.lib.to_do import LISTED, Group, Task, tasks_for
from people.models import Account

from . import counting

DAYS_OF_LAST_MONTH = timedelta(days=7)
"""So long the month before is asked about too."""


@tasks_for("evidence.follow_up")
def tags_too_often(account: Account, now: datetime) -> Iterator[Group]:
    """In the running month, and in its first days in the month before; never about oneself."""
    zone = cast(ZoneInfo, now.tzinfo)
    asked = dict.fromkeys((Month.of(now - DAYS_OF_LAST_MONTH, zone), Month.of(now, zone)))
    found = [
        (month, got)
        for month in asked
        for got in counting.got(account, month)
        if got.is_over and got.talk is None and got.agent.pk != account.person_id
    ]
    yield Group(
        label=_("Tags that came too often"),
        act=_("Talk about a tag"),
        tasks=tuple(_task(month, got) for month, got in found[:LISTED]),
        total=len(found),
        href=reverse("evidence:survey_tags"),
    )


def _task(month: Month, got: counting.Got) -> Task:
    return Task(
        key=f"tag:{got.agent.pk}:{got.tag}:{month}",
        sentence=ngettext(
            "%(agent)s got “%(tag)s” %(n)s time in %(month)s",
            "%(agent)s got “%(tag)s” %(n)s times in %(month)s",
            got.number,
        )
        % {"agent": got.agent.name, "tag": got.tag, "n": got.number, "month": month},
        href=reverse("evidence:talk_about_tag", args=[month, got.agent.pk, got.tag]),
        badge=_("talk"),
        tone="warn",
    )
