"""Step 1 of SCORING §5: one indicator's evidence turned into points, with everything needed to check it by hand."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from math import isqrt

from kpi_portal.lib.rounding import half_up, plain
from scoring.engine.card import EvidenceState, Interval, Line, Policy, TargetFrom
from scoring.engine.facts import AgentMonth, Evidence, Measure
from scoring.engine.indicators import CATALOGUE, Indicator
from scoring.engine.plan_parts import IndicatorPlan
from scoring.engine.problems import PlanError, Problem
from scoring.engine.rules import TowardTarget, target_problem

_Z = Fraction(196, 100)
_LEVELS: tuple[TargetFrom, ...] = ("agent", "team", "site")
_NOTHING = Evidence(None)


def evidence_of(month: AgentMonth, code: str) -> Evidence:
    """The evidence of indicator ``code``; where zero is evidence, nothing counted is the measure 0 / 1."""
    evidence = month.evidence.get(code, _NOTHING)
    if evidence.measure is None and CATALOGUE[code].zero_is_evidence:
        return Evidence(Measure.of(0, 1, 1), evidence.excluded, evidence.facts_hash)
    return evidence


def company_values(months: Iterable[AgentMonth]) -> dict[str, Fraction]:
    """m of §3 by indicator: Σ numerators / Σ denominators over ``months`` (one plan), too few included."""
    sums: dict[str, tuple[Fraction, Fraction]] = {}
    for month in months:
        for code in {indicator.code for indicator in month.plan.indicators()}:
            measure = evidence_of(month, code).measure
            if measure is not None:
                numerator, denominator = sums.get(code, (Fraction(0), Fraction(0)))
                sums[code] = (numerator + measure.numerator, denominator + measure.denominator)
    return {code: CATALOGUE[code].scale * top / bottom for code, (top, bottom) in sums.items()}


def line(indicator: IndicatorPlan, month: AgentMonth, company_value: Fraction | None) -> Line:
    """The line of one indicator. Raises PlanError where an agreed target does not fit the rule."""
    known, evidence = CATALOGUE[indicator.code], evidence_of(month, indicator.code)
    measure = evidence.measure
    target, target_from = _target(indicator, month)
    own = None if measure is None else known.scale * measure.numerator / measure.denominator
    enough = measure is not None and measure.n >= indicator.minimum_n
    prior = indicator.prior_weight if enough else 0
    value = _with_prior(own, measure, prior, company_value)
    points: Decimal | None = None
    policy: Policy | None = None
    if enough and value is not None:
        points = half_up(indicator.rule.points(value, target), 2)
    else:
        points, policy = _without_evidence(indicator, month, company_value, target)
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
        own=own,
        value=value,
        n=measure.n if measure else 0,
        minimum_n=indicator.minimum_n,
        prior_weight=prior,
        company_value=company_value if prior or policy == "company_mean" else None,
        wilson=_wilson(known, measure),
        excluded=dict(sorted(evidence.excluded.items())),
        facts_hash=evidence.facts_hash,
        evidence=_state(measure, enough, policy),
        no_evidence=indicator.no_evidence,
        policy=policy,
        held=points is None and indicator.no_evidence == "hold",
        points=points,
    )


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


def _with_prior(
    own: Fraction | None, measure: Measure | None, prior: int, company_value: Fraction | None
) -> Fraction | None:
    """(n·x + k·m) / (n + k); x itself where k is 0."""
    if own is None or measure is None or company_value is None or prior == 0:
        return own
    return (measure.n * own + prior * company_value) / (measure.n + prior)


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


def _state(measure: Measure | None, enough: bool, policy: Policy | None) -> EvidenceState:
    if enough:
        return "measured"
    if policy is not None:
        return "policy"
    return "none" if measure is None else "too_few"


def _wilson(known: Indicator, measure: Measure | None) -> Interval | None:
    """95 % Wilson interval of a rate (z 1.96), by integer square root: no float, same digits everywhere."""
    if not known.rate or measure is None:
        return None
    share, n = measure.numerator / measure.denominator, Fraction(measure.n)
    centre = share + _Z**2 / (2 * n)
    spread = _Z * _root(share * (1 - share) / n + (_Z / (2 * n)) ** 2)
    whole = known.scale / (1 + _Z**2 / n)
    return Interval(half_up((centre - spread) * whole, 2), half_up((centre + spread) * whole, 2))


def _root(square: Fraction) -> Fraction:
    """The square root to 30 decimals, rounded down."""
    unit = 10**30
    return Fraction(isqrt(square.numerator * unit**2 // square.denominator), unit)
