"""Recomputes cards from what was stored with them and compares fingerprints (SCORING §9; PROMISES 8, 11).

Independent of the SQL that made the cards: sums and hashes are formed again here, from the stored facts.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from django.db.models import QuerySet, prefetch_related_objects
from django.utils.translation import gettext as _

from kpi_portal.lib.canonical import plain_tree, sha256_hex
from kpi_portal.lib.month import Month
from records.models import MonthRecord
from scoring import standing
from scoring.engine import card as engine
from scoring.engine import facts, shares
from scoring.engine.facts import AgentMonth, Evidence
from scoring.engine.fingerprint import fingerprint
from scoring.engine.plan_parts import Grade
from scoring.engine.score import rescore
from scoring.indicators.catalogue import indicators
from scoring.measuring import added_up
from scoring.models import Card, CardFact
from scoring.plans.versions import read

_BATCH = 50


@dataclass(frozen=True)
class Rechecked:
    """How many versions were recomputed, and the sentences of what does not agree."""

    cards: int
    problems: tuple[str, ...]


def recheck(month: Month | None = None) -> Rechecked:
    """Recompute every version of the month's cards (of all months without one), trial ones too."""
    cards = Card.objects.select_related("agent", "plan", "month", "ledger_entry").order_by("pk")
    if month is not None:
        cards = cards.filter(month__first_day=month.first_day)
    checked, problems = 0, []
    for batch in _batches(cards):
        evidence = _evidence(batch)
        for card in batch:
            checked += 1
            problems += [f"{card}: {problem}" for problem in _problems(card, evidence[card.pk])]
    for record in MonthRecord.objects.filter(pk__in=cards.order_by().values("month")).order_by("first_day"):
        problems += standing.problems_of_month(record)
    return Rechecked(checked, tuple(problems))


def _batches(cards: QuerySet[Any]) -> Iterator[list[Card]]:
    batch: list[Card] = []
    for card in cards.iterator(chunk_size=_BATCH):
        batch.append(card)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    yield batch


def _problems(card: Card, evidence: Mapping[str, Evidence]) -> Iterator[str]:
    frozen = engine.Card.from_frozen(card.frozen)
    if sha256_hex(plain_tree(read(card.plan).to_document())) != card.plan.document_hash:
        yield _("the plan's document is not the one that was published.")
    if fingerprint(frozen) != card.fingerprint:
        yield _("the frozen card does not have its fingerprint.")
    if fingerprint(_again(card, frozen, evidence)) != card.fingerprint:
        yield _("its facts, plan and targets do not give its fingerprint.")
    yield from _problems_of_row(card, frozen)
    if card.ledger_entry is None or card.fingerprint not in card.ledger_entry.body:
        yield _("the ledger does not name its fingerprint.")


def _problems_of_row(card: Card, frozen: engine.Card) -> Iterator[str]:
    row = (card.total, card.grade, card.coefficient, card.posted_days)
    if row != (frozen.total, frozen.grade or "", frozen.coefficient, frozen.posted_days):
        yield _("its row differs from the frozen card.")
    if card.pay != standing.due_pay(card, frozen):
        yield _("its pay does not follow from base, coefficient and posted days.")


def _again(card: Card, frozen: engine.Card, evidence: Mapping[str, Evidence]) -> engine.Card:
    """The card scored anew from its stored facts and the plan's document."""
    return rescore(_inputs(card, frozen, evidence), company_values(frozen), frozen.share_bounds)


def as_if(card: Card, **changed: Any) -> engine.Card:
    """The card that these other inputs (attributes of ``AgentMonth``) would have made of the same facts; nothing is
    stored. Its rank is the standing one's."""
    return Again(card).as_if(**changed)


