"""Freezes the cards of a close: a new version where the fingerprint changed, its facts beside it (SCORING §9)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from records.models import LedgerEntry
from scoring.agent_month import Scored
from scoring.copying import Facts, copy_facts, copy_in
from scoring.engine import card as engine
from scoring.engine.fingerprint import fingerprint_of
from scoring.engine.score import pay
from scoring.models import Card, CardFacts, MonthClose

MAY_CHANGE = ("rank", "ranked", "team_id", "site_id", "bonus_base", "pay", "labels")
"""What is left out of the fingerprint: kept up to date on the standing version."""


@dataclass(frozen=True)
class Frozen:
    """What a pass comes to: the fingerprints of all standing cards, versions to be ``made``, standing ones to be
    ``brought_up_to_date`` beside their fingerprint, and keys of those that stand no longer."""

    fingerprints: tuple[str, ...]
    made: Sequence[Card]
    brought_up_to_date: Sequence[Card]
    retired: Sequence[int]
    facts: Facts


def freeze(
    run: MonthClose, scored: Sequence[Scored], cards: Iterable[engine.Card], facts: Facts, *, trial: bool
) -> Frozen:
    """Compare one pass (trial or not) with what stands; nothing is written yet."""
    versions = _Versions(run, trial=trial)
    by_plan_and_uuid = {(agent.plan.code, agent.uuid): agent for agent in scored}
    made: list[Card] = []
    kept: list[Card] = []
    fingerprints: list[str] = []
    for scored_card in cards:
        card = row_of(run, by_plan_and_uuid[scored_card.plan, scored_card.agent], scored_card)
        fingerprints.append(card.fingerprint)
        standing = versions.taken(card)
        if standing is not None and standing.fingerprint == card.fingerprint:
            versions.keep(standing)
            kept += _brought_up_to_date(standing, card)
        else:
            made.append(card)
    return Frozen(tuple(fingerprints), made, kept, versions.not_kept(), facts)


def store(frozen: Frozen, entry: LedgerEntry) -> None:
    """Keep what changed, new versions with the ledger's ``entry`` that names them, and retire what they replace."""
    Card.objects.filter(pk__in=frozen.retired).update(is_current=False)
    Card.objects.bulk_update(
        frozen.brought_up_to_date, [name.removesuffix("_id") for name in MAY_CHANGE], batch_size=500
    )
    for card in frozen.made:
        card.ledger_entry = entry
    copy_in(frozen.made)
    copy_facts(CardFacts, frozen.made, frozen.facts)


class _Versions:
    """The month's versions so far. A trial card is keyed by agent and plan, the others by agent (SCORING §5.9)."""

    def __init__(self, run: MonthClose, *, trial: bool) -> None:
        self.latest: dict[tuple[int, str], int] = {}
        self.standing: dict[tuple[int, str], Card] = {}
        for card in Card.objects.filter(month=run.month, is_trial=trial).select_related("plan").order_by("version"):
            self.latest[self._key(card)] = card.version
            if card.is_current:
                self.standing[self._key(card)] = card
        self.kept: set[int] = set()

    def taken(self, card: Card) -> Card | None:
        """The version that stands now; ``card`` gets the next number."""
        card.version = self.latest.get(self._key(card), 0) + 1
        return self.standing.get(self._key(card))

    def keep(self, standing: Card) -> None:
        """This version goes on standing."""
        self.kept.add(standing.pk)

    def not_kept(self) -> list[int]:
        """What was replaced stands no longer, nor does the card of somebody who is no longer scored."""
        return [card.pk for card in self.standing.values() if card.pk not in self.kept]

    @staticmethod
    def _key(card: Card) -> tuple[int, str]:
        return card.agent_id, card.plan.code if card.is_trial else ""


def row_of(run: MonthClose, agent: Scored, card: engine.Card) -> Card:
    """A scored card as a row, without its version."""
    frozen = card.to_frozen()
    return Card(
        month_id=run.month_id,
        agent_id=agent.agent_id,
        plan=agent.plan,
        is_trial=card.trial,
        close_id=run.pk,
        fingerprint=fingerprint_of(frozen),
        frozen=frozen,
        total=card.total,
        grade=card.grade or "",
        coefficient=card.coefficient,
        rank=card.rank,
        ranked=card.ranked,
        posted_days=card.posted_days,
        team_id=agent.team_id,
        site_id=agent.site_id,
        bonus_base=agent.bonus_base,
        pay=pay_of(agent, card),
        labels=agent.labels.to_frozen(),
    )


def pay_of(agent: Scored, card: engine.Card) -> Decimal | None:
    """SCORING §5, step 9; None where there is no base or no coefficient yet. Trial cards are never paid."""
    if card.trial or agent.bonus_base is None or card.coefficient is None:
        return None
    return pay(agent.bonus_base, card.coefficient, card.posted_days, card.month_days)


def _brought_up_to_date(old: Card, new: Card) -> list[Card]:
    if old.label == new.label:
        new.labels = old.labels  # the same words keep their salt
    if all(getattr(old, name) == getattr(new, name) for name in MAY_CHANGE):
        return []
    for name in MAY_CHANGE:
        setattr(old, name, getattr(new, name))
    return [old]
