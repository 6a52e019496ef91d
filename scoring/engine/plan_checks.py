"""What keeps a plan from being published, and what its authors should know before they do (SCORING §2)."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from kpi_portal.lib.rounding import exact, plain, printed
from scoring.engine.definition import Definition, Text
from scoring.engine.plan import Plan
from scoring.engine.plan_parts import Dimension, FollowUp, IndicatorPlan
from scoring.engine.problems import Problem
from scoring.engine.rules import PerEvent, Steps, TowardTarget

FINANCE = frozenset({"fee_collection_rate", "bad_debt_rate", "dunning_on_time_rate"})

_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class PublishWarning:
    """A publish check that speaks; ``acknowledged`` is the authors' reason, where they gave one."""

    problem: Problem
    acknowledged: Text | None


def problems(plan: Plan) -> list[Problem]:
    """Everything that forbids publishing ``plan``; empty means it can score a month."""
    found = [*_sums(plan), *_frame(plan), *_grades(plan)]
    for dimension in plan.dimensions:
        found += _dimension(dimension)
        for indicator in dimension.indicators:
            found += _indicator(indicator, plan.catalogue.get(indicator.code))
    return found


def publish_warnings(plan: Plan) -> list[PublishWarning]:
    """The publish checks of §2 that speak, each with its acknowledgement; the company warns or refuses."""
    reasons = {(seen.check, seen.subject): seen.reason for seen in plan.acknowledged}
    return [
        PublishWarning(problem, reasons.get((problem.code, problem.params.get("subject", ""))))
        for problem in [*_dimension_warnings(plan), *_indicator_warnings(plan)]
    ]


def _sums(plan: Plan) -> Iterator[Problem]:
    if not plan.dimensions:
        yield Problem("no_dimension")
        return
    whole = sum(exact(dimension.weight) for dimension in plan.dimensions)
    if whole != 100:
        yield Problem("weights_sum", {"sum": printed(whole)})
    for code in _twice(dimension.code for dimension in plan.dimensions):
        yield Problem("duplicate_dimension", {"dimension": code})
    for code in _twice(code for code, _of in {(each.code, each.of) for each in plan.indicators()}):
        yield Problem("own_and_led", {"indicator": code})


def _dimension(dimension: Dimension) -> Iterator[Problem]:
    inner = sum(exact(indicator.weight) for indicator in dimension.indicators)
    if not dimension.indicators:
        yield Problem("no_indicator", {"dimension": dimension.code})
    elif inner != 100:
        yield Problem("inner_weights_sum", {"dimension": dimension.code, "sum": printed(inner)})
    for code in _twice(indicator.code for indicator in dimension.indicators):
        yield Problem("duplicate_indicator", {"indicator": code, "dimension": dimension.code})
    yield from _weights(dimension)


def _weights(dimension: Dimension) -> Iterator[Problem]:
    parts = [(dimension.code, dimension.weight), *((part.code, part.weight) for part in dimension.indicators)]
    for code, weight in parts:
        if not 0 < weight <= _HUNDRED or exact(weight) * 100 % 1 != 0:
            yield Problem("weight_range", {"subject": code})


def _twice(codes: Iterable[str]) -> list[str]:
    return [code for code, times in Counter(codes).items() if times > 1]


def _frame(plan: Plan) -> Iterator[Problem]:
    limits = plan.limits
    for name, limit in (("bonus", limits.bonus), ("deduction", limits.deduction), ("supervisor", limits.supervisor)):
        if limit < 0:
            yield Problem("limit_range", {"subject": name})
    if limits.ceiling < _HUNDRED:
        yield Problem("ceiling_range")
    if not 0 <= plan.band.low < plan.band.high <= _HUNDRED:
        yield Problem("band_order")
    if not 0 <= plan.measuring.pass_mark <= _HUNDRED:
        yield Problem("points_range", {"subject": "pass_mark"})


def _grades(plan: Plan) -> Iterator[Problem]:
    codes = [grade.code for grade in plan.grades]
    falling = all(better.lower > worse.lower for better, worse in pairwise(plan.grades))
    if not plan.grades or not falling or plan.grades[-1].lower != 0:
        yield Problem("grades_order")
    for code in _twice(codes):
        yield Problem("duplicate_grade", {"grade": code})
    for better, grade in pairwise(plan.grades):
        if not 0 <= grade.coefficient <= better.coefficient:
            yield Problem("coefficient_range", {"grade": grade.code})
    yield from _named_grades(plan, codes)
    yield from _shares(plan)


