"""How far two raters of the same contacts agree: item by item, and rater by rater."""

from collections import defaultdict
from collections.abc import Iterable
from fractions import Fraction
from typing import Any, NamedTuple

from evidence.quality_checks.models import QualityCheck
from evidence.quality_checks.verbs import Item, items_of, score_of
from kpi_portal.lib.rounding import printed
from people.models import Account

from .models import SecondRating

MOST = 500


class Pair(NamedTuple):
    """One contact rated twice: scores of 100, and each item with both outcomes."""

    second: SecondRating
    first_score: Fraction
    second_score: Fraction
    items: list[tuple[Item, Item]]

    @property
    def difference(self) -> str:
        """Second less first, with its sign."""
        return signed(self.second_score - self.first_score)

    @property
    def scores(self) -> tuple[str, str]:
        """Both as printed."""
        return printed(self.first_score, 0), printed(self.second_score, 0)

    @property
    def differing(self) -> list[tuple[Item, Item]]:
        """The items of which the two say different things."""
        return [(first, second) for first, second in self.items if first.outcome != second.outcome]


def signed(figure: Fraction) -> str:
    """One decimal, with a plus before what is more."""
    return f"{'+' if figure > 0 else ''}{printed(figure, 1)}"


def pair_of(second: SecondRating) -> Pair:
    """Both ratings side by side."""
    first = items_of(second.quality_check)
    again = [item._replace(outcome=outcome) for item, outcome in zip(first, second.outcomes, strict=True)]
    scores = score_of(first) or Fraction(0), score_of(again) or Fraction(0)
    return Pair(second, *scores, list(zip(first, again, strict=True)))


def pairs_seen(account: Account) -> list[Pair]:
    """Of checks that the account may see, the newest rating first; what an account has yet to rate is not among it."""
    seen = QualityCheck.objects.visible_to(account).values("number")
    rated = SecondRating.objects.exclude(rated_at=None).filter(quality_check__number__in=seen)
    related = ("rater__person", "quality_check__agent", "quality_check__checker")
    found = rated.select_related(*related).prefetch_related("quality_check__items").order_by("-rated_at", "-pk")
    return [pair_of(second) for second in found[:MOST]]


def by_item(pairs: Iterable[Pair]) -> list[dict[str, Any]]:
    """Item → how often it was rated twice, and the share of the same outcome; the least agreed on first."""
    same: dict[str, list[bool]] = defaultdict(list)
    for pair in pairs:
        for first, second in pair.items:
            same[first.name].append(first.outcome == second.outcome)
    shares = {name: Fraction(100 * sum(each), len(each)) for name, each in same.items()}
    names = sorted(shares, key=lambda name: (shares[name], name))
    return [{"name": name, "n": len(same[name]), "share": printed(shares[name], 0)} for name in names]


def by_rater(pairs: Iterable[Pair]) -> list[dict[str, Any]]:
    """Rater → contacts rated together with somebody, and the mean of own score less the other's: above zero is
    milder."""
    found: dict[str, list[Fraction]] = defaultdict(list)
    for pair in pairs:
        less = pair.first_score - pair.second_score
        if pair.second.quality_check.checker:
            found[pair.second.quality_check.checker.name].append(less)
        found[pair.second.rater.person.name].append(-less)
    means = {name: sum(each, Fraction(0)) / len(each) for name, each in found.items()}
    names = sorted(means, key=lambda name: (means[name], name))
    return [{"name": name, "n": len(found[name]), "mean": signed(means[name])} for name in names]
