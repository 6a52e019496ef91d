"""What the page of a quarter or a year shows: all of whom the account sees, ranks of others as the company chose."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from people.models import Account
from people.visibility import people_seen
from reports import charts
from reports.wording import fixed
from scoring.engine.periods import Period
from scoring.models import ScoringSettings
from scoring.results import periods, ranks
from scoring.results.periods import PeriodResult, Streaks
from scoring.saying import short_month

TREND = 12
"""Months of the drawing of one agent."""


@dataclass(frozen=True)
class Row:
    """One agent. Of people whom the account does not see there is rank and name only, and then ``sees`` is false."""

    period: Period
    plan: str
    agent: int
    name: str
    staff_number: str
    team: str
    rank: int | None
    ranked: int
    mean: Decimal | None
    totals: tuple[Decimal | None, ...]
    streaks: Streaks | None
    sees: bool
    is_own: bool

    @property
    def cells(self) -> list[tuple[str, Decimal | None]]:
        """Each month of the period by its short name."""
        return [(short_month(month), total) for month, total in zip(self.period.months, self.totals, strict=True)]


def rows(account: Account, result: PeriodResult) -> list[Row]:
    """Plan by plan the best rank first, those without one last, by name."""
    rule = ScoringSettings.of_the_company()
    seen = set(people_seen(account).filter(pk__in=result.history).values_list("pk", flat=True))
    found = (_row(account, result, agent, agent in seen) for agent in result.history)
    shown = [row for row in found if row.sees or _is_shown(account, row, rule)]
    return sorted(
        shown, key=lambda row: (row.plan, row.rank is None, row.rank or 0, row.name.encode("gb18030"), row.agent)
    )


def _is_shown(account: Account, row: Row, rule: ScoringSettings) -> bool:
    return row.rank is not None and (ranks.sees_all(account) or ranks.is_shown_to_all(rule, row.rank))


def _row(account: Account, result: PeriodResult, agent: int, sees: bool) -> Row:
    own, latest = result.history[agent], result.latest(agent)
    rank, ranked = result.ranks.get(agent, (None, 0))
    last = result.final[-1] if result.final else None
    return Row(
        period=result.period,
        plan=latest.plan_name,
        agent=agent,
        name=latest.name,
        staff_number=latest.staff_number if sees else "",
        team=latest.team if sees else "",
        rank=rank,
        ranked=ranked,
        mean=result.means[agent] if sees else None,
        totals=tuple(own[month].total if sees and month in own else None for month in result.period.months),
        streaks=periods.streaks(own, last) if sees and last else None,
        sees=sees,
        is_own=agent == account.person_id,
    )


def context(account: Account, period: Period) -> dict[str, Any]:
    """Everything of the page."""
    result = PeriodResult.of(period)
    return {
        "period": period,
        "name": named(period),
        "before": period.plus(-1),
        "after": period.plus(1),
        "months": [(month, short_month(month), month in result.final) for month in period.months],
        "final": len(result.final),
        "plans": [(plan, list(own)) for plan, own in groupby(rows(account, result), key=lambda row: row.plan)],
        "top": periods.TOP,
        "rule": ScoringSettings.of_the_company(),
        "sees_all": ranks.sees_all(account),
        "other": Period(period.year) if period.quarter else Period(period.year, 1),
    }


def named(period: Period) -> str:
    """``2026 年第 3 季度``, ``3rd quarter``; the year."""
    told = {"year": period.year, "quarter": period.quarter}
    return _("Quarter %(quarter)s of %(year)s") % told if period.quarter else _("Year %(year)s") % told


def table(account: Account, period: Period) -> list[list[Any]]:
    """The same as rows of a file, heads first; of those whom the account sees itself, with the ranks that it reads."""
    months = [str(month) for month in period.months]
    head = [_("Rank"), _("Name"), _("Staff number"), _("Team"), _("Plan"), *months, _("Mean"), _("S/A months in a row")]
    body = [_cells(row) for row in rows(account, PeriodResult.of(period))]
    return [head, *body]


def _cells(row: Row) -> list[Any]:
    best = row.streaks.best if row.streaks else None
    return [row.rank, row.name, row.staff_number, row.team, row.plan, *row.totals, row.mean, best]


def of_agent(account: Account, agent: int) -> dict[str, Any]:
    """One agent's trend, streaks and quarters; the agent is somebody whom the account sees."""
    last = periods.newest_final()
    own = periods.history(last.plus(1 - periods.LOOKED_BACK), last, [agent]).get(agent, {}) if last else {}
    months = [last.plus(-back) for back in reversed(range(TREND))] if last else []
    drawn = [(short_month(month), own[month].total) for month in months if month in own]
    return {
        "trend": charts.trend("results", _("Totals of the last months"), drawn) if len(drawn) > 1 else "",
        "streaks": periods.streaks(own, last) if last else None,
        "top": periods.TOP,
        "quarters": list(_quarters(agent, own)),
        "last": last,
    }


def _quarters(agent: int, own: Any) -> Iterator[tuple[Period, str, str, str]]:
    for period in sorted({Period.quarter_of(month) for month in own}, reverse=True)[:4]:
        result = PeriodResult.of(period)
        if agent in result.history:
            rank, ranked = result.ranks.get(agent, (None, 0))
            told = _("%(rank)s of %(ranked)s") % {"rank": rank, "ranked": ranked} if rank else ""
            yield period, named(period), fixed(result.means[agent]), told
