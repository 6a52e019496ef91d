"""Quarter and year from final months, and streaks (SCORING §5, §8). Pure: no clock, no database.

Mean of the totals of final months, to 0.01, where at least 2 of 3 (8 of 12) have one. Ranks among those who have a mean
and were scored by one plan at the end of the period: 1, 2, 2, 4.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from kpi_portal.lib.month import Month
from kpi_portal.lib.rounding import half_up
from scoring.engine.ranking import places

LEAST = {3: 2, 12: 8}
"""Months of a period → how many of them need a total."""
QUARTER = 3

Told = TypeVar("Told")


@dataclass(frozen=True, order=True)
class Period:
    """A quarter, or a year (``quarter`` 0)."""

    year: int
    quarter: int = 0

    @classmethod
    def parse(cls, text: str) -> "Period":
        """``2026`` or ``2026-Q3``. Raises ValueError for any other spelling and for a year of no archive."""
        year, dash, quarter = text.partition("-Q")
        if dash and quarter not in {"1", "2", "3", "4"}:
            raise ValueError(f"“{text}” is neither a quarter nor a year.")
        found = cls(Month.asked(f"{year}-01").year, int(quarter or 0))
        if str(found) != text:
            raise ValueError(f"“{text}” is neither a quarter nor a year.")
        return found

    @classmethod
    def quarter_of(cls, month: Month) -> "Period":
        """The quarter in which a month lies."""
        return cls(month.year, (month.month - 1) // QUARTER + 1)

    def __str__(self) -> str:
        return f"{self.year:04d}-Q{self.quarter}" if self.quarter else f"{self.year:04d}"

    @property
    def months(self) -> tuple[Month, ...]:
        """Its months in order."""
        if not self.quarter:
            return tuple(Month(self.year, number) for number in range(1, 13))
        first = (self.quarter - 1) * QUARTER + 1
        return tuple(Month(self.year, number) for number in range(first, first + QUARTER))

    @property
    def least(self) -> int:
        """So many of its months need a total."""
        return LEAST[len(self.months)]

    def plus(self, number: int) -> "Period":
        """So many quarters, or years, later."""
        if not self.quarter:
            return Period(self.year + number)
        year, quarter = divmod(self.year * 4 + self.quarter - 1 + number, 4)
        return Period(year, quarter + 1)


def mean(totals: Iterable[Decimal | None], least: int) -> Decimal | None:
    """The mean to 0.01, half up; None where fewer than ``least`` months have a total."""
    known = [total for total in totals if total is not None]
    return half_up(sum(map(Fraction, known), Fraction(0)) / len(known), 2) if len(known) >= max(least, 1) else None


def ranks(means: Mapping[int, Decimal | None], plans: Mapping[int, str]) -> dict[int, tuple[int, int]]:
    """By agent: rank, and how many are ranked, among those of the same plan that have a mean."""
    by_plan: dict[str, dict[int, Decimal]] = {}
    for agent, figure in means.items():
        if figure is not None:
            by_plan.setdefault(plans[agent], {})[agent] = figure
    found: dict[int, tuple[int, int]] = {}
    for own in by_plan.values():
        first = places(own.values())
        found.update({agent: (first[figure], len(own)) for agent, figure in own.items()})
    return found


def streak(months: Mapping[Month, Told], last: Month, holds: Callable[[Told], bool]) -> int:
    """How many months in a row up to ``last`` have something of which ``holds`` is true; a missing month ends it."""
    number = 0
    while last in months and holds(months[last]):
        number, last = number + 1, last.previous
    return number


def best_share(found: Mapping[int, tuple[int, int]], percent: Decimal) -> set[int]:
    """The agents whose rank is within the best ``percent`` of the ranked, at least one place where anybody is."""
    return {agent for agent, (rank, of) in found.items() if rank <= max(1, int(Fraction(percent) * of / 100))}


def in_each(quarters: Sequence[set[int]]) -> set[int]:
    """Who is in all of them; nobody where there is none."""
    return set.intersection(*quarters) if quarters else set()
