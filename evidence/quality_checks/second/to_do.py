"""Checks to rate a second time, and differences to settle."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from kpi_portal.lib.instants import written
from kpi_portal.lib.to_do import LISTED, Group, Task, tasks_for
from people.models import Account

from .models import SecondRating
from .verbs import standing

WITHIN = timedelta(days=3)


@tasks_for("evidence.check", rows=lambda: SecondRating.objects.filter(settlement=""))
def second_ratings(account: Account, now: datetime) -> Iterator[Group]:
    """What was asked of the account; then what a second rater says differently of checks that the account made."""
    related = ("quality_check__agent", "quality_check__site")
    owed = Q(rater=account, rated_at=None)
    own = Q(quality_check__checker=account.person_id, rated_at__isnull=False, settlement="")
    found = list(SecondRating.objects.filter(owed | own).select_related(*related)[: 2 * LISTED])
    asked = [each for each in found if each.rated_at is None][:LISTED]
    yield Group(
        label=_("Contacts to rate a second time"),
        act=_("Rate a contact a second time"),
        due=asked[0].asked_at + WITHIN if asked else None,
        tasks=tuple(_task(each, "second", each.get_absolute_url(), _("to rate"), now) for each in asked),
    )
    mine = [each for each in found if each.rated_at is not None][:LISTED]
    tasks = tuple(
        _task(each, "settle", reverse("evidence:check", args=[standing(each).pk]), _("to settle"), now) for each in mine
    )
    yield Group(
        label=_("Second ratings that differ"),
        act=_("Settle a second rating"),
        due=mine[0].asked_at + 2 * WITHIN if mine else None,
        tasks=tasks,
    )


def _task(second: SecondRating, kind: str, href: str, badge: str, now: datetime) -> Task:
    check = second.quality_check
    at = written(check.contact_at, now.tzinfo)
    return Task(
        key=f"{kind}:{second.pk}",
        sentence=_("Contact of %(agent)s, %(at)s") % {"agent": check.agent, "at": at},
        reason=str(check.site or ""),
        href=href,
        badge=badge,
        tone="warn",
    )
