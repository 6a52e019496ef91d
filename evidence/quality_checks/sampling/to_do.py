"""Drawn contacts that nobody has checked yet."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kpi_portal.lib.anything_there import ACCOUNT
from kpi_portal.lib.month import Month
from kpi_portal.lib.to_do import LISTED, Group, Task, tasks_for
from people.models import Account
from records.months import COMPLETION_GRACE

from .models import CheckSample


@tasks_for("evidence.check", rows=lambda: CheckSample.objects.filter(drawn_by=ACCOUNT))
def open_contacts(account: Account, now: datetime) -> Iterator[Group]:
    """Of the samples that the account drew, until the cut-off of their month."""
    earliest = Month.of_day((now - COMPLETION_GRACE).date()).first_day
    mine: Any = CheckSample.objects.filter(drawn_by=account, first_day__gte=earliest).numbered()
    samples = list(mine.filter(left__gt=0).select_related("team").order_by("first_day", "pk"))
    due = None
    if samples:
        due = Month.of_day(samples[0].first_day).bounds(cast(ZoneInfo, now.tzinfo))[1] + COMPLETION_GRACE
    tasks = tuple(_task(sample, sample.left) for sample in samples[:LISTED])
    yield Group(label=_("Drawn contacts to check"), act=_("Check a drawn contact"), due=due, tasks=tasks)


def _task(sample: CheckSample, left: int) -> Task:
    return Task(
        key=f"sample:{sample.pk}",
        sentence=ngettext("%(n)s drawn contact of %(team)s", "%(n)s drawn contacts of %(team)s", left)
        % {"n": left, "team": sample.team},
        href=sample.get_absolute_url(),
        badge=_("to check"),
        tone="warn",
    )
