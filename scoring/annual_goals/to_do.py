"""Next year's goals, which HR sets in December where this year has some; months that HR enters."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from kpi_portal.lib.month import Month
from kpi_portal.lib.to_do import Group, Task, tasks_for
from people.models import Account
from scoring.annual_goals import figures
from scoring.annual_goals.entered import is_entered
from scoring.models import AnnualGoal
from scoring.saying import indicator_name, short_month

DECEMBER = 12


@tasks_for("scoring.set_goals", rows=AnnualGoal.objects.standing)
def next_year(_account: Account, now: datetime) -> Iterator[Group]:
    """Until the year begins; a company that set none this year is not asked."""
    if now.month != DECEMBER:
        return
    set_for = set(AnnualGoal.objects.standing().filter(year__gte=now.year).values_list("year", flat=True))
    if now.year not in set_for or now.year + 1 in set_for:
        return
    task = Task(
        key=f"annual_goals:{now.year + 1}",
        sentence=_("Set the goals of %(year)s") % {"year": now.year + 1},
        reason=_("this year's are filled in"),
        href=reverse("scoring:set_annual_goals", args=[now.year + 1]),
    )
    begins = now.replace(year=now.year + 1, month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
    yield Group(label=_("Annual goals"), act=_("Set the goals"), tasks=(task,), due=begins)


@tasks_for("scoring.set_goals", rows=lambda: AnnualGoal.objects.standing().filter(site=None))
def figures_to_enter(_account: Account, now: datetime) -> Iterator[Group]:
    """The months that are over and have no figure, of each goal of the running year that nothing measures."""
    goals = AnnualGoal.objects.standing().filter(year=now.year, site=None).values_list("indicator", flat=True)
    missing = figures.missing(now.year, [code for code in goals if is_entered(code)])
    tasks = tuple(_to_enter(now.year, code, months) for code, months in missing.items())
    if tasks:
        yield Group(label=_("Annual goals"), act=_("Enter the month"), tasks=tasks)


def _to_enter(year: int, code: str, months: list[Month]) -> Task:
    words = {"goal": indicator_name(code), "months": _(", ").join(map(short_month, months))}
    return Task(
        key=f"goal_figure:{code}:{months[-1]}",
        sentence=_("Enter %(goal)s of %(months)s") % words,
        reason=_("nothing in the portal measures it"),
        href=reverse("reports:months_of_goal", args=[year, code]),
    )
