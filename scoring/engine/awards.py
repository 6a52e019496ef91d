"""Who is proposed for the awards of a final month (SCORING §8): 月度服务之星 and 最佳进步奖. People decide.

Figures are compared as they are printed, so that a reader with a calculator gets the same.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from kpi_portal.lib.rounding import half_up

Bar = Literal["no_total", "red_line", "few_days", "heavy_without_points", "no_history", "no_gain"]

HEAVY = Decimal(20)
"""A dimension of at least this base weight has to have points."""
EARLIER = 3
"""So many own final months before it are the measure of progress, or as many as there are."""


@dataclass(frozen=True)
class Candidate:
    """One card. ``red_line``: a confirmed one; ``lacking``: codes of heavy dimensions without points; ``earlier``: own
    totals of earlier final months, the latest first."""

    agent: int
    total: Decimal | None
    posted_days: int
    minimum_days: int
    red_line: bool
    lacking: tuple[str, ...]
    satisfaction: Decimal | None
    completed: Fraction
    earlier: tuple[Decimal, ...] = ()

    @property
    def before(self) -> Decimal | None:
        """Mean of the own totals of up to three earlier final months, to 0.01."""
        own = self.earlier[:EARLIER]
        return half_up(Fraction(sum(own, Decimal(0))) / len(own), 2) if own else None

    @property
    def gain(self) -> Decimal | None:
        """The total above that mean."""
        return None if self.total is None or self.before is None else self.total - self.before


@dataclass(frozen=True)
class Placed:
    """A candidate with its place; shared places are equal. ``bar``: why the rule leaves it out, then without place."""

    candidate: Candidate
    place: int | None
    bar: Bar | None = None

    @property
    def is_proposed(self) -> bool:
        """Whether the rule proposes it."""
        return self.place == 1


def star(candidates: Sequence[Candidate]) -> list[Placed]:
    """By total, then satisfaction points, then completed orders; equal in all three is shared. Left out last."""
    return _placed(candidates, _star_bar, lambda one: (one.total, one.satisfaction or Decimal(-1), one.completed))


def progress(candidates: Sequence[Candidate]) -> list[Placed]:
    """By gain over the own mean, which has to be above 0; equal is shared."""
    return _placed(candidates, _progress_bar, lambda one: (one.gain,))


def _placed(
    candidates: Iterable[Candidate], barred: Callable[[Candidate], Bar | None], figures: Callable[[Candidate], Any]
) -> list[Placed]:
    judged = [(one, barred(one)) for one in candidates]
    fit = sorted((one for one, bar in judged if bar is None), key=figures, reverse=True)
    order = [figures(one) for one in fit]
    placed = [Placed(one, order.index(figures(one)) + 1) for one in fit]
    return placed + [Placed(one, None, bar) for one, bar in judged if bar is not None]


def _star_bar(one: Candidate) -> Bar | None:
    if one.total is None:
        return "no_total"
    if one.red_line:
        return "red_line"
    if one.posted_days < one.minimum_days:
        return "few_days"
    return "heavy_without_points" if one.lacking else None


def _progress_bar(one: Candidate) -> Bar | None:
    if one.total is None:
        return "no_total"
    if one.gain is None:
        return "no_history"
    return None if one.gain > 0 else "no_gain"
