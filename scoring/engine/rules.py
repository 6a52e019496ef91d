"""From a value to points (SCORING §5): three rules, each held in 0…100, exact until the caller rounds."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar, Literal

from scoring.engine.problems import Problem

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
        goal = Fraction(self.target if target is None else target)
        floor = Fraction(self.floor)
        return _held(100 * (value - floor) / (goal - floor))


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
            reached = [step for step in self.steps if Fraction(step.threshold) <= value][-1:]
        else:
            reached = [step for step in self.steps if Fraction(step.threshold) >= value][:1]
        return _held(Fraction(reached[0].points)) if reached else Fraction(0)


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
        return _held(Fraction(self.start) - Fraction(self.each) * value)


Rule = TowardTarget | Steps | PerEvent


def target_problem(rule: Rule, value: Decimal) -> Problem | None:
    """Why ``value`` cannot be a target agreed under ``rule``: only the target's side of the floor, strictly."""
    if not isinstance(rule, TowardTarget):
        return Problem("target_without_rule")
    floor = {"floor": format(rule.floor, "f")}
    if rule.better == "higher":
        return None if value > rule.floor else Problem("target_wrong_side", floor)
    return None if value < rule.floor else Problem("target_wrong_side_lower", floor)


def _held(points: Fraction) -> Fraction:
    return min(max(points, Fraction(0)), Fraction(100))
