"""Where a year stands against its goal, and what the rest of it must bring. Exact; knows no database and no clock.

A year's figure is Σ numerators / Σ denominators of its months, never a mean of percentages; a count is the sum.
What is to come is taken to be as much a month as there was on average, which is all that anybody knows of it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from scoring.engine.definition import Definition

LATELY = 3
"""The months after which the rest of the year is taken to go."""
Outlook = Literal["open", "safe", "lost", "reached", "missed"]


@dataclass(frozen=True, slots=True)
class Sums:
    """What was counted in some months: numerator and denominator; nothing counted is 0 / 0 and has no value."""

    numerator: Fraction = Fraction(0)
    denominator: Fraction = Fraction(0)

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(self.numerator + other.numerator, self.denominator + other.denominator)


def added(parts: Iterable[Sums]) -> Sums:
    """All of them together, in whatever way they are split."""
    return sum(parts, Sums())


def adds_up(definition: Definition) -> bool:
    """Whether a year's figure is the sum of its months': counts of which none is a figure too."""
    return definition.zero_is_evidence


def value(definition: Definition, sums: Sums) -> Fraction | None:
    """The figure in the indicator's unit; None where nothing was counted."""
    if not sums.denominator:
        return None
    over = Fraction(1) if adds_up(definition) else sums.denominator
    return sums.numerator * definition.scale / over


@dataclass(frozen=True, slots=True)
class Pace:
    """A year against its goal.

    ``ends_at``: the year's figure if the months to come go like the last three counted ones. ``needed``: the average
    that the months to come must have so that the year still ends at the goal; per month for a count. ``at_best``: where
    the year ends if they go as well as can be. All None where nothing was counted, or no month is to come.
    """

    reached: Fraction | None
    meets: bool
    outlook: Outlook
    ends_at: Fraction | None = None
    needed: Fraction | None = None
    at_best: Fraction | None = None


def pace(definition: Definition, goal: Fraction, months: Sequence[Sums], to_come: int) -> Pace:
    """``months``: what was counted in those computed, in order; ``to_come``: how many of the year are not yet."""
    counted = [month for month in months if month.denominator]
    reached = value(definition, added(counted))
    if reached is None:
        return Pace(None, meets=False, outlook="open")
    meets = _meets(definition, reached, goal)
    if not to_come:
        return Pace(reached, meets, "reached" if meets else "missed")
    needed = _needed(definition, goal, counted, to_come)
    best, worst = bounds(definition)
    at_best = None if best is None else _ends_at(definition, counted, to_come, best)
    return Pace(
        reached,
        meets,
        _outlook(definition, needed, best, worst),
        ends_at=_ends_at(definition, counted, to_come, _lately(definition, counted)),
        needed=needed,
        at_best=at_best,
    )


def bounds(definition: Definition) -> tuple[Fraction | None, Fraction | None]:
    """The best and the worst that a month can have; None where there is no end to it."""
    low = Fraction(0)
    high = Fraction(definition.scale) if definition.scale > 1 else None
    return (high, low) if definition.better == "higher" else (low, high)


def _meets(definition: Definition, figure: Fraction, goal: Fraction) -> bool:
    return figure >= goal if definition.better == "higher" else figure <= goal


def _needed(definition: Definition, goal: Fraction, counted: Sequence[Sums], to_come: int) -> Fraction:
    """x with (N + x × V) / (D + V) = goal, where V is what is to come by the average of the months counted."""
    sums, number = added(counted), len(counted)
    if adds_up(definition):
        return (goal - sums.numerator) / to_come
    reached = sums.numerator * definition.scale / sums.denominator
    return (goal * (number + to_come) - reached * number) / to_come


def _lately(definition: Definition, counted: Sequence[Sums]) -> Fraction:
    """The figure of the last three months together; of a count their average."""
    last = counted[-LATELY:]
    found = value(definition, added(last))
    assert found is not None  # months with nothing counted are left out
    return found / len(last) if adds_up(definition) else found


def _ends_at(definition: Definition, counted: Sequence[Sums], to_come: int, rate: Fraction) -> Fraction:
    sums, number = added(counted), len(counted)
    if adds_up(definition):
        return sums.numerator + rate * to_come
    reached = sums.numerator * definition.scale / sums.denominator
    return (reached * number + rate * to_come) / (number + to_come)


def _outlook(definition: Definition, needed: Fraction, best: Fraction | None, worst: Fraction | None) -> Outlook:
    """Out of reach where not even the best would do; safe where even the worst does."""
    if best is not None and not _meets(definition, best, needed):
        return "lost"
    return "safe" if worst is not None and _meets(definition, worst, needed) else "open"
