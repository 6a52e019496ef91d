"""Checks that their agent may contest, contests to decide, decisions to take note of."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from evidence.quality_checks.models import QualityCheck
from kpi_portal.lib.anything_there import PERSON
from kpi_portal.lib.instants import written
from kpi_portal.lib.to_do import LISTED, Button, Group, Task, tasks_for
from people.models import Account

from . import window
from .models import CheckContest, CheckRules

TOLD_FOR = timedelta(days=30)
"""So long a decision waits to be read."""
DECIDED_WITHIN = timedelta(days=3)


@tasks_for("evidence.contest_check", rows=lambda: QualityCheck.objects.filter(agent=PERSON))
def own_checks(account: Account, now: datetime) -> Iterator[Group]:
    """The own checks with a failed item, until the time to contest them is over or they are noted; then decisions."""
    contested = CheckContest.objects.filter(quality_check=OuterRef("pk"))
    days = CheckRules.current().contest_days
    checks = window.open_to(account, now, days).filter(~Exists(contested), noted=None).order_by("recorded_at", "pk")
    found = list(checks[:LISTED])
    yield Group(
        label=_("Checks of your contacts"),
        act=_("Look at the check"),
        due=found[0].recorded_at + timedelta(days=days) if found else None,
        tasks=tuple(_own(check, now) for check in found),
        total=checks.count() if len(found) == LISTED else len(found),
        href=reverse("evidence:checks"),
    )
    told = CheckContest.objects.filter(quality_check__agent=account.person_id, noted_at=None)
    decided = told.exclude(decision="").filter(decided_at__gte=now - TOLD_FOR).select_related("quality_check")
    tasks = tuple(_decided(each) for each in decided[:LISTED])
    yield Group(label=_("Decisions on what you contested"), act=_("Read the decision"), tasks=tasks)


def _own(check: QualityCheck, now: datetime) -> Task:
    return Task(
        key=f"checked:{check.pk}",
        sentence=_("Your contact of %(at)s was checked: look, and contest what is not right")
        % {"at": written(check.contact_at, now.tzinfo)},
        href=reverse("evidence:check", args=[check.pk]),
        badge=_("new"),
        button=_noted(check),
    )


def _decided(contest: CheckContest) -> Task:
    check = window.standing(contest)
    return Task(
        key=f"decided:{contest.pk}",
        sentence=_("Decided: %(item)s") % {"item": contest.item},
        href=reverse("evidence:check", args=[check.pk]),
        badge=contest.get_decision_display(),
        tone="ok" if contest.decision == CheckContest.Decision.UPHELD else "",
        button=_noted(check),
    )


def _noted(check: QualityCheck) -> Button:
    return Button(_("Noted"), reverse("evidence:note_check", args=[check.pk]), "check")


@tasks_for("evidence.decide_contest", rows=lambda: CheckContest.objects.filter(decision=""))
def to_decide(account: Account, now: datetime) -> Iterator[Group]:
    """Of the checks that the account sees and did not rate; the earliest first."""
    contests = window.visible_to(account).filter(decision="").exclude(quality_check__agent=account.person_id)
    contests = contests.exclude(quality_check__checker=account.person_id)
    contests = contests.exclude(quality_check__recorded_by=account)
    found = list(contests.select_related("quality_check__agent", "quality_check__site")[:LISTED])
    yield Group(
        label=_("Contested items of checks"),
        act=_("Decide on a contested item"),
        due=found[0].contested_at + DECIDED_WITHIN if found else None,
        tasks=tuple(_to_decide(each) for each in found),
        total=contests.count() if len(found) == LISTED else len(found),
    )


def _to_decide(contest: CheckContest) -> Task:
    check: QualityCheck = contest.quality_check
    return Task(
        key=f"contest:{contest.pk}",
        sentence=_("%(agent)s contests “%(item)s”") % {"agent": check.agent, "item": contest.item},
        reason=str(check.site or ""),
        href=contest.get_absolute_url(),
        badge=_("to decide"),
        tone="warn",
    )
