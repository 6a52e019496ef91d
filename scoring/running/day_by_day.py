"""The 35 days of an early warning one by one: what each added to the measure that was compared."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time, timedelta
from fractions import Fraction
from typing import Any, cast
from zoneinfo import ZoneInfo

from scoring import fact_tables
from scoring.cards import with_subjects
from scoring.indicators.catalogue import indicators
from scoring.models import CardFact
from scoring.running.workload import day_of
from workorders.models import WorkOrder

A_DAY = timedelta(days=1)

Day = list[Any]
"""The day (ISO), what was added to the numerator as p/q, how many things were counted."""


def of(
    facts: Mapping[tuple[int, str], Sequence[CardFact]], edges: Mapping[str, tuple[datetime, datetime]], zone: ZoneInfo
) -> dict[tuple[int, str], list[Day]]:
    """By agent and indicator, for the counted ``facts`` of each: spans of 24 hours between the indicator's edges.

    One statement for each kind of fact, whatever the number of warnings.
    """
    rows = [(key, fact) for key, found in facts.items() for fact in found if not fact.reason]
    subjects = with_subjects(fact for _key, fact in rows)
    at = {key: [] for key in facts}  # type: dict[tuple[int, str], list[tuple[datetime, Fraction]]]
    for (key, fact), counted in zip(rows, subjects, strict=True):
        when = _when(counted.kind, counted.subject, key[1], zone)
        if when is not None:
            at[key].append((when, fact.contribution))
    return {key: _spread(found, edges[key[1]], zone) for key, found in at.items()}


def _spread(found: Iterable[tuple[datetime, Fraction]], edges: tuple[datetime, datetime], zone: ZoneInfo) -> list[Day]:
    start, end = edges
    sums = [(Fraction(0), 0) for _day in range((end - start) // A_DAY)]
    for when, contribution in found:
        place = min(max((when - start) // A_DAY, 0), len(sums) - 1)
        sums[place] = (sums[place][0] + contribution, sums[place][1] + 1)
    return [
        [day_of(start + place * A_DAY, zone).isoformat(), str(added), number]
        for place, (added, number) in enumerate(sums)
    ]


def _when(kind: str, subject: Any, code: str, zone: ZoneInfo) -> datetime | None:
    """The instant by which it counts: an order's by the indicator, evidence's own."""
    if isinstance(subject, WorkOrder):
        fields = indicators()[code].times[0].fields
        return next((at for name in fields if (at := getattr(subject, name)) is not None), None)
    table = fact_tables.counted(kind)
    when = table.when(subject) if table and subject is not None else None
    if when is None or isinstance(when, datetime):
        return when
    return datetime.combine(cast(Any, when), time.min, tzinfo=zone)
