"""Stored months scored again by another plan, with the engine's own functions (SCORING §5–§8). Pure; writes nothing.

Points, scores and pay whose parameters the other plan leaves alone are the stored ones, and sums are of whole numbers,
hundredths of a point: three candidates of 12,000 cards take half a second.
What was agreed or announced for a month (targets, shifts, decisions) stays as it was; the company's value of §3 too.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Literal, NamedTuple

from kpi_portal.lib.rounding import half_up, half_up_ratio, hundredths
from scoring.engine import points, shares, totals
from scoring.engine.card import ShareBound
from scoring.engine.facts import Decision, RedLine
from scoring.engine.plan import Plan
from scoring.engine.plan_parts import Dimension, IndicatorPlan
from scoring.engine.ranking import places
from scoring.engine.score import pay
from scoring.engine.weights import announced_weights, effective_weights
from scoring.lab.stored import Outcome, Stored, StoredLine, by_month

Place = tuple[str, str]
"""Dimension and indicator."""
Stays = Literal["points", "value", ""]


class _Points(NamedTuple):
    """One indicator's points and its share of the dimension."""

    code: str
    weight: Decimal
    points: Decimal | None


class _Judged(NamedTuple):
    """What decides an outcome beside points."""

    plan: Plan
    red_lines: tuple[RedLine, ...]
    decisions: tuple[Decision, ...]


def replay(cards: Sequence[Stored], plan: Plan) -> list[Outcome]:
    """What each card would have come to by ``plan``, in the order given; each month is ranked by itself.

    Raises PlanError where a target that was agreed does not fit the plan's rule.
    """
    found: dict[int, Outcome] = {}
    for group in by_month(cards).values():
        found |= _Month(group, plan).outcomes()
    return [found[card.key] for card in cards]


@dataclass(frozen=True)
class _Month:
    """The cards of one month and plan."""

    cards: Sequence[Stored]
    plan: Plan

    def outcomes(self) -> dict[int, Outcome]:
        """By key; shares need all totals first."""
        scorer = _Scorer(self.cards, self.plan)
        subtotals = [scorer.subtotal(card) for card in self.cards]
        first = [scorer.judged(card, base) for card, base in zip(self.cards, subtotals, strict=True)]
        ranked = [one.total for card, one in zip(self.cards, first, strict=True) if self._is_ranked(card, one)]
        held = [total for total in ranked if total is not None]
        bounds = shares.bounds(self.plan.grades, held)
        if bounds:
            first = [scorer.judged(card, base, bounds) for card, base in zip(self.cards, subtotals, strict=True)]
        place = places(held)
        return {
            card.key: Outcome(
                one.total,
                one.grade,
                one.coefficient,
                place[one.total] if one.total is not None and self._is_ranked(card, one) else None,
                _pay(card, one.coefficient),
            )
            for card, one in zip(self.cards, first, strict=True)
        }

    def _is_ranked(self, card: Stored, one: totals.Outcome) -> bool:
        return one.total is not None and card.posted_days >= self.plan.ranking_minimum_days


def _pay(card: Stored, coefficient: Decimal | None) -> Decimal | None:
    """The stored one where the coefficient is."""
    if coefficient == card.outcome.coefficient:
        return card.outcome.pay
    if coefficient is None or card.bonus_base is None:
        return None
    return pay(card.bonus_base, coefficient, card.posted_days, card.month.days)


