"""Targets that wait: to be set before the freeze, changes to be confirmed by a second person (SCORING §5)."""

from collections.abc import Iterator
from datetime import datetime
from typing import cast
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kpi_portal.lib.month import Month
from kpi_portal.lib.rounding import plain
from kpi_portal.lib.to_do import LISTED, Group, Task, tasks_for
from people.models import Account, Person
from records.models import MonthRecord
from records.months import COMPLETION_GRACE
from scoring.computed import COMPUTED
from scoring.models import ScoringSettings, Target, TargetChange, TargetSheet
from scoring.saying import indicator_name
from scoring.scored_posts import by_a_plan_for_the_post
from scoring.to_do.months import named


@tasks_for("scoring.set_targets")
def to_set(account: Account, now: datetime) -> Iterator[Group]:
    """Of the people led, those for whom nothing is agreed for this month, until its freeze."""
    month = Month.of_day(now.date())
    settings = ScoringSettings.of_the_company()
    freeze = month.end_of_day(settings.target_freeze_day, cast(ZoneInfo, now.tzinfo))
    label = _("Targets of %(month)s") % {"month": named(month)}
    if now >= freeze or month < settings.live_since:
        ahead = month.next.end_of_day(settings.target_freeze_day, cast(ZoneInfo, now.tzinfo))
        yield Group(label=_("Freeze of the targets of %(month)s") % {"month": named(month.next)}, due=ahead)
        return
    without = _without_targets(account, month)
    yield Group(label=label, act=_("Set targets"), due=freeze, tasks=tuple(_to_set(month, without)))


def _to_set(month: Month, without: list[str]) -> Iterator[Task]:
    if without:
        number = len(without)
        sentence = ngettext("%(n)s person has no target", "%(n)s people have no targets", number) % {"n": number}
        names = _(", ").join(without[:LISTED]) + (" …" if number > LISTED else "")
        yield Task(
            key=f"set_targets:{month}",
            sentence=sentence,
            reason=_("%(names)s; what is not set by the freeze is the plan's") % {"names": names},
            href=reverse("scoring:targets_of", args=[month, "agent"]),
            badge=_("to set"),
            tone="warn",
        )


def _without_targets(account: Account, month: Month) -> list[str]:
    """Names of the agents led, oneself left out, for whom neither they nor their team nor site has a target."""
    standing = Target.objects.filter(first_day=month.first_day, stands=True)
    posted = by_a_plan_for_the_post(month)
    covered = posted.filter(
        Q(team__in=standing.filter(team__isnull=False).values("team"))
        | Q(site__in=standing.filter(site__isnull=False).values("site"))
    )
    people = Person.objects.visible_in(month, account).filter(pk__in=posted.values("person"))
    people = people.exclude(pk=account.person_id)
    people = people.exclude(pk__in=standing.filter(agent__isnull=False).values("agent"))
    sheets = TargetSheet.objects.filter(first_day=month.first_day).exclude(state=TargetSheet.State.DRAFT)
    people = people.exclude(pk__in=sheets.values("agent"))
    return list(people.exclude(pk__in=covered.values("person")).in_chinese_order().values_list("name", flat=True))


@tasks_for("scoring.confirm_targets", rows=TargetChange.objects.waiting)
def changes(account: Account, now: datetime) -> Iterator[Group]:
    """Changes after the freeze that wait for a second person; each month's until it can be closed."""
    computed = MonthRecord.objects.filter(pk__in=COMPUTED).values("first_day")
    waiting = TargetChange.objects.waiting().exclude(first_day__in=computed)
    by_month: dict[Month, list[TargetChange]] = {}
    for change in waiting.select_related("agent", "team", "site", "asked_by__person").order_by("first_day", "pk"):
        by_month.setdefault(Month.of_day(change.first_day), []).append(change)
    for month, asked in by_month.items():
        others = sum(not _is_anothers(change, account) for change in asked)
        yield Group(
            label=_("Changes of targets of %(month)s") % {"month": named(month)},
            act=_("Confirm changes of targets"),
            due=month.bounds(cast(ZoneInfo, now.tzinfo))[1] + COMPLETION_GRACE,
            tasks=tuple(_change(change, month, account) for change in asked[:LISTED]),
            total=others,
            href=reverse("scoring:targets_of", args=[month, "agent"]),
        )


def _change(change: TargetChange, month: Month, account: Account) -> Task:
    told = {
        "name": change.whose,
        "indicator": indicator_name(change.indicator),
        "before": _("none") if change.before is None else plain(change.before),
        "value": _("none") if change.value is None else plain(change.value),
    }
    return Task(
        key=f"target_change:{change.pk}",
        sentence=_("%(name)s: %(indicator)s %(before)s → %(value)s") % told,
        reason=_("%(name)s asks: %(reason)s") % {"name": change.asked_by, "reason": change.reason},
        href=reverse("scoring:targets_of", args=[month, change.for_whom[0]]),
        badge=_("second person"),
        tone="warn",
        waits=_is_anothers(change, account),
    )


def _is_anothers(change: TargetChange, account: Account) -> bool:
    """Who asked for it, and whom it is about, do not confirm it."""
    return change.asked_by_id == account.pk or (change.agent_id is not None and change.agent_id == account.person_id)
