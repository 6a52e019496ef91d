"""A survey of all residents that few have answered yet: a second round of slips or posters, once.

Slips name nobody, so that nobody in particular can be reminded: everybody is, by new slips, while there is time.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from evidence.surveys.inviting.models import SurveySettings
from kpi_portal.lib.to_do import LISTED, Group, Task, tasks_for
from people.models import Account

from .models import Campaign

FEW = 2
"""Fewer than one of so many slips answered asks for a second round."""


@tasks_for("evidence.run_campaigns", rows=Campaign.objects.all)
def to_remind(account: Account, now: datetime) -> Iterator[Group]:
    """Running surveys, one statement; the company's days are asked for only where few have answered one."""
    running = Campaign.objects.visible_to(account).filter(first_day__lte=now.date(), last_day__gte=now.date())
    found = [campaign for campaign in running.with_slips() if _is_asked(campaign, now)]
    yield Group(
        label=_("Surveys that few have answered"),
        act=_("Remind by new slips or a poster"),
        due=min((campaign.expires_at for campaign in found), default=None),
        tasks=tuple(_task(campaign) for campaign in found[:LISTED]),
        total=len(found),
        href=reverse("evidence:campaigns"),
    )


def _is_asked(campaign: Any, now: datetime) -> bool:
    """Few slips are answered, the first went out long enough ago, and no second round has gone out since."""
    if campaign.first is None or FEW * campaign.used >= campaign.slips:
        return False
    wait = timedelta(days=SurveySettings.of_the_company().remind_after_days)
    return bool(campaign.first + wait <= now and campaign.latest < campaign.first + wait)


def _task(campaign: Any) -> Task:
    return Task(
        key=f"remind-campaign:{campaign.pk}",
        sentence=str(campaign),
        reason=_("%(used)s of %(slips)s slips answered") % {"used": campaign.used, "slips": campaign.slips},
        href=reverse("evidence:campaign", args=[campaign.pk]),
        badge=_("to remind"),
        tone="warn",
    )