class Again:
    """One card with what it was scored from, read once, to be scored with other inputs."""

    def __init__(self, card: Card) -> None:
        self.card, self._frozen = card, engine.Card.from_frozen(card.frozen)
        self._inputs = _inputs(card, self._frozen, _evidence([card])[card.pk])

    def as_if(self, **changed: Any) -> engine.Card:
        """As ``as_if`` of this module."""
        month, values = replace(self._inputs, **changed), company_values(self._frozen)
        scored = rescore(month, values, self._frozen.share_bounds)
        if self._frozen.share_bounds and scored.total is not None and self.card.rank is not None:
            others, grades = self._others
            scored = rescore(month, values, shares.bounds(grades, [*others, scored.total]))
        return replace(scored, rank=self.card.rank, ranked=self.card.ranked or 0)

    @cached_property
    def _others(self) -> tuple[list[Decimal], tuple[Grade, ...]]:
        """Totals of the others ranked by the same plan, and its newest version's grades: with another total of one's
        own the shares fall otherwise."""
        of_the_plan = Card.objects.current().filter(
            month=self.card.month_id, plan__code=self.card.plan.code, is_trial=self.card.is_trial
        )
        found = list(of_the_plan.without_tree().select_related("plan"))
        newest = max((card.plan for card in found), key=lambda plan: plan.version, default=self.card.plan)
        others = [card.total for card in found if card.rank is not None and card.agent_id != self.card.agent_id]
        return [total for total in others if total is not None], read(newest).grades


def company_values(frozen: engine.Card) -> dict[str, Fraction]:
    """The company's values that the card was scored with (SCORING §3)."""
    return {line.code: line.company_value for line in frozen.lines if line.company_value is not None}


def _inputs(card: Card, frozen: engine.Card, evidence: Mapping[str, Evidence]) -> AgentMonth:
    return AgentMonth(
        company=frozen.company,
        agent=frozen.agent,
        month=frozen.month,
        plan=read(card.plan),
        posted_days=frozen.posted_days,
        has_posting=frozen.has_posting,
        evidence=evidence,
        led={line.code: _led(line, evidence) for line in frozen.lines if line.of == "led"},
        targets=tuple(_targets(frozen)),
        target_changes=frozen.target_changes,
        shifts={section.code: Fraction(section.shift) for section in frozen.sections if section.shift},
        events=frozen.events,
        adjustments=tuple(
            facts.Adjustment(place, entry.kind, entry.entered, entry.reason, entry.by, entry.text_hash)
            for place, entry in enumerate(frozen.adjustments)
        ),
        red_lines=frozen.red_lines,
        decisions=frozen.decisions,
    )


def _led(line: engine.Line, evidence: Mapping[str, Evidence]) -> facts.Led:
    """The teams led, from the stored facts; where zero is evidence, what the members had is divided by them all."""
    found = evidence.get(line.code, Evidence(None))
    if indicators()[line.code].definition.zero_is_evidence and line.members:
        total, members = found.measure.numerator if found.measure else 0, len(line.members)
        found = Evidence(facts.Measure.of(total, members, members), found.excluded, found.facts_hash)
    return facts.Led(found, line.members)


def _targets(frozen: engine.Card) -> Iterator[facts.Target]:
    for line in frozen.lines:
        if line.target is not None and line.target_from in ("agent", "team", "site"):
            yield facts.Target(line.code, line.target_from, line.target)


def _evidence(cards: Iterable[Card]) -> Mapping[int, Mapping[str, Evidence]]:
    """The evidence of each card and indicator, from its stored facts."""
    evidence: dict[int, dict[str, Evidence]] = defaultdict(dict)
    known = list(cards)
    prefetch_related_objects(known, "facts")
    for row in (row for card in known for row in card.facts.all()):
        evidence[row.card_id][row.indicator] = _evidence_of(row.indicator, list(row))
    return evidence


def _evidence_of(indicator: str, rows: list[CardFact]) -> Evidence:
    numerator, things = added_up(rows)
    digest = facts.facts_hash(
        facts.Fact(f"{row.kind}:{row.fact_id}", row.revision, row.contribution, row.reason) for row in rows
    )
    excluded = Counter(row.reason for row in rows if row.reason)
    return Evidence(indicators()[indicator].add_up(numerator, things), dict(excluded), digest)
