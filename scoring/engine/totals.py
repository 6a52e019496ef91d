"""Steps 2 and 4–8 of SCORING §5: from lines to sections, subtotal, adjustments, total, grade and coefficient."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Protocol

from kpi_portal.lib.rounding import add_up, exact, half_up, half_up_ratio, hundredths
from scoring.engine.card import AdjustmentLine, Line, Section, ShareBound
from scoring.engine.definition import Catalogue
from scoring.engine.facts import Adjustment, Decision, RedLine
from scoring.engine.plan import Plan
from scoring.engine.plan_parts import Grade, Limits
from scoring.engine.weights import announced_weights, effective_weights

ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Outcome:
    """Steps 6–8: what becomes of a subtotal."""

    cut: Decimal
    total: Decimal | None
    grade_by_total: str | None
    grade: str | None
    coefficient: Decimal | None


class HasPoints(Protocol):
    """What a dimension's score asks of a line."""

    @property
    def code(self) -> str: ...
    @property
    def weight(self) -> Decimal: ...
    @property
    def points(self) -> Decimal | None: ...


class Judged(Protocol):
    """What decides the outcome beside points: an ``AgentMonth``, or what is left of one on a stored card."""

    @property
    def plan(self) -> Plan: ...
    @property
    def red_lines(self) -> tuple[RedLine, ...]: ...
    @property
    def decisions(self) -> tuple[Decision, ...]: ...


def dimension_score(lines: Sequence[HasPoints]) -> Decimal | None:
    """Step 2: Σ(weight × points) / Σ weight over the lines that have points, to 0.01; None without any."""
    scored = [(hundredths(line.weight), hundredths(line.points)) for line in lines if line.points is not None]
    if not scored:
        return None
    return half_up_ratio(
        sum(weight * points for weight, points in scored), 100 * sum(weight for weight, _ in scored), 2
    )


def carries_a_card(lines: Sequence[HasPoints], catalogue: Catalogue) -> bool:
    """Whether something other than a zero that is evidence has points; else the card has no total (§5)."""
    return any(line.points is not None and not catalogue[line.code].zero_is_evidence for line in lines)


def sections(plan: Plan, lines: Sequence[Sequence[Line]], shifts: Mapping[str, Fraction]) -> tuple[Section, ...]:
    """Steps 2–4. Where nothing carries the card no dimension has a weight and nothing is earned."""
    scores = [dimension_score(group) for group in lines]
    carried = carries_a_card([line for group in lines for line in group], plan.catalogue)
    announced = announced_weights(plan, shifts)
    weights = effective_weights(announced, [carried and score is not None for score in scores])
    return tuple(
        Section(
            code=dimension.code,
            name=dimension.name,
            base_weight=half_up(dimension.weight, 2),
            shift=_shift(announced[index], dimension.weight),
            weight=weights[index],
            score=score,
            earned=earned(weights[index], score) if carried else None,
            lines=tuple(lines[index]),
        )
        for index, (dimension, score) in enumerate(zip(plan.dimensions, scores, strict=True))
    )


@lru_cache(maxsize=1024)
def _shift(announced: Decimal, base: Decimal) -> Decimal:
    """Agents of one plan have few of them."""
    return half_up(exact(announced) - exact(base), 2)


def earned(weight: Decimal, score: Decimal | None) -> Decimal | None:
    """Step 4: effective weight × dimension score / 100, to 0.01."""
    return None if score is None else half_up_ratio(hundredths(weight) * hundredths(score), 1_000_000, 2)


def sum_of_earned(weights: Sequence[int], scores: Sequence[int | None]) -> int:
    """Steps 4 and 5 at once, all in hundredths, for who wants the sums of many cards alone."""
    return sum((2 * weight * score + 10_000) // 20_000 for weight, score in zip(weights, scores, strict=True) if score)


def subtotal(parts: Sequence[Section]) -> Decimal | None:
    """Step 5: the sum of the earned figures as printed; None where nothing carries the card."""
    figures = [part.earned for part in parts if part.earned is not None]
    return add_up(figures) if figures else None


def adjustment_lines(entries: Sequence[Adjustment], limits: Limits) -> tuple[AdjustmentLine, ...]:
    """Step 6: entries in order of entry; the cap of a kind holds for its sum, the entry that crosses counts in part."""
    if not entries:
        return ()
    span = {
        "bonus": (Fraction(0), exact(limits.bonus)),
        "deduction": (-exact(limits.deduction), Fraction(0)),
        "supervisor": (-exact(limits.supervisor), exact(limits.supervisor)),
    }
    entered = dict.fromkeys(span, Fraction(0))
    lines = []
    for entry in sorted(entries, key=lambda entry: (entry.sequence, entry.kind, entry.text_hash)):
        before, after = entered[entry.kind], entered[entry.kind] + exact(entry.points)
        entered[entry.kind] = after
        counted = half_up(_held(after, *span[entry.kind]) - _held(before, *span[entry.kind]), 2)
        lines.append(
            AdjustmentLine(entry.kind, half_up(entry.points, 2), counted, entry.reason, entry.by, entry.text_hash)
        )
    return tuple(lines)


def outcome(
    month: Judged, base: Decimal | None, entries: Sequence[AdjustmentLine], bounds: Sequence[ShareBound] = ()
) -> Outcome:
    """Steps 6–8: total held in 0…ceiling, grade, red lines, coefficient. Without a subtotal only a decision counts."""
    decided = next((d.coefficient for d in month.decisions if d.coefficient is not None), None)
    if base is None:
        return Outcome(ZERO, None, None, None, _after_red_lines(month, None, decided))
    raw = add_up([base, *(entry.counted for entry in entries)])
    total = half_up(min(max(raw, ZERO), month.plan.limits.ceiling), 2)
    grade = graded(month.plan, total, bounds, has_red_lines=bool(month.red_lines))
    coefficient = _after_red_lines(month, grade, grade.coefficient if decided is None else decided)
    return Outcome(add_up([total, raw.copy_negate()]), total, grade_of(month.plan, total).code, grade.code, coefficient)


def grade_of(plan: Plan, total: Decimal, bounds: Sequence[ShareBound] = ()) -> Grade:
    """Step 7: the highest band whose lower bound ≤ total and, where it has a share, that had room for it."""
    shut = {bound.grade for bound in bounds if bound.lower is None or total < bound.lower}
    return next(grade for grade in plan.grades if grade.lower <= total and grade.code not in shut)


def graded(plan: Plan, total: Decimal, bounds: Sequence[ShareBound] = (), *, has_red_lines: bool) -> Grade:
    """Step 7, then step 8, ``cap_grade``: the worse of the grade and the cap. A place that is capped stays taken."""
    band = grade_of(plan, total, bounds)
    if plan.red_lines.policy != "cap_grade" or not has_red_lines:
        return band
    cap = next(grade for grade in plan.grades if grade.code == plan.red_lines.cap)
    return max(band, cap, key=plan.grades.index)


def _after_red_lines(month: Judged, grade: Grade | None, coefficient: Decimal | None) -> Decimal | None:
    """Step 8 for the coefficient: a decision cannot lift it above what a confirmed red line leaves."""
    if coefficient is None or not month.red_lines:
        return coefficient
    if month.plan.red_lines.policy == "zero_coefficient":
        return Decimal("0.0")
    if month.plan.red_lines.policy == "cap_grade":
        cap = next(grade for grade in month.plan.grades if grade.code == month.plan.red_lines.cap)
        return min(coefficient, cap.coefficient)
    return coefficient


def _held(value: Fraction, low: Fraction, high: Fraction) -> Fraction:
    return min(max(value, low), high)
