"""What another target would have made of the last card: said beside a proposal, before anybody decides (SCORING §5)."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from kpi_portal.lib.month import Month
from kpi_portal.lib.rounding import add_up
from people.models import Account
from scoring import cards
from scoring.engine.card import Card as Tree
from scoring.engine.rules import TowardTarget
from scoring.engine.what_if import with_target
from scoring.models import Card


@dataclass(frozen=True, slots=True)
class Effect:
    """If the month came out like the one of the card: points of the indicator by both targets, and what the total
    gains."""

    month: Month
    value: Fraction
    before: Decimal
    after: Decimal
    gain: Decimal


def latest_trees(agents: Collection[int], month: Month, account: Account) -> dict[int, Tree]:
    """By agent: the newest card of the months before this one that the account may see."""
    found = Card.objects.current().filter(agent_id__in=list(agents), is_trial=False)
    found = found.filter(month__first_day__lt=month.first_day).visible_to(account).select_related("month")
    newest = found.order_by("agent_id", "-month__first_day").distinct("agent_id")
    return {card.agent_id: cards.tree(card) for card in newest}


def effect(tree: Tree | None, code: str, rule: TowardTarget, change: tuple[Decimal, Decimal]) -> Effect | None:
    """Of a change from one target to another; None where the last card has no such figure."""
    line = next((line for line in tree.lines if line.code == code), None) if tree else None
    if tree is None or line is None or line.value is None:
        return None
    then, now = (with_target(tree, code, rule, target) for target in change)
    if then is None or now is None:
        return None
    return Effect(tree.month, line.value, then[0], now[0], add_up([now[1], -then[1]]))