class _Scorer:
    """Subtotals and outcomes of one month's cards by one plan."""

    def __init__(self, cards: Sequence[Stored], plan: Plan) -> None:
        self._cards, self._plan = cards, plan
        self._codes = [each.code for each in plan.dimensions]
        self._kept: dict[str, _Kept] = {}
        self._weighed: dict[tuple[object, ...], list[int]] = {}
        self._plain: dict[tuple[int | None, bool], totals.Outcome] = {}

    def subtotal(self, card: Stored) -> int | None:
        """Steps 1–5, in hundredths."""
        kept = self._kept_of(card.plan)
        groups = self._changed(card, kept) if kept.asks_for_lines else {}
        if kept.has_points:
            carried = card.outcome.total is not None
        else:
            carried = totals.carries_a_card([one for group in groups.values() for one in group], self._plan.catalogue)
        if not carried:
            return None
        known = {**card.scores, **{code: _score(group) for code, group in groups.items()}} if groups else card.scores
        scores = [known[code] for code in self._codes]
        return totals.sum_of_earned(self._weights(card.shifts, scores), scores)

    def judged(self, card: Stored, base: int | None, bounds: Sequence[ShareBound] = ()) -> totals.Outcome:
        """Steps 6–8; a card that has nothing beside its subtotal is judged by that alone, whosever it is."""
        if card.adjustments or card.red_lines or card.decisions:
            return self._judged(card, base, bounds)
        key = base, bool(bounds)
        if key not in self._plain:
            self._plain[key] = self._judged(card, base, bounds)
        return self._plain[key]

    def _judged(self, card: Stored, base: int | None, bounds: Sequence[ShareBound]) -> totals.Outcome:
        entries = totals.adjustment_lines(card.adjustments, self._plan.limits)
        subtotal = None if base is None else half_up_ratio(base, 100, 2)
        return totals.outcome(_Judged(self._plan, card.red_lines, card.decisions), subtotal, entries, bounds)

    def _weights(self, shifts: Mapping[str, Fraction], scores: Sequence[int | None]) -> list[int]:
        """In hundredths; agents differ in few patterns of what they have points for."""
        key = (*shifts.items(), *(score is None for score in scores)) if shifts or None in scores else ()
        if key not in self._weighed:
            announced = announced_weights(self._plan, shifts)
            effective = effective_weights(announced, [score is not None for score in scores])
            self._weighed[key] = list(map(hundredths, effective))
        return self._weighed[key]

    def _kept_of(self, plan: Plan) -> "_Kept":
        if plan.plan_hash not in self._kept:
            self._kept[plan.plan_hash] = _Kept.of(plan, self._plan)
        return self._kept[plan.plan_hash]

    def _changed(self, card: Stored, kept: "_Kept") -> dict[str, list[_Points]]:
        """Dimensions whose score is not the stored one; all of them where it is open what has points."""
        wanted = [each for each in self._plan.dimensions if not kept.has_points or each.code not in kept.scores]
        lines = card.by_place
        return {
            dimension.code: [
                _Points(
                    each.code, half_up(each.weight, 2), self._of(card, each, lines.get(place), kept.of_place(place))
                )
                for each in dimension.indicators
                for place in [(dimension.code, each.code)]
            ]
            for dimension in wanted
        }

    def _of(self, card: Stored, each: IndicatorPlan, line: StoredLine | None, stays: Stays) -> Decimal | None:
        """Step 1: as stored where nothing of it changes, by the rule alone where only that does, else anew."""
        if line is not None and stays == "points":
            return None if line.points is None else Decimal(line.points)
        if line is not None and stays == "value" and _by_rule_alone(line):
            return half_up(each.rule.points(Fraction(line.value or 0)), 2)
        value = self._company_values.get(each.code) if each.leans else None
        if line is not None and line.company_value is not None:
            value = Fraction(line.company_value)
        return points.line(each, card.by(self._plan), value).points

    @cached_property
    def _company_values(self) -> dict[str, Fraction]:
        """m of §3 where the stored cards do not say it: the other plan leans on the company where theirs did not."""
        return points.company_values([card.by(self._plan) for card in self._cards])


def _score(group: Sequence[_Points]) -> int | None:
    found = totals.dimension_score(group)
    return None if found is None else hundredths(found)


def _by_rule_alone(line: StoredLine) -> bool:
    return line.evidence == "measured" and line.value is not None and line.target_from in (None, "plan")


class _Kept(NamedTuple):
    """What of one plan the other leaves alone: places of indicators whose points, or at least whose values, stay; codes
    of dimensions whose scores stay; ``has_points``: what has points at all, since the rules alone differ;
    ``asks_for_lines``: whether some dimension is scored anew."""

    points: frozenset[Place]
    values: frozenset[Place]
    scores: frozenset[str]
    has_points: bool
    asks_for_lines: bool

    def of_place(self, place: Place) -> Stays:
        """What of an indicator may be taken as it is stored."""
        return "points" if place in self.points else "value" if place in self.values else ""

    @classmethod
    def of(cls, before: Plan, after: Plan) -> "_Kept":
        """Compare two plans."""
        pairs = list(_pairs(before, after))
        values = frozenset(place for place, old, new in pairs if _measured(old) == _measured(new))
        same = frozenset(place for place, old, new in pairs if place in values and old.rule == new.rule)
        scored = {each.code: _scored(each) for each in before.dimensions}
        scores = frozenset(each.code for each in after.dimensions if scored.get(each.code) == _scored(each))
        has_points = len(values) == len(before.indicators()) == len(after.indicators())
        return cls(same, values, scores, has_points, not has_points or len(scores) < len(after.dimensions))


def _pairs(before: Plan, after: Plan) -> Iterable[tuple[Place, IndicatorPlan, IndicatorPlan]]:
    """The same indicator of the same dimension in both."""
    old = {(each.code, one.code): one for each in before.dimensions for one in each.indicators}
    for each in after.dimensions:
        for one in each.indicators:
            if (each.code, one.code) in old:
                yield (each.code, one.code), old[each.code, one.code], one


def _measured(one: IndicatorPlan) -> object:
    """What decides value and policy."""
    return replace(one, name=None, rubric=None, example=None, weight=None, rule=None)  # type: ignore[arg-type]


def _scored(dimension: Dimension) -> object:
    """What decides a dimension's score."""
    return dimension.code, [(_measured(one), one.rule, one.weight) for one in dimension.indicators]
