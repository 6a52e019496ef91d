"""Step 3 of SCORING §5 and the dynamic weights of §6: base → shifts within the band → redistribution.

Both stages end at 0.01 by largest remainder (ties: heavier first, then plan order) and sum to exactly 100.00.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from kpi_portal.lib.rounding import exact, half_up, largest_remainder
from scoring.engine.plan import Plan

HUNDRED = Decimal("100.00")


@dataclass(frozen=True, slots=True)
class SiteEvent:
    """A calendar event of one site: shifts of weight by dimension, and how many days of the month it covers."""

    shifts: Mapping[str, Decimal]
    days: int


def monthly_shifts(events: Iterable[SiteEvent], month_days: int) -> dict[str, Fraction]:
    """One site's shifts in a month: shift × event's days / days of the month; overlapping events add (§6)."""
    sums: dict[str, Fraction] = {}
    for event in events:
        for code, shift in event.shifts.items():
            sums[code] = sums.get(code, Fraction(0)) + exact(shift) * event.days / month_days
    return sums


def averaged_shifts(sites: Sequence[tuple[int, Mapping[str, Fraction]]]) -> dict[str, Fraction]:
    """Shifts of an agent posted at several sites: their average by posted days (§7). Empty without posted days."""
    days = sum(posted for posted, _ in sites)
    sums: dict[str, Fraction] = {}
    for posted, shifts in sites if days else ():
        for code, shift in shifts.items():
            sums[code] = sums.get(code, Fraction(0)) + shift * posted / days
    return sums


def announced_weights(plan: Plan, shifts: Mapping[str, Fraction]) -> list[Decimal]:
    """Weights after the shifts of §6, in plan order: what is printed before the month starts."""
    if not shifts:
        return [half_up(dimension.weight, 2) for dimension in plan.dimensions]
    base = [exact(dimension.weight) for dimension in plan.dimensions]
    bounds = [(min(exact(plan.band.low), weight), max(exact(plan.band.high), weight)) for weight in base]
    named = [index for index, dimension in enumerate(plan.dimensions) if dimension.code in shifts]
    weights = list(base)
    for index in named:
        low, high = bounds[index]
        weights[index] = min(max(base[index] + shifts[plan.dimensions[index].code], low), high)
    owed = sum(weights, Fraction(0)) - 100
    givers = [index for index in range(len(base)) if index not in named]
    owed = _share_out(owed, givers, weights, base, bounds)
    _hand_back(owed, named, weights, base)
    return largest_remainder(weights, HUNDRED)


def effective_weights(announced: Sequence[Decimal], has_points: Sequence[bool]) -> list[Decimal]:
    """Dimensions without points give their weight to the others in proportion; all 0.00 where none has points."""
    return list(_effective(tuple(announced), tuple(has_points)))


@lru_cache(maxsize=1024)
def _effective(announced: tuple[Decimal, ...], has_points: tuple[bool, ...]) -> Sequence[Decimal]:
    """Agents of one plan differ in few patterns of what they have points for."""
    if all(has_points):
        return announced
    shares = [exact(weight) if scored else Fraction(0) for weight, scored in zip(announced, has_points, strict=True)]
    if not any(shares):
        return [Decimal("0.00")] * len(shares)
    return largest_remainder(shares, HUNDRED)


def _share_out(
    owed: Fraction,
    givers: list[int],
    weights: list[Fraction],
    base: Sequence[Fraction],
    bounds: Sequence[tuple[Fraction, Fraction]],
) -> Fraction:
    """Takes ``owed`` from the givers in proportion to their base (gives, where negative).

    A giver that hits its bound stops there and the rest is shared again. Returns what nobody could give.
    """
    while owed and givers:
        whole = sum((base[index] for index in givers), Fraction(0))
        wanted = {index: weights[index] - owed * base[index] / whole for index in givers}
        stopped = [index for index in givers if not bounds[index][0] <= wanted[index] <= bounds[index][1]]
        if not stopped:
            weights[:] = [wanted.get(index, weight) for index, weight in enumerate(weights)]
            return Fraction(0)
        for index in stopped:
            bound = bounds[index][0] if owed > 0 else bounds[index][1]
            owed -= weights[index] - bound
            weights[index] = bound
        givers = [index for index in givers if index not in stopped]
    return owed


def _hand_back(owed: Fraction, named: list[int], weights: list[Fraction], base: Sequence[Fraction]) -> None:
    """Where all givers stand at their bounds, the shifts that caused it shrink in proportion."""
    moved = {index: weights[index] - base[index] for index in named if (weights[index] - base[index]) * owed > 0}
    for index, shift in moved.items():
        weights[index] -= owed * shift / sum(moved.values(), Fraction(0))
