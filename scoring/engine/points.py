"""Step 1 of SCORING §5: one indicator's evidence turned into points, with everything needed to check it by hand."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import isqrt
from typing import NamedTuple

from kpi_portal.lib.rounding import half_up, half_up_ratio, plain
from scoring.engine.card import EvidenceState, Interval, Line, Policy, TargetFrom
from scoring.engine.definition import Definition
from scoring.engine.facts import AgentMonth, Evidence, Measure
from scoring.engine.plan_parts import IndicatorPlan
from scoring.engine.problems import PlanError, Problem
from scoring.engine.rules import TowardTarget, target_problem

_LEVELS: tuple[TargetFrom, ...] = ("agent", "team", "site")
_NOTHING, _ZERO = Evidence(None), Measure.of(0, 1, 1)
_UNIT = 10**30


class _Judged(NamedTuple):
    """What became of the evidence: the value the rule was given, k, points, and where they come from."""

    value: Fraction | None
    prior_weight: int
    points: Decimal | None
    evidence: EvidenceState
    policy: Policy | None


def evidence_of(month: AgentMonth, code: str) -> Evidence:
    """The evidence of indicator ``code``; where zero is evidence, nothing counted is the measure 0 / 1."""
    evidence = month.evidence.get(code, _NOTHING)
    if evidence.measure is None and month.plan.catalogue[code].zero_is_evidence:
        return Evidence(_ZERO, evidence.excluded, evidence.facts_hash)
    return evidence


def evidence_for(indicator: IndicatorPlan, month: AgentMonth) -> Evidence:
    """What the indicator is measured by: the agent's own evidence, or that of the teams led (§4)."""
    if indicator.of == "own":
        return evidence_of(month, indicator.code)
    return month.led[indicator.code].evidence if indicator.code in month.led else _NOTHING


def company_values(months: Sequence[AgentMonth]) -> dict[str, Fraction]:
    """m of §3 of the indicators that lean on it: Σ numerators / Σ denominators over ``months`` (one plan, any version),
    too few included."""
    plans = {month.plan.plan_hash: month.plan for month in months}.values()
    scales = {each.code: plan.catalogue[each.code].scale for plan in plans for each in plan.indicators() if each.leans}
    sums: dict[str, tuple[Fraction, Fraction]] = {}
    for month in months if scales else ():
        for code, indicator in {each.code: each for each in month.plan.indicators() if each.code in scales}.items():
            measure = evidence_for(indicator, month).measure
            if measure is not None:
                numerator, denominator = sums.get(code, (Fraction(0), Fraction(0)))
                sums[code] = (numerator + measure.numerator, denominator + measure.denominator)
    return {code: scales[code] * top / bottom for code, (top, bottom) in sums.items()}


def line(indicator: IndicatorPlan, month: AgentMonth, company_value: Fraction | None) -> Line:
    """The line of one indicator. Raises PlanError where an agreed target does not fit the rule."""
    known, evidence = month.plan.catalogue[indicator.code], evidence_for(indicator, month)
    measure = evidence.measure
    own = None if measure is None else _own(known, measure)
    target, target_from = _target(indicator, month)
    if own is not None and measure is not None and measure.n >= indicator.minimum_n:
        judged = _by_rule(indicator, _with_prior(own, measure.n, indicator.prior_weight, company_value), target)
    else:
        given, policy = _without_evidence(indicator, month, company_value, target)
        judged = _Judged(own, 0, given, "policy" if policy else "none" if measure is None else "too_few", policy)
    return Line(
        code=indicator.code,
        name=indicator.name,
        unit=known.unit,
        formula=known.formula_of(indicator.within),
        better=known.better,
        weight=half_up(indicator.weight, 2),
        rule=indicator.rule,
        target=target,
        target_from=target_from,
        numerator=measure.numerator if measure else None,
        denominator=measure.denominator if measure else None,
        scale=known.scale,
        own=own,
        value=judged.value,
        n=measure.n if measure else 0,
        minimum_n=indicator.minimum_n,
        prior_weight=judged.prior_weight,
        company_value=company_value if judged.prior_weight or judged.policy == "company_mean" else None,
        wilson=wilson(known, measure),
        excluded=dict(sorted(evidence.excluded.items())),
        facts_hash=evidence.facts_hash,
        evidence=judged.evidence,
        no_evidence=indicator.no_evidence,
        policy=judged.policy,
        held=judged.points is None and indicator.no_evidence == "hold",
        points=judged.points,
        of=indicator.of,
        members=month.led[indicator.code].members if indicator.of == "led" and indicator.code in month.led else (),
    )


def _by_rule(indicator: IndicatorPlan, value: Fraction, target: Decimal | None) -> _Judged:
    points = half_up(indicator.rule.points(value, target), 2)
    return _Judged(value, indicator.prior_weight, points, "measured", None)


def _own(known: Definition, measure: Measure) -> Fraction:
    """x of §3: the agent's own numerator / denominator × scale."""
    above, below = measure.ratio
    return Fraction(known.scale * above, below)


def _target(indicator: IndicatorPlan, month: AgentMonth) -> tuple[Decimal | None, TargetFrom | None]:
    """The target used and where it came from: agent before team before site before plan."""
    agreed = {target.level: target.value for target in month.targets if target.indicator == indicator.code}
    for level in _LEVELS if agreed else ():
        if level in agreed:
            problem = target_problem(indicator.rule, agreed[level])
            if problem:
                raise PlanError([Problem("target_refused", {"indicator": indicator.code, "why": str(problem)})])
            return Decimal(plain(agreed[level])), level
    if isinstance(indicator.rule, TowardTarget):
        return indicator.rule.target, "plan"
    return None, None


def _with_prior(own: Fraction, n: int, prior: int, company_value: Fraction | None) -> Fraction:
    """(n·x + k·m) / (n + k); x itself where k is 0."""
    if company_value is None or prior == 0:
        return own
    return (n * own + prior * company_value) / (n + prior)


def _without_evidence(
    indicator: IndicatorPlan, month: AgentMonth, company_value: Fraction | None, target: Decimal | None
) -> tuple[Decimal | None, Policy | None]:
    """Points given by a decision or by the indicator's policy; none for ``reweight`` and an undecided ``hold``."""
    for decision in month.decisions:
        if decision.indicator == indicator.code and decision.points is not None:
            return half_up(decision.points, 2), "decision"
    if indicator.no_evidence == "neutral" and indicator.neutral_points is not None:
        return half_up(indicator.neutral_points, 2), "neutral"
    if indicator.no_evidence == "company_mean" and company_value is not None:
        return half_up(indicator.rule.points(company_value, target), 2), "company_mean"
    return None, None


def wilson(known: Definition, measure: Measure | None) -> Interval | None:
    """95 % Wilson interval of a rate (z = 49/25), by integer square root: no float, same digits everywhere.

    With p = hits / trials: (p + z²/2n ± z √(p(1 − p)/n + z²/4n²)) / (1 + z²/n), multiplied out to whole numbers, the
    root to 30 decimals, rounded down.
    """
    if not known.rate or measure is None:
        return None
    (hits, trials), n = measure.ratio, measure.n
    if not 0 <= hits <= trials:
        return None
    square = 2500 * n * hits * (trials - hits) + 2401 * trials**2
    root = isqrt(square * _UNIT**2 // (2500 * n**2 * trials**2))
    centre, spread = (1250 * n * hits + 2401 * trials) * _UNIT, 2450 * n * trials * root
    below = 2 * (625 * n + 2401) * trials * _UNIT
    return Interval(*(half_up_ratio(known.scale * end, below, 2) for end in (centre - spread, centre + spread)))
