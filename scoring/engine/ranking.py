"""Ranking (SCORING §8): 1, 2, 2, 4 by total as printed, among agents of one plan, trial apart."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from scoring.engine.card import Card


def ranked(cards: Sequence[Card], minimum_days: int) -> list[Card]:
    """``cards`` of one plan with their rank; without a total or with fewer posted days there is none."""
    totals = [card.total for card in cards if card.total is not None and card.posted_days >= minimum_days]
    first = places(totals)
    return [replace(card, rank=_rank(card, first, minimum_days), ranked=len(totals)) for card in cards]


def places(totals: Iterable[Decimal]) -> dict[Decimal, int]:
    """Total → place among all of them."""
    return {total: place for place, total in reversed(list(enumerate(sorted(totals, reverse=True), 1)))}


def _rank(card: Card, first: Mapping[Decimal, int], minimum_days: int) -> int | None:
    return None if card.total is None or card.posted_days < minimum_days else first[card.total]
