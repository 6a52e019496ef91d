"""What an act would make of a card, seen before it is done: the same facts, scored with one input changed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from people.models import Account
from scoring import cards, inputs, rechecking, standing
from scoring.engine import card as engine
from scoring.engine import facts
from scoring.models import Adjustment, Card


@dataclass(frozen=True)
class Effect:
    """A card before and after. ``pay_*`` in yuan, None where there is no bonus base or no coefficient."""

    card: Card
    before: engine.Card
    after: engine.Card

    @property
    def pay_before(self) -> Decimal | None:
        return standing.due_pay(self.card, self.before)

    @property
    def pay_after(self) -> Decimal | None:
        return standing.due_pay(self.card, self.after)


def of_red_line(card: Card, red_line: facts.RedLine) -> Effect:
    """If it were confirmed. One that stands on the card already changes nothing."""
    before = cards.tree(card)
    others = tuple(one for one in before.red_lines if one.key != red_line.key)
    return Effect(card, before, rechecking.as_if(card, red_lines=(*others, red_line)))


def of_decision(card: Card, decision: facts.Decision) -> Effect:
    """If this were decided, in place of what was decided about the same indicator, or the card."""
    before = cards.tree(card)
    others = tuple(one for one in before.decisions if one.indicator != decision.indicator)
    return Effect(card, before, rechecking.as_if(card, decisions=(*others, decision)))


def of_adjustment(card: Card, wanted: facts.Adjustment | None, beside: Sequence[Adjustment] | None = None) -> Effect:
    """If this were entered beside these entries; without them beside all that is entered, counted or not yet.

    Before: without it. Where nothing is wanted both are the same.
    """
    again = rechecking.Again(card)
    others = tuple(inputs.adjusted(entry) for entry in (entered(card) if beside is None else beside))
    before = again.as_if(adjustments=others)
    return Effect(card, before, again.as_if(adjustments=(*others, wanted)) if wanted else before)


def entered(card: Card) -> list[Adjustment]:
    """What stands for the card's agent and month, in order of entry."""
    standing = Adjustment.objects.filter(agent=card.agent_id, first_day=card.month.first_day, stands=True)
    return list(standing.select_related("author").order_by("pk"))


@dataclass(frozen=True)
class Moved:
    """One figure before and after; ``tone`` colours the change."""

    name: str
    before: str
    after: str
    change: str
    leads: bool = False


def moved(effect: Effect, account: Account) -> Iterator[Moved]:
    before, after = effect.before, effect.after
    yield pair(_("Total"), before.total, after.total)
    yield pair(_("Rank"), before.rank, after.rank)
    yield pair(_("Grade"), before.grade, after.grade, leads=True)
    yield pair(_("Coefficient"), before.coefficient, after.coefficient)
    if account.has_perm("people.view_bonus"):
        yield pair(_("Performance pay"), effect.pay_before, effect.pay_after, leads=True)


def pair(name: str, before: Any, after: Any, *, leads: bool = False) -> Moved:
    """A figure before and after, with the difference of points."""
    change = "" if before != after else _("unchanged")
    if isinstance(before, Decimal) and isinstance(after, Decimal) and before != after:
        change = f"{after - before:+}".replace("-", "−")
    return Moved(name, _text(before), _text(after), change, leads)


def _text(figure: Any) -> str:
    return "–" if figure is None else str(figure)
