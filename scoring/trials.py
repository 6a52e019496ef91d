"""Trial cards beside the real ones (SCORING §5, step 9): what another plan would make of the same month. Never paid."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from kpi_portal.lib.month import Month
from kpi_portal.lib.rounding import add_up
from people.models import Account
from scoring.models import Card, PlanVersion
from scoring.plans import versions
from scoring.saying import say


@dataclass(frozen=True)
class Pair:
    """One person's card by a trial plan, and the one that counts; None where there is none."""

    trial: Card
    real: Card | None

    @property
    def change(self) -> Decimal | None:
        """The trial's total less the real one's."""
        if self.real is None or self.trial.total is None or self.real.total is None:
            return None
        return add_up([self.trial.total, self.real.total.copy_negate()])

    @property
    def change_said(self) -> str:
        """With its sign; empty where one of them has no total."""
        return "" if self.change is None else f"{self.change:+.2f}".replace("-", "−")

    @property
    def is_another_grade(self) -> bool:
        """Whether the grade would be another."""
        return self.real is not None and self.trial.grade != self.real.grade


@dataclass(frozen=True)
class Trial:
    """One trial plan of a month: its cards beside the real ones, largest change first, and how grades would stand."""

    plan: PlanVersion
    name: str
    pairs: tuple[Pair, ...]
    grades: tuple[tuple[str, int, int], ...]

    @property
    def others(self) -> int:
        """How many would have another grade."""
        return sum(pair.is_another_grade for pair in self.pairs)


def of_month(month: Month, account: Account) -> list[Trial]:
    """Every trial plan that made cards of the month, with the cards that the account may see."""
    seen = Card.objects.current().visible_to(account).filter(month__first_day=month.first_day).without_tree()
    cards = list(seen.select_related("plan", "agent", "month").by_name())
    real = {card.agent_id: card for card in cards if not card.is_trial}
    by_plan: dict[int, list[Card]] = {}
    for card in cards:
        if card.is_trial:
            by_plan.setdefault(card.plan_id, []).append(card)
    return [_trial(own, real) for own in by_plan.values()]


def beside(card: Card, account: Account) -> list[Pair]:
    """Of one card: the trial cards beside it; of a trial card: itself beside the one that counts."""
    same = Card.objects.current().visible_to(account).filter(month=card.month_id, agent=card.agent_id).without_tree()
    cards = list(same.select_related("plan", "month").order_by("plan__code"))
    real = next((each for each in cards if not each.is_trial), None)
    return [Pair(each, real) for each in cards if each.is_trial and (not card.is_trial or each.pk == card.pk)]


def plan_name(card: Card) -> str:
    """The name of its plan in the reader's language."""
    return say(versions.read(card.plan).name)


def _trial(cards: list[Card], real: Mapping[int, Card]) -> Trial:
    pairs = [Pair(card, real.get(card.agent_id)) for card in cards]
    pairs.sort(key=lambda pair: -abs(pair.change or Decimal(0)))
    return Trial(cards[0].plan, plan_name(cards[0]), tuple(pairs), tuple(_grades(pairs)))


def _grades(pairs: Iterable[Pair]) -> Iterable[tuple[str, int, int]]:
    """Grade, how many have it, how many would have it; from best to worst."""
    now = Counter(pair.real.grade or _("none") for pair in pairs if pair.real)
    then = Counter(pair.trial.grade or _("none") for pair in pairs)
    order = [grade.code for pair in pairs for grade in versions.read(pair.trial.plan).grades]
    for code in dict.fromkeys([*order, *now, *then]):
        if now[code] or then[code]:
            yield code, now[code], then[code]
