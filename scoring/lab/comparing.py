"""What another plan would have changed: grades, money, order, and whom it moves most. Pure."""

from bisect import bisect_right, insort
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from math import isqrt
from typing import NamedTuple

from kpi_portal.lib.month import Month
from kpi_portal.lib.rounding import add_up, half_up, half_up_ratio, hundredths
from scoring.lab.stored import Outcome, Stored

_UNIT = 10**15
"""Digits of the root beside the two that are shown."""


class OfMonth(NamedTuple):
    """One month by one candidate; ``tau`` None where totals have no order."""

    month: Month
    cards: int
    cost: Decimal
    tau: Decimal | None


@dataclass(frozen=True)
class Compared:
    """Stored cards beside what a candidate makes of them, in the same order."""

    cards: Sequence[Stored]
    outcomes: Sequence[Outcome]
    grades: Sequence[str]
    """From best to worst."""

    @property
    def pairs(self) -> Iterable[tuple[Stored, Outcome]]:
        """Each card with what it would be."""
        return zip(self.cards, self.outcomes, strict=True)

    @cached_property
    def _moved(self) -> list[int]:
        """By how many grades each card falls that gets another one."""
        place = {grade: number for number, grade in enumerate(self.grades)}
        last = len(place)  # of a grade that the candidate does not know, and of none
        both = [(old.outcome.grade, new.grade) for old, new in self.pairs if old.outcome.grade != new.grade]
        return [place.get(new or "", last) - place.get(old or "", last) for old, new in both]

    @property
    def up(self) -> int:
        """How many would have a better grade."""
        return sum(steps < 0 for steps in self._moved)

    @property
    def down(self) -> int:
        """How many a worse one."""
        return sum(steps > 0 for steps in self._moved)

    @property
    def cost(self) -> Decimal:
        """Pay by the candidate less pay as stored, in yuan."""
        return add_up(month.cost for month in self.months)

    @cached_property
    def distribution(self) -> list[tuple[str, int]]:
        """How many have each grade."""
        return distribution(self.outcomes, self.grades)

    @cached_property
    def mean(self) -> Decimal | None:
        """Mean total, to 0.01."""
        return mean(self.outcomes)

    @cached_property
    def months(self) -> list[OfMonth]:
        """Each month by itself, oldest first."""
        found: dict[Month, list[tuple[Stored, Outcome]]] = {}
        for old, new in self.pairs:
            found.setdefault(old.month, []).append((old, new))
        return [OfMonth(month, len(own), _cost(own), _tau(own)) for month, own in sorted(found.items())]

    @property
    def tau(self) -> Decimal | None:
        """How far the order stays: the mean of the months' τ-b, to 0.01."""
        known = self._taus
        return half_up_ratio(sum(int(100 * tau) for tau in known), 100 * len(known), 2) if known else None

    @property
    def least_tau(self) -> Decimal | None:
        """The month whose order changes most."""
        return min(self._taus, default=None)

    @property
    def _taus(self) -> list[Decimal]:
        return [month.tau for month in self.months if month.tau is not None]


def distribution(outcomes: Iterable[Outcome], grades: Sequence[str]) -> list[tuple[str, int]]:
    """Grade and number, from best to worst."""
    found = Counter(one.grade for one in outcomes if one.grade is not None)
    return [(grade, found[grade]) for grade in dict.fromkeys([*grades, *found])]


def mean(outcomes: Iterable[Outcome]) -> Decimal | None:
    """Of the totals, to 0.01; None without any."""
    known = [one.total for one in outcomes if one.total is not None]
    return half_up_ratio(int(100 * add_up(known)), 100 * len(known), 2) if known else None


def cost(outcomes: Iterable[Outcome]) -> Decimal:
    """The sum of pay, in yuan."""
    return add_up(one.pay for one in outcomes if one.pay is not None)


def kendall(pairs: Sequence[tuple[Decimal, Decimal]]) -> Decimal | None:
    """τ-b of two gradings of the same people, half up to 0.01; None where one of them has no order at all.

    (C − D) / √((n₀ − n₁)(n₀ − n₂)): by sorting and counting inversions.
    """
    ordered = sorted((hundredths(first), hundredths(second)) for first, second in pairs)
    everything = _two(len(ordered))
    tied_first, tied_second = _ties(first for first, _second in ordered), _ties(second for _first, second in ordered)
    squared = (everything - tied_first) * (everything - tied_second)
    if not squared:
        return None
    swaps = _inversions(second for _first, second in ordered)
    less = everything - tied_first - tied_second + _ties(ordered) - 2 * swaps
    return half_up_ratio(less * _UNIT, isqrt(squared * _UNIT**2), 2)


def spread(outcomes: Sequence[Outcome], stored: Outcome) -> Decimal:
    """Between the highest and the lowest total of one card, the stored one among them."""
    known = [one.total for one in (stored, *outcomes) if one.total is not None]
    return half_up(max(known) - min(known), 2) if known else Decimal("0.00")


def change(new: Decimal | None, old: Decimal | None) -> Decimal:
    """What it adds; nothing where there is no figure."""
    return (new or Decimal("0.00")) - (old or Decimal("0.00"))


def _cost(pairs: Iterable[tuple[Stored, Outcome]]) -> Decimal:
    return add_up(change(new.pay, old.outcome.pay) for old, new in pairs if new.pay is not old.outcome.pay)


def _tau(pairs: Iterable[tuple[Stored, Outcome]]) -> Decimal | None:
    """Of those who are ranked both ways."""
    return kendall(
        [
            (old.outcome.total, new.total)
            for old, new in pairs
            if old.outcome.rank and new.rank and old.outcome.total is not None and new.total is not None
        ]
    )


def _two(many: int) -> int:
    return many * (many - 1) // 2


def _ties(values: Iterable[object]) -> int:
    return sum(map(_two, Counter(values).values()))


def _inversions(values: Iterable[int]) -> int:
    """How many pairs stand the wrong way round."""
    seen: list[int] = []
    swaps = 0
    for value in values:
        swaps += len(seen) - bisect_right(seen, value)
        insort(seen, value)
    return swaps
