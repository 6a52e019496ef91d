"""A month scored again for an appeal: only the cards that the correction touches get a new version (SCORING §9).

Touched is whose card comes out otherwise after the correction than before it, measured twice from the same facts. What
else came in since the close stays for a close; of the appellant's own card it is counted, since a card is of one piece.
Ranks follow from the totals that stand afterwards.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.refusals import Refused
from records.models import LedgerEntry, MonthRecord
from scoring.appeals.ripple import Moves
from scoring.card_storage import row_of
from scoring.closing import score_all
from scoring.copying import Facts, copy_facts, copy_in
from scoring.engine.ranking import places
from scoring.models import Card, CardFacts, MonthClose
from scoring.plans import versions


@dataclass(frozen=True)
class Scored:
    """Everybody's card as a close would make it now, and the facts behind them."""

    rows: Mapping[int, Card]
    facts: Facts


def score_now(record: MonthRecord) -> Scored:
    """Score the whole month; nothing is written. Raises Refused where it cannot be."""
    run = MonthClose.objects.filter(month=record, state=MonthClose.State.DONE).order_by("-pk").first()
    if run is None:
        raise Refused(_("%(month)s was never closed."), code="never_closed", params={"month": record.month})
    done = score_all(record, versions.in_force(record.month), lambda *_: None)
    agents = {(agent.plan.code, agent.uuid): agent for agent in done.scored}
    rows = (row_of(run, agents[card.plan, card.agent], card) for card in done.cards)
    return Scored({row.agent_id: row for row in rows}, done.gathered.spelled)


def standing(record: MonthRecord) -> dict[int, Card]:
    """The cards that stand, by agent."""
    found = Card.objects.current().filter(month=record, is_trial=False).select_related("plan")
    return {card.agent_id: card for card in found}


def moves(record: MonthRecord, before: Scored | None, after: Scored, agent: int) -> Moves:
    """What changes if ``after`` takes the place of the cards that it touches. Without ``before`` only the appellant's
    own card is touched: the correction was made earlier."""
    now = standing(record)
    touched = {agent} if before is None else {agent, *_otherwise(before, after)}
    changed = {
        key for key in touched & now.keys() & after.rows.keys() if after.rows[key].fingerprint != now[key].fingerprint
    }
    then = {key: after.rows[key] if key in changed else _copy(card) for key, card in now.items()}
    for key in changed:
        then[key].version = now[key].version + 1
    _rank(then)
    return Moves(record, now, then, frozenset(changed))


def store(found: Moves, facts: Facts, entry: LedgerEntry) -> None:
    """Keep the new versions with the ledger's ``entry`` that names them; of other cards only the rank changes."""
    made = [found.after[agent] for agent in sorted(found.touched)]
    Card.objects.filter(pk__in=[found.before[agent].pk for agent in found.touched]).update(is_current=False)
    for card in made:
        card.ledger_entry = entry
    copy_in(made)
    copy_facts(CardFacts, made, facts)
    others = [
        after
        for before, after in found.pairs()
        if after.agent_id not in found.touched and (before.rank, before.ranked) != (after.rank, after.ranked)
    ]
    Card.objects.bulk_update(others, ["rank", "ranked"], batch_size=500)


def _otherwise(before: Scored, after: Scored) -> set[int]:
    both = before.rows.keys() | after.rows.keys()
    return {agent for agent in both if _fingerprint(before, agent) != _fingerprint(after, agent)}


def _fingerprint(scored: Scored, agent: int) -> str:
    return scored.rows[agent].fingerprint if agent in scored.rows else ""


def _copy(card: Card) -> Card:
    """The same row, to be given another rank."""
    other = Card.objects.model(**{field.attname: getattr(card, field.attname) for field in _FIELDS})
    other.plan = card.plan
    return other


_FIELDS = [field for field in Card._meta.concrete_fields if not field.generated]


def _rank(cards: Mapping[int, Card]) -> None:
    """SCORING §8, among the cards that stand then, by plan whatever the version."""
    by_plan: dict[str, list[Card]] = {}
    for card in cards.values():
        by_plan.setdefault(card.plan.code, []).append(card)
    for own in by_plan.values():
        least = versions.read(max((card.plan for card in own), key=lambda plan: plan.version)).ranking_minimum_days
        ranked: list[tuple[Card, Decimal]] = [
            (card, card.total) for card in own if card.total is not None and card.posted_days >= least
        ]
        first = places(total for _card, total in ranked)
        for card in own:
            card.rank, card.ranked = None, len(ranked)
        for card, total in ranked:
            card.rank = first[total]