def _named_grades(plan: Plan, codes: list[str]) -> Iterator[Problem]:
    if plan.red_lines.cap not in codes:
        yield Problem("unknown_cap", {"grade": plan.red_lines.cap})
    if plan.follow_up != FollowUp() and plan.follow_up.plan_below not in codes:
        yield Problem("unknown_follow_up", {"grade": plan.follow_up.plan_below})
    if plan.follow_up.rotation_from not in {*codes, FollowUp.rotation_from}:
        yield Problem("unknown_follow_up", {"grade": plan.follow_up.rotation_from})


def _shares(plan: Plan) -> Iterator[Problem]:
    """Somebody has to be left for whom no share is meant: the lowest grade has none."""
    shares = [(grade.code, grade.share) for grade in plan.grades if grade.share is not None]
    for code, share in shares:
        if not 0 < share <= _HUNDRED or exact(share) * 100 % 1 != 0:
            yield Problem("share_range", {"grade": code})
    if sum(exact(share) for _code, share in shares) > 100:
        yield Problem("shares_sum")
    if plan.grades and plan.grades[-1].share is not None:
        yield Problem("share_of_lowest", {"grade": plan.grades[-1].code})


def _indicator(indicator: IndicatorPlan, known: Definition | None) -> Iterator[Problem]:
    subject = {"indicator": indicator.code}
    if known is None:
        yield Problem("unknown_indicator", subject)
    if indicator.minimum_n < 1 or (known and known.zero_is_evidence and indicator.minimum_n != 1):
        yield Problem("minimum_n_range", subject)
    if indicator.neutral_points is not None and not 0 <= indicator.neutral_points <= _HUNDRED:
        yield Problem("points_range", {"subject": indicator.code})
    yield from _within(indicator, known)
    rule_problem = _rule(indicator)
    if rule_problem:
        yield Problem(rule_problem, {**subject, "subject": indicator.code})
    elif known and indicator.rule.better != known.better:
        yield Problem("rule_direction", subject)


def _within(indicator: IndicatorPlan, known: Definition | None) -> Iterator[Problem]:
    if known is None or indicator.within is None:
        return
    if known.within is None:
        yield Problem("no_within", {"indicator": indicator.code})
    elif not 1 <= indicator.within <= known.within.most:
        yield Problem("within_range", {"indicator": indicator.code, "high": str(known.within.most)})


def _rule(indicator: IndicatorPlan) -> str | None:
    rule = indicator.rule
    if isinstance(rule, TowardTarget):
        return "floor_is_target" if rule.floor == rule.target else None
    if isinstance(rule, PerEvent):
        return "each_range" if rule.each <= 0 else None if 0 <= rule.start <= _HUNDRED else "points_range"
    return _steps(rule)


def _steps(rule: Steps) -> str | None:
    if not all(0 <= step.points <= _HUNDRED for step in rule.steps):
        return "points_range"
    order = rule.steps if rule.better == "higher" else rule.steps[::-1]
    rising = all(low.threshold < high.threshold for low, high in pairwise(rule.steps))
    rewarding = all(worse.points <= better.points for worse, better in pairwise(order))
    return None if rule.steps and rising and rewarding else "steps_order"


def _dimension_warnings(plan: Plan) -> Iterator[Problem]:
    heaviest = max((dimension.weight for dimension in plan.dimensions), default=_HUNDRED)
    for dimension in plan.dimensions:
        if not plan.band.low <= dimension.weight <= plan.band.high:
            params = {"low": plain(plan.band.low), "high": plain(plan.band.high), "weight": printed(dimension.weight)}
            yield Problem("weight_outside_band", {"subject": dimension.code, **params})
    feedback = [dimension.weight for dimension in plan.dimensions if dimension.code == "customer_feedback"]
    if heaviest not in feedback:
        yield Problem("feedback_not_heaviest", {"subject": "customer_feedback"})


def _indicator_warnings(plan: Plan) -> Iterator[Problem]:
    for indicator in plan.indicators():
        if indicator.rubric is None:
            yield Problem("no_rubric", {"subject": indicator.code})
    for code in _twice(indicator.code for indicator in plan.indicators()):
        yield Problem("measured_twice", {"subject": code})
    yield from _share_warnings(plan)


def _share_warnings(plan: Plan) -> Iterator[Problem]:
    nps, finance = _share(plan, frozenset({"nps"})), _share(plan, FINANCE)
    if 0 < nps < 20:
        yield Problem("nps_too_light", {"subject": "nps", "weight": printed(nps)})
    if finance > 0 and not 20 <= finance <= 30:
        yield Problem("finance_outside_band", {"subject": "finance", "weight": printed(finance)})


def _share(plan: Plan, codes: frozenset[str]) -> Fraction:
    """Percent of the whole plan carried by the indicators ``codes``."""
    return sum(
        (
            exact(dimension.weight) * exact(indicator.weight) / 100
            for dimension in plan.dimensions
            for indicator in dimension.indicators
            if indicator.code in codes
        ),
        Fraction(0),
    )
