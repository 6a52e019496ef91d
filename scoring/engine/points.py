"""Step 1 of SCORING §5: one indicator's evidence turned into points, with everything needed to check it by hand."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from math import isqrt
from typing import NamedTuple

from kpi_portal.lib.rounding import half_up, plain
from scoring.engine.card import EvidenceState, Interval, Line, Policy, TargetFrom
from scoring.engine.definition import Catalogue, Definition
from scoring.engine.facts import AgentMonth, Evidence, Measure
from scoring.engine.plan_parts import IndicatorPlan
from scoring.engine.problems import PlanError, Problem
from scoring.engine.rules import TowardTarget, target_problem

_Z = Fraction(196, 100)
_LEVELS: tuple[TargetFrom, ...] = ("agent", "team", "site")
_NOTHING = Evidence(None)


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
        return Evidence(Measure.of(0, 1, 1), evidence.excluded, evidence.facts_hash)
    return evidence


def company_values(months: Iterable[AgentMonth]) -> dict[str, Fraction]:
    """m of §3 by indicator: Σ numerators / Σ denominators over ``months`` (one plan), too few included."""
    sums: dict[str, tuple[Fraction, Fraction]] = {}
    catalogue: Catalogue = {}
    for month in months:
        catalogue = month.plan.catalogue
        for code in {indicator.code for indicator in month.plan.indicators()}:
            measure = evidence_of(month, code).measure
            if measure is not None:
                numerator, denominator = sums.get(code, (Fraction(0), Fraction(0)))
                sums[code] = (numerator + measure.numerator, denominator + measure.denominator)
    return {code: catalogue[code].scale * top / bottom for code, (top, bottom) in sums.items()}


def line(indicator: IndicatorPlan, month: AgentMonth, company_value: Fraction | None) -> Line:
    """The line of one indicator. Raises PlanError where an agreed target does not fit the rule."""
    known, evidence = month.plan.catalogue[indicator.code], evidence_of(month, indicator.code)
    measure = evidence.measure
    target, target_from = _target(indicator, month)
    judged = _judge(indicator, month, company_value, target)
    return Line(
        code=indicator.code,
        name=indicator.name,
        unit=known.unit,
        formula=known.formula,
        better=known.better,
        weight=half_up(indicator.weight, 2),
        rule=indicator.rule,
        target=target,
        target_from=target_from,
        numerator=measure.numerator if measure else None,
        denominator=measure.denominator if measure else None,
        scale=known.scale,
        own=_own(known, measure),
        value=judged.value,
        n=measure.n if measure else 0,
        minimum_n=indicator.minimum_n,
        prior_weight=judged.prior_weight,
        company_value=company_value if judged.prior_weight or judged.policy == "company_mean" else None,
        wilson=_wilson(known, measure),
        excluded=dict(sorted(evidence.excluded.items())),
        facts_hash=evidence.facts_hash,
        evidence=judged.evidence,
        no_evidence=indicator.no_evidence,
        policy=judged.policy,
        held=judged.points is None and indicator.no_evidence == "hold",
        points=judged.points,
    )


def _judge(
    indicator: IndicatorPlan, month: AgentMonth, company_value: Fraction | None, target: Decimal | None
) -> _Judged:
    """Points by the rule where enough was counted, else by a decision or the policy, else none."""
    measure = evidence_of(month, indicator.code).measure
    own = _own(month.plan.catalogue[indicator.code], measure)
    if own is not None and measure is not None and measure.n >= indicator.minimum_n:
        value = _with_prior(own, measure.n, indicator.prior_weight, company_value)
        points = half_up(indicator.rule.points(value, target), 2)
        return _Judged(value, indicator.prior_weight, points, "measured", None)
    given, policy = _without_evidence(indicator, month, company_value, target)
    state: EvidenceState = "policy" if policy else "none" if measure is None else "too_few"
    return _Judged(own, 0, given, state, policy)


def _own(known: Definition, measure: Measure | None) -> Fraction | None:
    """x of §3: the agent's own numerator / denominator × scale."""
    return None if measure is None else known.scale * measure.numerator / measure.denominator


def _target(indicator: IndicatorPlan, month: AgentMonth) -> tuple[Decimal | None, TargetFrom | None]:
    """The target used and where it came from: agent before team before site before plan."""
    agreed = {target.level: target.value for target in month.targets if target.indicator == indicator.code}
    for level in _LEVELS:
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


def _wilson(known: Definition, measure: Measure | None) -> Interval | None:
    """95 % Wilson interval of a rate (z 1.96), by integer square root: no float, same digits everywhere."""
    if not known.rate or measure is None:
        return None
    share, n = measure.numerator / measure.denominator, Fraction(measure.n)
    if not 0 <= share <= 1:
        return None
    centre = share + _Z**2 / (2 * n)
    spread = _Z * _root(share * (1 - share) / n + (_Z / (2 * n)) ** 2)
    whole = known.scale / (1 + _Z**2 / n)
    return Interval(half_up((centre - spread) * whole, 2), half_up((centre + spread) * whole, 2))


def _root(square: Fraction) -> Fraction:
    """The square root to 30 decimals, rounded down."""
    unit = 10**30
    return Fraction(isqrt(square.numerator * unit**2 // square.denominator), unit)
