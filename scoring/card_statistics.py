"""Figures over the cards of a month, counted by the database, for overviews: nothing here is scored anew."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from django.db import connection, models
from django.db.models import Avg, Count, F
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from kpi_portal.lib.month import Month
from kpi_portal.lib.rounding import exact, half_up
from scoring.models import Card
from scoring.querysets import CardQuerySet, ProvisionalCardQuerySet


@dataclass(frozen=True, slots=True)
class Digest:
    """What the overview asks of every card. ``lacking``: how many indicators have too little evidence, or none;
    ``is_empty``: there is none at all."""

    pk: int
    agent: int
    plan: int
    total: Decimal | None
    grade: str
    red_lines: int
    decisions: int
    lacking: int
    has_posting: bool
    is_empty: bool
    first_day: date


class Result(NamedTuple):
    """What came out for one agent."""

    agent: int
    total: Decimal | None
    grade: str


@dataclass(frozen=True)
class Pooled:
    """One indicator over several agents: Σ numerators / Σ denominators × scale."""

    numerator: Fraction
    denominator: Fraction
    scale: int

    @property
    def value(self) -> Fraction:
        """In the indicator's unit."""
        return self.numerator / self.denominator * self.scale


_LACKING = "(SELECT count(*) FROM jsonb_path_query(%(expressions)s, '$[*][2][*]') AS line WHERE line -> 6 = 'false')"


def _length(of: Any) -> models.Func:
    return models.Func(of, function="jsonb_array_length", output_field=models.IntegerField())


def _boolean(key: str) -> Cast:
    return Cast(KT(f"summary__{key}"), models.BooleanField())


def digests(cards: CardQuerySet) -> list[Digest]:
    """These cards, the highest total first, those without one by name."""
    counted = cards.annotate(
        red=_length(F("summary__red_lines")),
        decide=_length(F("summary__needs_decision")),
        lacking=models.Func(F("summary__sections"), template=_LACKING, output_field=models.IntegerField()),
        posted=_boolean("has_posting"),
        empty=_boolean("no_evidence"),
    ).by_name(F("total").desc(nulls_last=True))
    rows = counted.values_list(
        "pk", "agent_id", "plan_id", "total", "grade", "red", "decide", "lacking", "posted", "empty", "month__first_day"
    )
    return [Digest(*row) for row in rows]


def results(cards: CardQuerySet) -> dict[int, Result]:
    """Total and grade of each of these cards, by agent."""
    return {row[0]: Result(*row) for row in cards.order_by().values_list("agent_id", "total", "grade")}


def digests_of(*months: Month) -> list[list[Digest]]:
    """The cards of each of these months, in one statement."""
    days = [month.first_day for month in months]
    found: dict[date, list[Digest]] = {day: [] for day in days}
    listed = Card.objects.current().filter(month__first_day__in=days, is_trial=False).without_tree()
    for digest in digests(listed):
        found[digest.first_day].append(digest)
    return [found[day] for day in days]


OF_LED = """
SELECT version.id, indicator ->> 'code' FROM scoring_planversion version,
       jsonb_path_query(version.document::jsonb, '$.dimensions[*].indicators[*] ? (@.of == "led")') AS indicator
"""
"""Plan versions and the indicators that they count of the teams led: what is in the members' cards already."""

_SUMS = f"""
SELECT line ->> 0,
       split_part(line ->> 2, '/', 2), split_part(line ->> 3, '/', 2),
       sum(split_part(line ->> 2, '/', 1)::numeric), sum(split_part(line ->> 3, '/', 1)::numeric),
       max((line ->> 4)::int)
  FROM {{cards}} card, jsonb_path_query(summary, '$.sections[*][2][*]') AS line
 WHERE line ->> 0 = ANY(%s) AND line ->> 2 IS NOT NULL
   AND (plan_id, line ->> 0) NOT IN ({OF_LED})
 GROUP BY 1, 2, 3
"""
"""Fractions are texts like ``1/3``: those with the same denominators add up in whole numbers, exactly."""


def pooled(cards: CardQuerySet | ProvisionalCardQuerySet, indicators: Sequence[str]) -> Mapping[str, Pooled]:
    """These indicators over all these cards, too few included; one for which nobody has evidence is missing."""
    found: dict[str, Pooled] = {}
    for code, of_numerator, of_denominator, numerator, denominator, scale in _rows(_SUMS, cards, list(indicators)):
        known = found.get(code, Pooled(Fraction(0), Fraction(0), scale))
        found[code] = Pooled(
            known.numerator + Fraction(int(numerator), int(of_numerator or 1)),
            known.denominator + Fraction(int(denominator), int(of_denominator or 1)),
            scale,
        )
    return found


_SCORES = """
SELECT section ->> 0, sum((section ->> 1)::numeric), count(*)
  FROM {cards} card, jsonb_path_query(summary, '$.sections[*]') AS section
 WHERE section ->> 1 IS NOT NULL
 GROUP BY 1
"""


def mean_scores(cards: CardQuerySet) -> Mapping[str, Decimal]:
    """Mean score of each dimension over these cards, to 0.01; one that nobody has is missing."""
    return {code: half_up(exact(total) / number, 2) for code, total, number in _rows(_SCORES, cards)}


_CARDS = "(SELECT plan_id, summary FROM {table} WHERE id IN ({keys}) OFFSET 0)"
"""Chosen first, which is what OFFSET 0 is for: else the planner takes every card that there ever was apart."""


def _rows(statement: str, cards: CardQuerySet | ProvisionalCardQuerySet, *params: Any) -> list[tuple[Any, ...]]:
    keys, given = cards.order_by().values("pk").query.sql_with_params()
    chosen = _CARDS.format(table=cards.model._meta.db_table, keys=keys)
    with connection.cursor() as cursor:
        cursor.execute(statement.format(cards=chosen), (*given, *params))
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def grade_counts(known: Iterable[Digest | Result]) -> Counter[str]:
    """How many cards have which grade; those without are left out."""
    return Counter(card.grade for card in known if card.grade)


def quartiles(totals: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """Least, lower quartile, median, upper quartile, most, to 0.01 (linear in between); empty without totals."""
    if not totals:
        return ()
    ordered = sorted(map(exact, totals))
    return tuple(half_up(_at(ordered, Fraction(quarter, 4)), 2) for quarter in range(5))


def mean(totals: Sequence[Decimal]) -> Decimal | None:
    """To 0.01; None without totals."""
    return half_up(sum(map(exact, totals), Fraction(0)) / len(totals), 2) if totals else None


def mean_totals(cards: CardQuerySet, first: Month) -> dict[Month, tuple[Decimal, int]]:
    """Mean total and number of cards with one, by month from ``first`` on, in one statement."""
    rows = cards.current().filter(is_trial=False, total__isnull=False, month__first_day__gte=first.first_day)
    means = rows.order_by().values_list("month__first_day").annotate(Avg("total"), Count("pk"))
    return {Month.of_day(day): (half_up(mean, 2), number) for day, mean, number in means.order_by("month__first_day")}


def cards_by_month(first: Month | None = None) -> dict[Month, int]:
    """How many standing cards each month has that has some; ``first``: from there on."""
    rows = Card.objects.current().filter(is_trial=False)
    rows = rows.filter(month__first_day__gte=first.first_day) if first else rows
    return {Month.of_day(day): number for day, number in rows.values_list("month__first_day").annotate(Count("pk"))}


def _at(ordered: Sequence[Fraction], share: Fraction) -> Fraction:
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)
