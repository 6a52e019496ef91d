"""Freezes the cards of a close: a new version where the fingerprint changed, its facts beside it (SCORING §9)."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Field, JSONField
from django.utils import timezone

from kpi_portal.lib.company_connection import connection
from scoring.agent_month import Scored
from scoring.engine import card as engine
from scoring.engine.fingerprint import fingerprint
from scoring.engine.score import pay
from scoring.measuring import StoredFacts
from scoring.models import Card, MonthClose
from scoring.plans import read

FACTS = """
INSERT INTO scoring_cardfact
    (card_id, indicator, kind, fact_id, revision, numerator, denominator, shared_by, reason)
SELECT c.card_id, f.indicator, f.kind, f.fact_id, f.revision, f.numerator, f.denominator, f.shared_by, f.reason
FROM unnest(%(agents)s::bigint[], %(cards)s::bigint[]) AS c(agent_id, card_id) JOIN {facts} f USING (agent_id)
WHERE f.indicator = ANY(%(indicators)s)
ORDER BY c.card_id
"""

NUMBERS = "SELECT nextval(pg_get_serial_sequence('scoring_card', 'id')) FROM generate_series(1, %s)"

MAY_CHANGE = ("rank", "ranked", "team_id", "site_id", "bonus_base", "pay", "labels")
"""What is left out of the fingerprint: kept up to date on the standing version."""


@dataclass(frozen=True)
class Frozen:
    """What a pass left behind: fingerprints of all standing cards, and how many versions are new."""

    fingerprints: tuple[str, ...]
    made: int


def freeze(
    run: MonthClose, scored: Sequence[Scored], cards: Iterable[engine.Card], facts: StoredFacts | None, *, trial: bool
) -> Frozen:
    """Store what changed of one pass (trial or not), its ``facts``, and retire what it replaces."""
    versions = _Versions(run, trial=trial)
    by_plan_and_uuid = {(agent.plan.code, agent.uuid): agent for agent in scored}
    made: list[Card] = []
    kept: list[Card] = []
    fingerprints: list[str] = []
    for scored_card in cards:
        card = _row(run, by_plan_and_uuid[scored_card.plan, scored_card.agent], scored_card)
        fingerprints.append(card.fingerprint)
        standing = versions.taken(card)
        if standing is not None and standing.fingerprint == card.fingerprint:
            versions.keep(standing)
            kept += _brought_up_to_date(standing, card)
        else:
            made.append(card)
    versions.retire_the_rest()
    Card.objects.bulk_update(kept, [name.removesuffix("_id") for name in MAY_CHANGE], batch_size=500)
    _store_cards(made)
    if facts is not None:
        _store_facts(made, facts)
    return Frozen(tuple(fingerprints), len(made))


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

    def retire_the_rest(self) -> None:
        """What was replaced stands no longer, nor does the card of somebody who is no longer scored."""
        retired = [card.pk for card in self.standing.values() if card.pk not in self.kept]
        Card.objects.filter(pk__in=retired).update(is_current=False)

    @staticmethod
    def _key(card: Card) -> tuple[int, str]:
        return card.agent_id, card.plan.code if card.is_trial else ""


def _row(run: MonthClose, agent: Scored, card: engine.Card) -> Card:
    return Card(
        month=run.month,
        agent_id=agent.agent_id,
        plan=agent.plan,
        is_trial=card.trial,
        close=run,
        fingerprint=fingerprint(card),
        frozen=card.to_frozen(),
        total=card.total,
        grade=card.grade or "",
        coefficient=card.coefficient,
        rank=card.rank,
        ranked=card.ranked,
        posted_days=card.posted_days,
        team_id=agent.team_id,
        site_id=agent.site_id,
        bonus_base=agent.bonus_base,
        pay=_pay(agent, card),
        labels=agent.labels.to_frozen(),
    )


def _pay(agent: Scored, card: engine.Card) -> Decimal | None:
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


def _store_cards(made: Sequence[Card]) -> None:
    """By COPY: an INSERT quotes each card's tree in Python, which costs more than scoring it."""
    fields = Card._meta.concrete_fields
    columns = ", ".join(str(field.column) for field in fields)
    with connection.cursor() as cursor:
        cursor.execute(NUMBERS, [len(made)])
        for card, (number,) in zip(made, cursor.fetchall(), strict=True):
            card.pk, card.created_at = number, timezone.now()
        with cursor.copy(f"COPY scoring_card ({columns}) FROM STDIN") as copy:
            for card in made:
                copy.write_row([_copied(card, field) for field in fields])


def _copied(card: Card, field: "Field[Any, Any]") -> Any:
    value = getattr(card, field.attname)
    return json.dumps(value, ensure_ascii=False) if isinstance(field, JSONField) else value


def _store_facts(made: Sequence[Card], facts: StoredFacts) -> None:
    """One INSERT … SELECT per plan: the facts of that plan's indicators for its new cards."""
    by_plan: dict[int, list[Card]] = defaultdict(list)
    for card in made:
        by_plan[card.plan_id].append(card)
    with connection.cursor() as cursor:
        for cards in by_plan.values():
            values: dict[str, Any] = {
                "agents": [card.agent_id for card in cards],
                "cards": [card.pk for card in cards],
                "indicators": sorted({indicator.code for indicator in read(cards[0].plan).indicators()}),
            }
            cursor.execute(FACTS.format(facts=facts.table), values)
