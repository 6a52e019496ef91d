"""Cards of final months as periods: means, ranks, streaks, for everybody in one statement."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import F
from django.db.models.fields.json import KT

from kpi_portal.lib.month import Month
from records.models import MonthRecord
from scoring.engine import periods
from scoring.engine.periods import Period
from scoring.models import Card, PlanVersion
from scoring.plans import versions
from scoring.results.candidates import FINAL
from scoring.saying import say

BEST_GRADES = 2
"""The streak of good months counts the two best grades of the plan: S and A."""
LOOKED_BACK = 24
TOP = 3
"""The first places of which a streak counts the months."""


@dataclass(frozen=True, slots=True)
class MonthTotal:
    """One final month of one agent. ``is_best``: one of the two best grades; ``grade`` as printed."""

    card: int
    total: Decimal | None
    grade: str
    is_best: bool
    rank: int | None
    red_line: bool
    plan: str
    plan_name: str
    name: str
    staff_number: str
    team: str


History = Mapping[int, Mapping[Month, MonthTotal]]


def final_months(months: Iterable[Month]) -> list[Month]:
    """Those of them that are final, in order."""
    days = [month.first_day for month in months]
    found = MonthRecord.objects.filter(state__in=FINAL, first_day__in=days).order_by("first_day")
    return [Month.of_day(day) for day in found.values_list("first_day", flat=True)]


def newest_final() -> Month | None:
    """The latest final month."""
    day = MonthRecord.objects.filter(state__in=FINAL).values_list("first_day", flat=True).first()
    return Month.of_day(day) if day else None


def history(first: Month, last: Month, agents: Any = None) -> History:
    """What final months say, by agent and month; of these agents, or of all."""
    rows = Card.objects.current().filter(is_trial=False, month__state__in=FINAL)
    rows = rows.filter(month__first_day__gte=first.first_day, month__first_day__lte=last.first_day)
    if agents is not None:
        rows = rows.filter(agent__in=agents)
    names = {"name": KT("labels__name"), "number": KT("labels__staff_number"), "of_team": KT("labels__team")}
    plans = {plan.pk: versions.read(plan) for plan in PlanVersion.objects.filter(pk__in=rows.values("plan"))}
    best = {pk: {grade.code for grade in plan.grades[:BEST_GRADES]} for pk, plan in plans.items()}
    found: dict[int, dict[Month, MonthTotal]] = defaultdict(dict)
    columns = ("agent", "month__first_day", "pk", "total", "grade", "rank", "plan", "plan__code", *names, "reds")
    told = rows.annotate(**names, reds=F("summary__red_lines")).order_by("month__first_day")
    for agent, day, pk, total, grade, rank, plan, code, name, number, team, reds in told.values_list(*columns):
        found[agent][Month.of_day(day)] = MonthTotal(
            pk, total, grade, grade in best[plan], rank, bool(reds), code, say(plans[plan].name), name, number, team
        )
    return found


@dataclass(frozen=True)
class PeriodResult:
    """Everybody's months of a period with mean and rank."""

    period: Period
    history: History
    final: tuple[Month, ...]

    @classmethod
    def of(cls, period: Period) -> "PeriodResult":
        """Read it."""
        months = period.months
        return cls(period, history(months[0], months[-1]), tuple(final_months(months)))

    @cached_property
    def means(self) -> dict[int, Decimal | None]:
        """By agent."""
        least = self.period.least
        return {
            agent: periods.mean([told.total for told in own.values()], least) for agent, own in self.history.items()
        }

    @cached_property
    def ranks(self) -> dict[int, tuple[int, int]]:
        """By agent, where there is a mean: rank and how many are ranked in the plan of the latest month."""
        return periods.ranks(self.means, {agent: self.latest(agent).plan for agent in self.history})

    def latest(self, agent: int) -> MonthTotal:
        """The last month of the period that the agent has."""
        own = self.history[agent]
        return own[max(own)]


@dataclass(frozen=True)
class Streaks:
    """Months in a row up to the latest final one."""

    best: int
    clean: int
    top: int


def streaks(own: Mapping[Month, MonthTotal], last: Month) -> Streaks:
    """In the two best grades; without a confirmed red line; among the first three of the ranking."""
    return Streaks(
        best=periods.streak(own, last, lambda told: told.is_best),
        clean=periods.streak(own, last, lambda told: not told.red_line),
        top=periods.streak(own, last, lambda told: told.rank is not None and told.rank <= TOP),
    )
