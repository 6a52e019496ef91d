"""Shares 强制分布 (SCORING §5, Grading): how many of those ranked may have a grade, whatever their totals.

A share becomes a bound of the month, the lowest total that still has the grade: so one card can be graded again by
itself, equal totals fall to the better side, and who is not ranked takes no place and gets no better grade than who is.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from kpi_portal.lib.rounding import exact
from scoring.engine.card import ShareBound
from scoring.engine.plan_parts import Grade


def places(share: Decimal, ranked: int) -> int:
    """So many have the grade at most, rounded down; more only where totals are equal."""
    return int(exact(share) * ranked / 100)


def bounds(grades: Sequence[Grade], totals: Iterable[Decimal]) -> tuple[ShareBound, ...]:
    """The bound of each grade with a share, from the totals of all ranked; none where nobody is ranked.

    A grade's places go to the best of those whom no better grade took and whose band reaches it. Places that nobody
    reaches stay empty: they pass to no other grade.
    """
    rest, found = sorted(totals, reverse=True), []
    ranked = len(rest)
    for grade in grades if ranked else ():
        lower: Decimal | None = grade.lower
        if grade.share is not None:
            lower = _bound([total for total in rest if total >= grade.lower], places(grade.share, ranked), grade.lower)
            found.append(ShareBound(grade.code, lower))
        rest = [total for total in rest if lower is None or total < lower]
    return tuple(found)


def _bound(within: Sequence[Decimal], number: int, lower: Decimal) -> Decimal | None:
    """None where there is no place."""
    if not number:
        return None
    return lower if len(within) <= number else within[number - 1]
