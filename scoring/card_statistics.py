"""Counts over the cards of a month (fetched without_tree), for overviews: nothing here is scored anew."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db.models import Avg, Count

from kpi_portal.lib.month import Month
from kpi_portal.lib.rounding import exact, half_up
from scoring.card_summary import summary
from scoring.engine.definition import Text
from scoring.models import Card
from scoring.querysets import CardQuerySet


@dataclass(frozen=True)
class Pooled:
    """One indicator over several agents: Σ numerators / Σ denominators × scale, and how many things were counted."""

    numerator: Fraction
    denominator: Fraction
    value: Fraction
    n: int


@dataclass(frozen=True)
class Missing:
    """What a card lacks: names of indicators without evidence or with too little; whether nothing at all was there."""

    card: Card
    indicators: tuple[Text, ...]
    everything: bool


def pooled(stored: Iterable[Card], indicator: str) -> Pooled | None:
    """The indicator over all these cards, too few included; None where nobody has evidence."""
    lines = [line for card in stored if (line := summary(card).line(indicator)) and line.numerator is not None]
    if not lines:
        return None
    numerator = _sum(line.numerator or Fraction(0) for line in lines)
    denominator = _sum(line.denominator or Fraction(0) for line in lines)
    value = numerator / denominator * lines[0].scale
    return Pooled(numerator, denominator, value, sum(line.n for line in lines))


def _sum(fractions: Iterable[Fraction]) -> Fraction:
    """As ``sum`` of them, in one step for all that share a denominator."""
    numerators: dict[int, int] = defaultdict(int)
    for fraction in fractions:
        numerators[fraction.denominator] += fraction.numerator
    return sum((Fraction(total, denominator) for denominator, total in numerators.items()), Fraction(0))


def grade_counts(stored: Iterable[Card]) -> Counter[str]:
    """How many cards have which grade; those without are left out."""
    return Counter(card.grade for card in stored if card.grade)


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


def cards_by_month(first: Month) -> dict[Month, int]:
    """How many standing cards each month has, from ``first`` on."""
    rows = Card.objects.current().filter(is_trial=False, month__first_day__gte=first.first_day)
    return {Month.of_day(day): number for day, number in rows.values_list("month__first_day").annotate(Count("pk"))}


def missing_evidence(stored: Iterable[Card]) -> list[Missing]:
    """Cards with an indicator that has no points of its own evidence, those without any evidence first."""
    told = [(card, summary(card)) for card in stored]
    found = [Missing(card, known.unmeasured(), not known.has_evidence) for card, known in told]
    lacking = [missing for missing in found if missing.indicators]
    return sorted(lacking, key=lambda missing: (not missing.everything, -len(missing.indicators)))


def _at(ordered: Sequence[Fraction], share: Fraction) -> Fraction:
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)
