"""How strictly quality checks and ratings of other departments are given, by who gave them (SCORING §3)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import DecimalField, F, Q, Sum
from django.db.models.functions import Cast

from evidence.models import DepartmentRating, QualityCheck, RatingRules
from kpi_portal.lib.month import Month
from records import months
from scoring import card_statistics


@dataclass(frozen=True)
class Giver:
    """What one person gave in the month: how many, their mean, and between what the middle half of them lies."""

    name: str
    number: int
    mean: Decimal
    low: Decimal
    high: Decimal


def checks(month: Month) -> list[Giver]:
    """Final checks of contacts of the month, each as its score of 100 over the items that applied."""
    start, end, _cutoff = months.edges(month)
    applied = ~Q(items__outcome="not_applicable")
    score = DecimalField(max_digits=12, decimal_places=4)
    rows = (
        QualityCheck.objects.filter(stands=True, contact_at__gte=start, contact_at__lt=end, final_at__isnull=False)
        .annotate(passed=Sum("items__weight", filter=Q(items__outcome="pass"), default=0))
        .annotate(of_all=Sum("items__weight", filter=applied))
        .filter(of_all__gt=0, checker__isnull=False)
        .annotate(score=Cast(F("passed") * 100, score) / Cast(F("of_all"), score))
    )
    return _givers(rows.order_by().values_list("checker__name", "score"))


def ratings(month: Month) -> list[Giver]:
    """Ratings 1 to 5 that colleagues of other departments gave for the month: who gave enough of them."""
    least = RatingRules.of_the_company().minimum_raters
    rows = DepartmentRating.objects.filter(stands=True, first_day=month.first_day, rater__isnull=False)
    givers = _givers(rows.order_by().values_list("rater__name", "rating"))
    return [giver for giver in givers if giver.number >= least]


def _givers(rows: Iterable[tuple[str, Decimal]]) -> list[Giver]:
    given: dict[str, list[Decimal]] = defaultdict(list)
    for name, figure in rows:
        given[name].append(figure)
    found = []
    for name, figures in sorted(given.items()):
        _least, low, _median, high, _most = card_statistics.quartiles(figures)
        mean = card_statistics.mean(figures)
        assert mean is not None
        found.append(Giver(name, len(figures), mean, low, high))
    return found
