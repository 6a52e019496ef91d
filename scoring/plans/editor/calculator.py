"""“What does 92 % give?”: one value through a rule, step by step as the card prints it (SCORING §5, steps 1, 2, 4)."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from kpi_portal.lib.rounding import exact, half_up, plain, printed
from scoring.engine.rules import PerEvent, Rule, Steps, TowardTarget


@dataclass(frozen=True)
class Step:
    """One line: what it is, how it is counted, what comes out."""

    name: str
    formula: str
    result: str


def points_of(rule: Rule, value: Decimal) -> Decimal:
    """The points that the engine gives a measured value, to 0.01."""
    return half_up(rule.points(exact(value)), 2)


def steps(rule: Rule, value: Decimal, *, weight: Fraction, share: Fraction, alone: bool) -> list[Step]:
    """From the value to what it adds to a card on which everything has points. ``alone``: the dimension's only one."""
    points = points_of(rule, value)
    of_dimension = half_up(share * exact(points) / 100, 2)
    others = "" if alone else _(", the others apart")
    return [
        Step(_("Points"), _formula(rule, value), printed(points)),
        Step(_("Of the dimension"), f"{printed(share)} × {printed(points)} ÷ 100", printed(of_dimension)),
        Step(
            _("Counts"),
            f"{printed(weight)} × {printed(of_dimension)} ÷ 100{others}",
            printed(half_up(weight * exact(of_dimension) / 100, 2)),
        ),
    ]


def _formula(rule: Rule, value: Decimal) -> str:
    if isinstance(rule, TowardTarget):
        floor = plain(rule.floor)
        return f"({plain(value)} − {floor}) ÷ ({plain(rule.target)} − {floor}) × 100"
    if isinstance(rule, PerEvent):
        return f"{plain(rule.start)} − {plain(rule.each)} × {plain(value)}"
    return _reached(rule, value)


def _reached(rule: Steps, value: Decimal) -> str:
    """Which step it is."""
    higher = rule.better == "higher"
    reached = [step for step in rule.steps if (step.threshold <= value if higher else step.threshold >= value)]
    if not reached:
        return _("none of the steps")
    threshold = plain((reached[-1] if higher else reached[0]).threshold)
    return (_("from %(threshold)s on") if higher else _("up to %(threshold)s")) % {"threshold": threshold}
