"""Awards to decide, decisions that the rule would make otherwise by now, and the own award."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from kpi_portal.lib.anything_there import PERSON
from kpi_portal.lib.month import Month
from kpi_portal.lib.to_do import Group, Task, tasks_for
from people.models import Account
from records.models import MonthRecord
from scoring.models import Award, AwardDecision, AwardKind
from scoring.results.award_page import otherwise
from scoring.results.candidates import FINAL
from scoring.to_do.months import named

TOLD = timedelta(days=14)
"""So long an own award stands among the tasks."""


@tasks_for("scoring.decide_award", rows=lambda: MonthRecord.objects.filter(state__in=FINAL))
def to_decide(account: Account, now: datetime) -> Iterator[Group]:
    """The awards of the latest final month, and those of months that became final anew with another proposal."""
    decided = AwardDecision.objects.filter(first_day=OuterRef("first_day"), ended_at=None)
    months = MonthRecord.objects.filter(state__in=FINAL).annotate(decided=ArraySubquery(decided.values("kind")))
    newest = months.first()
    if newest is None:
        return
    tasks = [_task(newest.month, kind, badge="") for kind in AwardKind if kind.value not in newest.decided]
    tasks += [_task(one.month, AwardKind(one.kind), badge=_("changed")) for one in otherwise()]
    yield Group(label=_("Awards"), act=_("Decide the awards"), tasks=tuple(tasks), href=reverse("scoring:awards"))


def _task(month: Month, kind: AwardKind, *, badge: str) -> Task:
    told = {"award": kind.label, "month": named(month)}
    sentence = _("%(award)s, %(month)s: look at the candidates and decide")
    if badge:
        sentence = _("%(award)s, %(month)s: the cards changed since it was decided")
    address = reverse("scoring:award", args=[month, kind])
    return Task(key=f"award:{kind}:{month}:{badge}", sentence=sentence % told, href=address, badge=badge)


@tasks_for("reports.view_own_card", rows=lambda: Award.objects.standing().filter(agent=PERSON))
def own(account: Account, now: datetime) -> Iterator[Group]:
    """What one got in the last days; told, not asked for."""
    found = Award.objects.standing().filter(agent=account.person_id, decision__decided_at__gt=now - TOLD)
    tasks = [
        Task(
            key=f"own_award:{one.pk}",
            sentence=_("You are %(award)s, %(month)s")
            % {"award": one.decision.get_kind_display(), "month": named(one.decision.month)},
            href=reverse("scoring:awards"),
            waits=True,
        )
        for one in found.select_related("decision")
    ]
    if tasks:
        yield Group(label=_("Your awards"), tasks=tuple(tasks))
