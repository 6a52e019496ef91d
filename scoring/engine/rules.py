"""From a value to points (SCORING §5): three rules, each held in 0…100, exact until the caller rounds."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar, Literal

from kpi_portal.lib.rounding import exact, plain
from scoring.engine.problems import Problem

_NOTHING, _EVERYTHING = Fraction(0), Fraction(100)

_DIGITS = 12
"""Decimals to which a limit is written: all it has, since plans and shares have few."""

Direction = Literal["higher", "lower"]

DIRECTIONS: tuple[Direction, ...] = ("higher", "lower")


@dataclass(frozen=True, slots=True)
class TowardTarget:
    """``100 × (value − floor) / (target − floor)``; lower is better where ``target < floor``."""

    kind: ClassVar = "toward_target"
    floor: Decimal
    target: Decimal

    @property
    def better(self) -> Direction:
        return "higher" if self.target > self.floor else "lower"

    def points(self, value: Fraction, target: Decimal | None = None) -> Fraction:
        """Points of ``value``; ``target`` replaces the plan's where one was agreed."""
        goal, floor = exact(self.target if target is None else target), exact(self.floor)
        above = value.numerator * floor.denominator - floor.numerator * value.denominator
        span = goal.numerator * floor.denominator - floor.numerator * goal.denominator
        return _held(100 * above * goal.denominator, value.denominator * span)

    def easiest(self, ease: Fraction) -> Fraction:
        """The easiest target that may be agreed: ``ease`` of the way back from the target to the floor (§5)."""
        target, floor = Fraction(self.target), Fraction(self.floor)
        return target - ease * (target - floor)

    def is_easier(self, value: Decimal, than: Fraction) -> bool:
        """Whether ``value`` as a target asks less than ``than``."""
        return Fraction(value) < than if self.better == "higher" else Fraction(value) > than


@dataclass(frozen=True, slots=True)
class Step:
    """From ``threshold`` on (higher is better), or up to it (lower is better): ``points``."""

    threshold: Decimal
    points: Decimal


@dataclass(frozen=True, slots=True)
class Steps:
    """Points of the largest threshold ≤ value, or, lower being better, of the smallest ≥ value; none: 0."""

    kind: ClassVar = "steps"
    better: Direction
    steps: tuple[Step, ...]

    def points(self, value: Fraction, target: Decimal | None = None) -> Fraction:
        """Points of ``value``; steps know no agreed target."""
        if self.better == "higher":
            reached = [step for step in self.steps if exact(step.threshold) <= value][-1:]
        else:
            reached = [step for step in self.steps if exact(step.threshold) >= value][:1]
        return _held(*exact(reached[0].points).as_integer_ratio()) if reached else _NOTHING


@dataclass(frozen=True, slots=True)
class PerEvent:
    """``start − each × count``."""

    kind: ClassVar = "per_event"
    start: Decimal
    each: Decimal

    @property
    def better(self) -> Direction:
        return "lower"

    def points(self, value: Fraction, target: Decimal | None = None) -> Fraction:
        """Points after ``value`` events; knows no agreed target."""
        return _held(*(exact(self.start) - exact(self.each) * value).as_integer_ratio())


Rule = TowardTarget | Steps | PerEvent


def target_problem(rule: Rule, value: Decimal) -> Problem | None:
    """Why ``value`` cannot be a target agreed under ``rule``: only the target's side of the floor, strictly."""
    if not isinstance(rule, TowardTarget):
        return Problem("target_without_rule")
    floor = {"floor": format(rule.floor, "f")}
    if rule.better == "higher":
        return None if value > rule.floor else Problem("target_wrong_side", floor)
    return None if value < rule.floor else Problem("target_wrong_side_lower", floor)


def ease_problem(rule: Rule, value: Decimal, ease: Fraction) -> Problem | None:
    """Why ``value`` cannot be agreed: not under ``rule`` at all, or more than ``ease`` easier than its target (§5)."""
    problem = target_problem(rule, value)
    if problem is not None or not isinstance(rule, TowardTarget):
        return problem
    limit = rule.easiest(ease)
    if not rule.is_easier(value, limit):
        return None
    code = "target_too_easy" if rule.better == "higher" else "target_too_easy_lower"
    return Problem(code, {"limit": plain(limit, _DIGITS), "target": plain(rule.target, _DIGITS)})


def _held(points: int, divided_by: int) -> Fraction:
    if divided_by < 0:
        points, divided_by = -points, -divided_by
    if points <= 0:
        return _NOTHING
    return _EVERYTHING if points >= 100 * divided_by else Fraction(points, divided_by)
