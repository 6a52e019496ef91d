"""Which cards a panel looks at: by rule, from the figures of the month (``scoring.calibration``), or by hand."""

import secrets
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import TypeAlias

from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.month import Month
from scoring.calibration.figures import Calibration, Rated
from scoring.publish_figures import SURPRISING

Rule: TypeAlias = Callable[[Calibration], Iterable[Rated]]
APART = Decimal(1)
"""Points by which a rater's mean adjustment differs from all raters', so that the rater is an outlier."""
BY_HAND, SAMPLE = "hand", "sample"


def _changed(found: Calibration) -> Iterable[Rated]:
    return (card for card in found.cards if card.is_changed)


def _lowest(found: Calibration) -> Iterable[Rated]:
    return (card for card in found.cards if card.grade and card.grade == found.order[-1])


def _drops(found: Calibration) -> Iterable[Rated]:
    before = {card.agent: card.total for card in found.company.before}
    for card in found.cards:
        then = before.get(card.agent)
        if then is not None and card.total is not None and then - card.total >= SURPRISING:
            yield card


def _outliers(found: Calibration) -> Iterable[Rated]:
    mean = found.company.drift or Decimal(0)
    apart = {group.key for group in found.raters if group.drift is not None and abs(group.drift - mean) >= APART}
    return (card for card in found.cards if card.rater in apart and card.is_adjusted)


RULES: Mapping[str, tuple[object, Rule]] = {
    "changed": (_("the adjustment changed the grade"), _changed),
    "lowest": (_("the lowest grade"), _lowest),
    "drop": (_("ten points or more below last month"), _drops),
    "outlier": (_("adjusted by a rater who is a point away from all raters"), _outliers),
}
"""Code → what it says, and which cards it picks."""
WHY = {code: words for code, (words, _rule) in RULES.items()} | {
    BY_HAND: _("picked by hand"),
    SAMPLE: _("drawn at random"),
}
"""Code → why a card is looked at."""


@dataclass(frozen=True)
class Picked:
    """Agents with the codes of why; the seed of the sample, empty where none was drawn."""

    why: Mapping[int, list[str]]
    seed: str


def pick(month: Month, *, rules: Iterable[str] = (), by_hand: Iterable[int] = (), sample: int = 0) -> Picked:
    """The agents whose cards the rules, the hand and chance pick. Whom nothing of the month knows is left out."""
    found = Calibration(month)
    known = {card.agent for card in found.cards}
    why: dict[int, list[str]] = defaultdict(list)
    for code in rules:
        for card in RULES[code][1](found):
            why[card.agent].append(code)
    for agent in by_hand:
        if agent in known:
            why[agent].append(BY_HAND)
    seed = secrets.token_hex(8) if sample else ""
    for agent in drawn(known - why.keys(), sample, seed):
        why[agent].append(SAMPLE)
    return Picked(dict(sorted(why.items())), seed)


def drawn(agents: Iterable[int], number: int, seed: str) -> list[int]:
    """So many of these agents, the same for the same seed."""
    ordered = sorted(agents)
    return sorted(Random(seed).sample(ordered, min(number, len(ordered)))) if number else []
