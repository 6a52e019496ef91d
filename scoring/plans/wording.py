"""Plans and rules in words, in the reader's language (SCORING §5)."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from kpi_portal.lib.rounding import plain
from scoring.engine.plan import Plan
from scoring.engine.plan_parts import Dimension, IndicatorPlan
from scoring.engine.rules import Rule, Steps, TowardTarget
from scoring.indicators.catalogue import definitions
from scoring.saying import say


@dataclass(frozen=True)
class IndicatorInWords:
    """One row of a plan as people read it."""

    name: str
    weight: Decimal
    formula: str
    rule: str
    rubric: str
    notes: str
    example: str = ""
    key: str = ""


@dataclass(frozen=True)
class DimensionInWords:
    """One dimension of a plan as people read it."""

    name: str
    weight: Decimal
    indicators: list[IndicatorInWords]


def dimensions(plan: Plan) -> list[DimensionInWords]:
    """The plan in words, in plan order."""
    return [
        DimensionInWords(
            say(dimension.name), dimension.weight, [_indicator(dimension, each) for each in dimension.indicators]
        )
        for dimension in plan.dimensions
    ]


@dataclass(frozen=True)
class PresetInWords:
    """A shipped plan in one line: its name, and what weighs what."""

    name: str
    weights: str


def preset(plan: Plan) -> PresetInWords:
    """The plan as it is offered."""
    parts = (f"{say(dimension.name)} {plain(dimension.weight)}" for dimension in plan.dimensions)
    return PresetInWords(say(plan.name), " · ".join(parts))


def rule_in_words(rule: Rule, unit: str) -> str:
    """How a value becomes points."""
    if isinstance(rule, TowardTarget):
        return _("%(floor)s %(unit)s gives 0 points, %(target)s %(unit)s gives 100, in proportion between") % {
            "floor": plain(rule.floor), "target": plain(rule.target), "unit": unit,
        }  # fmt: skip
    if isinstance(rule, Steps):
        return _("; ").join(
            _("%(threshold)s → %(points)s points") % {"threshold": plain(step.threshold), "points": plain(step.points)}
            for step in rule.steps
        )
    return _("%(start)s points, %(each)s fewer for each") % {"start": plain(rule.start), "each": plain(rule.each)}


def rule_in_short(rule: Rule, unit: str) -> str:
    """From 0 points to 100, as a row of a table has room for."""
    if isinstance(rule, TowardTarget):
        return f"{plain(rule.floor)} → {plain(rule.target)} {unit}"
    if isinstance(rule, Steps):
        pairs = (f"{plain(step.threshold)} → {plain(step.points)}" for step in rule.steps)
        return _("; ").join(pairs)
    return _("%(start)s − %(each)s for each") % {"start": plain(rule.start), "each": plain(rule.each)}


def _indicator(dimension: Dimension, indicator: IndicatorPlan) -> IndicatorInWords:
    known = definitions()[indicator.code]
    return IndicatorInWords(
        name=say(indicator.name),
        weight=indicator.weight,
        formula=say(known.formula_of(indicator.within)),
        rule=rule_in_words(indicator.rule, say(known.unit)),
        rubric=say(indicator.rubric) if indicator.rubric else "",
        notes=_(". ").join(_notes(indicator)),
        example=say(indicator.example) if indicator.example else "",
        key=f"{dimension.code}.{indicator.code}",
    )


def _notes(indicator: IndicatorPlan) -> Iterator[str]:
    if indicator.minimum_n > 1:
        yield _("Fewer than %(n)s are too few to count") % {"n": indicator.minimum_n}
    if indicator.prior_weight:
        yield _("The company's value weighs in like %(k)s more") % {"k": indicator.prior_weight}
    words = {
        "reweight": _("Without evidence the weight goes to the others"),
        "company_mean": _("Without evidence the company's value stands in"),
        "neutral": _("Without evidence it gets %(points)s points")
        % {"points": plain(indicator.neutral_points or Decimal(0))},
        "hold": _("Without evidence the card waits for a decision"),
    }
    yield words[indicator.no_evidence]
