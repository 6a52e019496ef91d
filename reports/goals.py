"""A year's goals beside what its cards add up to: gauges, pace, months and sites."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kpi_portal.lib.month import Month
from kpi_portal.lib.rounding import exact, half_up
from people.models import Account, Site
from reports import goal_charts, goal_words, wording
from reports.goal_charts import Bar
from reports.goal_words import Badge
from scoring.annual_goals import counting
from scoring.annual_goals.entered import is_entered, of_goals
from scoring.annual_goals.examples import EXAMPLES
from scoring.annual_goals.pace import Pace, Sums, adds_up, bounds, pace, value
from scoring.engine.definition import Definition
from scoring.models import AnnualGoal
from scoring.saying import indicator_name, say

MONTHS = 12


@dataclass(frozen=True)
class SiteRow:
    """One site against its own goal, else against the company's."""

    site: Site
    figure: str
    measure: str
    goal: str
    is_own: bool
    badge: Badge


@dataclass(frozen=True)
class Gauge:
    """One goal of the company."""

    code: str
    name: str
    goal: str
    figure: str
    unit: str
    measure: str
    badge: Badge
    told: tuple[str, ...]
    so_far: str
    is_entered: bool
    drawing: SafeString
    bars: SafeString
    sites: list[SiteRow]


class Year:
    """What an account sees of a year's goals; read once."""

    def __init__(self, account: Account, year: int) -> None:
        self.account, self.year = account, year
        people = ("site", "entered_by__person", "ended_by__person")
        seen = AnnualGoal.objects.visible_to(account).filter(year=year).select_related(*people)
        self.rows = [goal for goal in seen.order_by("pk") if goal.indicator in of_goals()]
        self.standing = {(goal.indicator, goal.site_id): goal for goal in self.rows if goal.ended_at is None}

    @cached_property
    def counted(self) -> counting.Counted:
        """The sums of the indicators that have a goal."""
        return counting.counted(self.year, sorted({code for code, _site in self.standing}))

    @cached_property
    def sites(self) -> list[Site]:
        """Those that the account may see."""
        return list(Site.objects.visible_to(self.account).filter(is_active=True).order_by("code"))

    @property
    def codes(self) -> list[str]:
        """The indicators that have a goal, as the examples stand."""
        order = [*EXAMPLES, *of_goals()]
        return sorted({code for code, _site in self.standing}, key=order.index)

    def to_come(self, code: str) -> int:
        """How many months of the year are after the last that is computed, or entered."""
        return MONTHS - self.counted.last(code)

    def gauges(self, *, by_site: bool = True) -> list[Gauge]:
        """One for each indicator with a goal of the company; one that only sites have shows their rows alone."""
        return [self._gauge(code, by_site=by_site) for code in self.codes]

    def pace_of(self, code: str, site: int | None = None) -> tuple[Decimal | None, Pace]:
        """The goal, and where the year stands against it; of a site without its own against the company's."""
        goal = self.standing.get((code, site)) or self.standing.get((code, None))
        months = list(self.counted.of(code, site).values())
        target = goal.value if goal else None
        if target is None:
            return None, Pace(value(of_goals()[code], sum(months, Sums())), meets=False, outlook="open")
        return target, pace(of_goals()[code], exact(target), months, self.to_come(code))

    def _gauge(self, code: str, *, by_site: bool) -> Gauge:
        known, (goal, found) = of_goals()[code], self.pace_of(code)
        name, sums = say(known.name), sum(self.counted.of(code).values(), Sums())
        said = goal_words.goal(known, goal)
        return Gauge(
            code=code,
            name=name,
            goal=said,
            figure=goal_words.two_decimals(found.reached),
            unit=goal_words.unit(known),
            measure=goal_words.measure(known, sums),
            badge=goal_words.badge(found) if goal is not None else Badge("", ""),
            told=goal_words.told(known, found, self.to_come(code)) if goal is not None else (),
            so_far=goal_words.so_far(known, self.counted.so_far(code)),
            is_entered=is_entered(code),
            drawing=self._drawing(known, goal, found, name),
            bars=self._bars(known, goal, name),
            sites=self._site_rows(code) if by_site and not is_entered(code) else [],
        )

    def _drawing(self, known: Definition, goal: Decimal | None, found: Pace, name: str) -> SafeString:
        if goal is None or found.reached is None:
            return SafeString("")
        words = (name, f"{goal_words.valued(known, found.reached)} · {goal_words.goal(known, goal)}")
        reached, target = (_share(known, each, exact(goal)) for each in (found.reached, exact(goal)))
        return goal_charts.gauge(known.code, words, reached, target, "ok" if found.meets else "warn")

    def _bars(self, known: Definition, goal: Decimal | None, name: str) -> SafeString:
        if goal is None:
            return SafeString("")
        line = exact(goal) / MONTHS if adds_up(known) else exact(goal)
        computed, running = self.counted.of(known.code), self.counted.so_far(known.code)
        bars = [_bar(known, Month(self.year, number + 1), computed, running, line) for number in range(MONTHS)]
        told = [f"{bar.label} {wording.fixed(bar.value)}" for bar in bars if bar.value is not None]
        return goal_charts.year(known.code, (name, "; ".join(told)), bars, half_up(line, 2))

    def _site_rows(self, code: str) -> list[SiteRow]:
        return [
            self._site_row(code, site) for site in self.sites if len(self.sites) > 1 or (code, site.pk) in self.standing
        ]

    def _site_row(self, code: str, site: Site) -> SiteRow:
        known, (goal, found) = of_goals()[code], self.pace_of(code, site.pk)
        sums = sum(self.counted.of(code, site.pk).values(), Sums())
        is_own = (code, site.pk) in self.standing
        compared = goal is not None and (is_own or not adds_up(known))  # a company's count is no site's
        return SiteRow(
            site=site,
            figure=goal_words.two_decimals(found.reached),
            measure=goal_words.measure(known, sums),
            goal=wording.fixed(goal) if compared and goal is not None else wording.NOTHING,
            is_own=is_own,
            badge=goal_words.badge(found) if compared else Badge("", ""),
        )


def _share(known: Definition, figure: Fraction, goal: Fraction) -> float:
    """How much of the gauge: of the whole scale where it has an end, else of twice the goal."""
    end = Fraction(known.scale) if None not in bounds(known) else (2 * goal or Fraction(1))
    return min(1.0, float(figure / end))


def _bar(
    known: Definition, month: Month, computed: Mapping[Month, Sums], running: Mapping[Month, Sums], line: Fraction
) -> Bar:
    figure = value(known, computed.get(month, Sums()))
    if month in computed or month not in running:
        meets = figure is not None and (figure >= line if known.better == "higher" else figure <= line)
        return Bar(str(month.month), None if figure is None else half_up(figure, 2), "ok" if meets else "warn")
    so_far = value(known, running[month])
    return Bar(str(month.month), None if so_far is None else half_up(so_far, 2), so_far=True)


def history(rows: Sequence[AnnualGoal]) -> list[tuple[str, AnnualGoal]]:
    """Everything that was set for the year, the newest first: the indicator's name, and the goal."""
    return [(indicator_name(goal.indicator), goal) for goal in reversed(rows)]


def heading(year: int) -> str:
    """``2026 年度目标``."""
    return _("Goals of %(year)s") % {"year": year}
