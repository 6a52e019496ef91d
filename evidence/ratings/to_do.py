"""Agents whom a colleague of another department has not rated yet."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import cast
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kpi_portal.lib.month import Month
from kpi_portal.lib.to_do import LISTED, Group, Task, tasks_for
from people.models import Account
from records.months import COMPLETION_GRACE

from . import verbs

BEFORE_THE_END = timedelta(days=7)
"""So long before the month ends its ratings are asked for."""


@tasks_for("evidence.rate")
def due(account: Account, now: datetime) -> Iterator[Group]:
    """From a week before the month's end to its cut-off: those with orders together; where the source names no
    departments, one reminder while nobody is rated."""
    month = Month.of_day((now - COMPLETION_GRACE).date())
    end = month.bounds(cast(ZoneInfo, now.tzinfo))[1]
    label = _("Ratings for %(month)s") % {"month": date_format(month.first_day, "YEAR_MONTH_FORMAT")}
    is_time = now >= end - BEFORE_THE_END and account.person.department_id is not None
    tasks = tuple(_tasks(account, month)) if is_time else ()
    yield Group(label=label, act=_("Rate agents"), due=end + COMPLETION_GRACE, tasks=tasks)


def _tasks(account: Account, month: Month) -> Iterator[Task]:
    rated = {rating.agent_id for rating in verbs.given_by(account.person, month)}
    agents = verbs.worked_with(account.person, month)
    left = [agent for agent in agents.in_chinese_order() if agent.pk not in rated]
    together = [agent.name for agent in left if agent.together]
    if not together and (rated or not left):
        return
    names = together or [agent.name for agent in left]
    yield Task(
        key=f"rate:{month}",
        sentence=ngettext("%(n)s agent is not rated yet", "%(n)s agents are not rated yet", len(names))
        % {"n": len(names)},
        reason=_(", ").join(names[:LISTED]) + (" …" if len(names) > LISTED else ""),
        href=reverse("evidence:rate", args=[month]),
        badge=_("to rate"),
        tone="warn",
    )
