"""Next year's goals, which HR sets in December where this year has some."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from kpi_portal.lib.to_do import Group, Task, tasks_for
from people.models import Account
from scoring.models import AnnualGoal

DECEMBER = 12


@tasks_for("scoring.set_goals")
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
