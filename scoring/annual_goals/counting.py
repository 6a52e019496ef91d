"""What a year's cards add up to, by month and site: of months computed, and of those that still run (未结算)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

from django.db import connection

from kpi_portal.lib.month import Month
from records.models import BEFORE_COMPUTED
from scoring.annual_goals import figures
from scoring.annual_goals.entered import is_entered
from scoring.annual_goals.pace import Sums, added
from scoring.card_statistics import OF_LED

_CARDS = f"""
SELECT month.first_day, card.site_id, card.so_far, line ->> 0,
       split_part(line ->> 2, '/', 2), split_part(line ->> 3, '/', 2),
       sum(split_part(line ->> 2, '/', 1)::numeric), sum(split_part(line ->> 3, '/', 1)::numeric)
  FROM records_monthrecord month
  JOIN (SELECT month_id, site_id, plan_id, summary, false AS so_far
          FROM scoring_card WHERE is_current AND NOT is_trial
         UNION ALL
        SELECT month_id, site_id, plan_id, summary, true FROM scoring_provisionalcard) card
    ON card.month_id = month.id AND (NOT card.so_far OR month.state = ANY(%(running)s))
  LEFT JOIN LATERAL jsonb_path_query(card.summary, '$.sections[*][2][*]') AS line
    ON line ->> 0 = ANY(%(codes)s) AND line ->> 2 IS NOT NULL AND (card.plan_id, line ->> 0) NOT IN ({OF_LED})
 WHERE month.first_day BETWEEN %(first)s AND %(last)s
 GROUP BY 1, 2, 3, 4, 5, 6
"""
"""Fractions are texts: those with the same denominators add up in whole numbers, exactly. A card without any of these
indicators is there too, since its month was computed."""

Split = dict[tuple[str, int | None], Sums]
"""By indicator and site; None for cards without one."""


@dataclass(frozen=True)
class Counted:
    """A year's sums by month. ``running``: those of months not computed yet, which count for no goal. ``entered``: of
    goals that nothing measures, by code and month."""

    computed: Mapping[Month, Split] = field(default_factory=dict)
    running: Mapping[Month, Split] = field(default_factory=dict)
    entered: Mapping[tuple[str, Month], Sums] = field(default_factory=dict)

    def of(self, code: str, site: int | None = None) -> dict[Month, Sums]:
        """One indicator in each computed month, of the whole company or of one site; of what is entered, each month
        that was."""
        if is_entered(code):
            entered = {month: sums for (each, month), sums in self.entered.items() if each == code}
            return dict(sorted(entered.items())) if site is None else {}
        return {month: _of(split, code, site) for month, split in sorted(self.computed.items())}

    def last(self, code: str) -> int:
        """The number of the last month with its figures; 0 before the first."""
        return max((month.month for month in self.of(code)), default=0)

    def so_far(self, code: str, site: int | None = None) -> dict[Month, Sums]:
        """The same of the months that still run."""
        return {month: _of(split, code, site) for month, split in sorted(self.running.items())}


def _of(split: Split, code: str, site: int | None) -> Sums:
    return added(sums for (each, of), sums in split.items() if each == code and site in (None, of))


class _Row(NamedTuple):
    first_day: date
    site: int | None
    so_far: bool
    code: str | None
    of_numerator: str
    of_denominator: str
    numerator: int
    denominator: int

    @property
    def sums(self) -> Sums:
        return Sums(
            Fraction(int(self.numerator), int(self.of_numerator or 1)),
            Fraction(int(self.denominator), int(self.of_denominator or 1)),
        )


def counted(year: int, codes: Collection[str]) -> Counted:
    """These indicators over all cards of the year, trial apart, in one statement; what is counted of a team led is in
    its members' cards already."""
    given: dict[str, Any] = {"first": date(year, 1, 1), "last": date(year, 12, 31)}
    given |= {"codes": list(codes), "running": [str(state) for state in BEFORE_COMPUTED]}
    with connection.cursor() as cursor:
        cursor.execute(_CARDS, given)
        rows = map(_Row._make, cursor.fetchall())
    typed = [code for code in codes if is_entered(code)]
    return _arranged(rows, figures.standing(year, typed) if typed else {})


def _arranged(rows: Iterable[_Row], entered: Mapping[tuple[str, Month], Sums]) -> Counted:
    computed: dict[Month, Split] = defaultdict(dict)
    running: dict[Month, Split] = defaultdict(dict)
    for row in rows:
        split = (running if row.so_far else computed)[Month.of_day(row.first_day)]
        if row.code is not None:
            key = row.code, row.site
            split[key] = split.get(key, Sums()) + row.sums
    return Counted(computed, running, entered)
