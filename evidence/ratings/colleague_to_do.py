"""Members of the team who are not rated yet, for the others of it and for who leads, where the company asks for it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kpi_portal.lib.month import Month
from kpi_portal.lib.to_do import LISTED, Group, Task, tasks_for
from people.models import Account
from records.months import COMPLETION_GRACE

from .colleagues import LEADERS, PEERS, Side, given_by, rated_by
from .models import RatingRules
from .to_do import BEFORE_THE_END


@tasks_for("evidence.rate_peers", rows=lambda: RatingRules.objects.filter(asks_peers=True))
def peers_due(account: Account, now: datetime) -> Iterator[Group]:
    """From a week before the month's end to its cut-off."""
    yield _group(PEERS, account, now, _("Rate your peers"), RatingRules.of_the_company().asks_peers)


@tasks_for("evidence.rate_team", rows=lambda: RatingRules.objects.filter(asks_leaders=True))
def team_due(account: Account, now: datetime) -> Iterator[Group]:
    """The same for who leads."""
    yield _group(LEADERS, account, now, _("Rate your team"), RatingRules.of_the_company().asks_leaders)


def _group(side: Side, account: Account, now: datetime, act: str, is_asked: bool) -> Group:
    month = Month.of_day((now - COMPLETION_GRACE).date())
    end = month.bounds(cast(ZoneInfo, now.tzinfo))[1]
    label = _("%(act)s for %(month)s") % {"act": act, "month": date_format(month.first_day, "YEAR_MONTH_FORMAT")}
    tasks = _tasks(side, account, month) if is_asked and now >= end - BEFORE_THE_END else ()
    return Group(label=label, act=act, due=end + COMPLETION_GRACE if tasks else None, tasks=tasks)


def _tasks(side: Side, account: Account, month: Month) -> tuple[Task, ...]:
    rated = given_by(side, account.person, month)
    names: list[Any] = [agent.name for agent in rated_by(side, account, month) if agent.pk not in rated]
    if not names:
        return ()
    sentence = ngettext("%(n)s colleague is not rated yet", "%(n)s colleagues are not rated yet", len(names))
    task = Task(
        key=f"{side.verb}:{month}",
        sentence=sentence % {"n": len(names)},
        reason=_(", ").join(names[:LISTED]) + (" …" if len(names) > LISTED else ""),
        href=reverse(f"evidence:{side.verb}", args=[month]),
        badge=_("to rate"),
        tone="warn",
    )
    return (task,)
