"""Reading frozen cards: for pages, PDF, exports and payroll (SCORING §9, §10). Nothing here counts or scores anew."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Model, Prefetch, QuerySet, prefetch_related_objects

from kpi_portal.lib.canonical import instant_text
from kpi_portal.lib.month import Month
from kpi_portal.lib.rounding import half_up
from people.models import Account, Person
from records import months
from records.models import MonthRecord
from scoring import fact_tables
from scoring.card_summary import summary
from scoring.engine import card as engine
from scoring.engine.export import export_card
from scoring.models import Card, CardFact, ProvisionalCard
from scoring.querysets import CardQuerySet
from workorders.models import OrderEvent, WorkOrder


@dataclass(frozen=True)
class CountedFact:
    """One stored fact of an indicator with what it is about: an order, an answer, a check …"""

    kind: str
    subject: Model | None
    revision: int
    contribution: Fraction
    reason: str


def current_cards(month: Month, *, trial: bool = False) -> CardQuerySet:
    """The standing version of every card of the month, best rank first, those without rank last."""
    cards = Card.objects.current().filter(month__first_day=month.first_day, is_trial=trial)
    return cards.select_related("agent", "plan", "team", "site", "month", "ledger_entry").by_staff_number("rank")


def listed(month: Month) -> CardQuerySet:
    """The standing cards of the month for lists of many: each row as it is stored, without its tree."""
    return Card.objects.current().filter(month__first_day=month.first_day, is_trial=False).without_tree()


def newest_month() -> Month | None:
    """The latest month that has standing cards."""
    latest = Card.objects.current().order_by("-month__first_day").values_list("month__first_day", flat=True).first()
    return Month.of_day(latest) if latest else None


def card_for(agent: Person, month: Month, *, trial: bool = False) -> Card | None:
    """The agent's standing card of the month, or None."""
    found: Card | None = current_cards(month, trial=trial).filter(agent=agent).first()
    return found


def tree(card: Card) -> engine.Card:
    """The card with its explanation; rank is the standing one, since it is not part of the frozen result."""
    return replace(engine.Card.from_frozen(card.frozen), rank=card.rank, ranked=card.ranked or 0)


def tree_so_far(card: ProvisionalCard) -> engine.Card:
    """The card of a running month with its explanation; without rank, which nobody has before the month is computed."""
    return replace(engine.Card.from_frozen(card.frozen), rank=None, ranked=0)


def versions(card: Card) -> CardQuerySet:
    """Every version of the same card, newest first."""
    same = Card.objects.filter(month=card.month_id, agent=card.agent_id, is_trial=card.is_trial)
    same = same.filter(plan__code=card.plan.code) if card.is_trial else same
    return same.order_by("-version")


def previous(card: Card, count: int = 11) -> list[Card]:
    """The agent's standing cards of up to ``count`` earlier months, oldest first."""
    earlier = Card.objects.current().filter(
        agent=card.agent_id, is_trial=False, month__first_day__lt=card.month.first_day
    )
    return list(earlier.select_related("month").order_by("-month__first_day")[:count])[::-1]


def earlier_totals(stored: Sequence[Card], count: int) -> Mapping[int, Mapping[Month, Decimal | None]]:
    """By card: the agent's totals of up to ``count`` months before it; a month without a card is missing."""
    found: dict[int, dict[Month, Decimal | None]] = {card.pk: {} for card in stored}
    if not stored:
        return found
    earliest = min(card.month.month for card in stored).plus(-count)
    rows = Card.objects.current().filter(is_trial=False, month__first_day__gte=earliest.first_day)
    totals: dict[int, dict[Month, Decimal | None]] = defaultdict(dict)
    for agent, day, total in rows.filter(agent__in={card.agent_id for card in stored}).values_list(
        "agent", "month__first_day", "total"
    ):
        totals[agent][Month.of_day(day)] = total
    for card in stored:
        own = card.month.month
        found[card.pk] = {
            month: total for month, total in totals[card.agent_id].items() if own.plus(-count) <= month < own
        }
    return found


def totals_before(agent: int, month: Month, count: int) -> Mapping[Month, Decimal | None]:
    """The agent's totals of up to ``count`` months before this one; a month without a card is missing."""
    rows = Card.objects.current().filter(is_trial=False, agent=agent, month__first_day__lt=month.first_day)
    rows = rows.filter(month__first_day__gte=month.plus(-count).first_day)
    return {Month.of_day(day): total for day, total in rows.values_list("month__first_day", "total")}


def team_means_so_far(card: ProvisionalCard) -> Mapping[str, Decimal]:
    """As ``team_means``, over the cards of the same computation."""
    peers = ProvisionalCard.objects.filter(month=card.month_id, team=card.team_id, plan__code=card.plan.code)
    return means(peers.without_tree())


def team_means(card: Card) -> Mapping[str, Decimal]:
    """Means over the standing cards of the same month, team and plan: ``total``, dimension and indicator scores.

    Keys are ``total``, the codes of dimensions and those of indicators; a key without any figure is missing.
    """
    peers = Card.objects.current().filter(
        month=card.month_id, team=card.team_id, is_trial=card.is_trial, plan__code=card.plan.code
    )
    return means(peers.without_tree())


def means(cards: Iterable[Card | ProvisionalCard]) -> Mapping[str, Decimal]:
    """Mean total, dimension scores and indicator points of these cards (fetched without_tree), to 0.01 half up."""
    figures: dict[str, list[Decimal]] = defaultdict(list)
    for card in cards:
        if card.total is not None:
            figures["total"].append(card.total)
        told = summary(card)
        for key, figure in (*told.scores.items(), *told.points()):
            figures[key].append(figure)
    return {key: half_up(Fraction(sum(found, Decimal(0))) / len(found), 2) for key, found in figures.items()}


def facts(card: Card | ProvisionalCard, indicator: str, *, counted: bool | None = None) -> list[CardFact]:
    """The stored facts of one indicator: counted ones, excluded ones, or (None) all; in a stable order."""
    stored = card.facts.filter(indicator=indicator).first()
    found = sorted(stored or ())
    return found if counted is None else [fact for fact in found if counted is not bool(fact.reason)]


def facts_of_line(card: Card, indicator: str) -> list[CardFact]:
    """All facts of one indicator of a card whose other facts are asked for as well: those are read along."""
    prefetch_related_objects([card], "facts")
    return sorted(next((row for row in card.facts.all() if row.indicator == indicator), ()))


@dataclass(frozen=True)
class FactCounts:
    """How many facts of an indicator added something, how many nothing, how many were left out and why."""

    hit: int
    missed: int
    excluded: Mapping[str, int]

    @classmethod
    def of(cls, found: Iterable[CardFact]) -> "FactCounts":
        """These facts counted."""
        verdicts = Counter(fact.reason or bool(fact.contribution > 0) for fact in found)
        hit, missed = verdicts.pop(True, 0), verdicts.pop(False, 0)
        return cls(hit, missed, dict(sorted((str(reason), number) for reason, number in verdicts.items())))

    @property
    def counted(self) -> int:
        """All that entered the measure."""
        return self.hit + self.missed


def with_subjects(rows: Iterable[CardFact]) -> list[CountedFact]:
    """These facts (a page of them) joined to what they are about, in their order."""
    rows, wanted = list(rows), defaultdict[str, list[int]](list)
    for row in rows:
        wanted[row.kind].append(row.fact_id)
    subjects = {kind: _subjects(kind).in_bulk(keys) for kind, keys in wanted.items()}
    return [
        CountedFact(row.kind, subjects[row.kind].get(row.fact_id), row.revision, row.contribution, row.reason)
        for row in rows
    ]


def _subjects(kind: str) -> QuerySet[Any]:
    """What facts of this kind are about; none for a kind that is known no longer."""
    if kind == "order":
        events = Prefetch("events", OrderEvent.objects.select_related("department"))
        return WorkOrder.objects.select_related("site", "building", "agent").prefetch_related(events)
    table = fact_tables.counted(kind)
    return table.fetched(table.model._default_manager.all()) if table else WorkOrder.objects.none()


def export(
    month: Month, *, trial: bool = False, seen_by: Account | None = None, part: slice = slice(None)
) -> dict[str, Any]:
    """The month's cards in the shape of SCORING §10, by agent; all of them, or those that somebody may see, or a part
    of these. Raises MonthRecord.DoesNotExist for an unknown month."""
    record = MonthRecord.objects.get(first_day=month.first_day)
    cards = current_cards(month, trial=trial).by_staff_number()
    if seen_by is not None:
        cards = cards.visible_to(seen_by)
    return {
        "company": months.company().schema_name,
        "month": str(month),
        "time_zone": record.time_zone,
        "cutoff": instant_text(record.cutoff_at),
        "state": record.state,
        "cards": [exported(card) for card in cards[part]],
    }


def as_text(exported: Mapping[str, Any]) -> str:
    """An export as a file holds it, byte for byte, whoever asks for it."""
    return json.dumps(exported, ensure_ascii=False, indent=1) + "\n"


def exported(card: Card) -> dict[str, Any]:
    """One element of ``cards``."""
    exported = export_card(
        tree(card),
        agent=card.label.code,
        name=card.label.name,
        version=card.version,
        fingerprint=card.fingerprint,
    )
    return {**exported, "brought_in": True} if card.label.brought_in else exported
