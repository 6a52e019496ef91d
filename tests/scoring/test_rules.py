"""The three rules from value to points, and the interval printed beside a rate (SCORING §3, §5)."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from scoring.engine.facts import Evidence, Measure
from scoring.engine.freezing import freeze
from scoring.engine.rules import PerEvent, Rule, Step, Steps, TowardTarget
from scoring.engine.score import score_month
from tests.scoring import golden

HIGHER = Steps("higher", (Step(Decimal(1), Decimal(40)), Step(Decimal(3), Decimal(80)), Step(Decimal(5), Decimal(100))))
LOWER = Steps("lower", (Step(Decimal(1), Decimal(100)), Step(Decimal(3), Decimal(80)), Step(Decimal(5), Decimal(40))))


@pytest.mark.parametrize(
    ("rule", "value", "points"),
    [
        (TowardTarget(Decimal(80), Decimal(98)), "92", "200/3"),
        (TowardTarget(Decimal(80), Decimal(98)), "79", "0"),
        (TowardTarget(Decimal(80), Decimal(98)), "99", "100"),
        (TowardTarget(Decimal(60), Decimal(15)), "37.5", "50"),
        (TowardTarget(Decimal(60), Decimal(15)), "61", "0"),
        (TowardTarget(Decimal(60), Decimal(15)), "14", "100"),
        (HIGHER, "0.99", "0"),
        (HIGHER, "1", "40"),
        (HIGHER, "4", "80"),
        (HIGHER, "9", "100"),
        (LOWER, "0", "100"),
        (LOWER, "1", "100"),
        (LOWER, "1.01", "80"),
        (LOWER, "5", "40"),
        (LOWER, "5.01", "0"),
        (PerEvent(Decimal(100), Decimal(15)), "0", "100"),
        (PerEvent(Decimal(100), Decimal(15)), "2", "70"),
        (PerEvent(Decimal(100), Decimal(15)), "7", "0"),
    ],
)
def test_a_value_becomes_points_held_between_0_and_100(rule: Rule, value: str, points: str) -> None:
    assert rule.points(Fraction(value)) == Fraction(points)


def test_an_agreed_target_replaces_the_plans() -> None:
    assert TowardTarget(Decimal(60), Decimal(15)).points(Fraction(40), Decimal(20)) == 50


@pytest.mark.parametrize(
    ("passed", "checks", "interval"),
    [(9, 10, "59.58–98.21"), (46, 50, "81.16–96.85"), (0, 10, "0.00–27.75"), (10, 10, "72.25–100.00")],
)
def test_a_rate_carries_its_wilson_interval(passed: int, checks: int, interval: str) -> None:
    month = golden.months(golden.read(golden.golden_files()[0]))[0]
    evidence = Evidence(Measure.of(passed, checks, checks))
    [card] = score_month([replace(month, evidence={**month.evidence, "etiquette_pass_rate": evidence})])
    wilson = {line.code: line.wilson for line in card.lines}
    shown = wilson["etiquette_pass_rate"]
    assert shown is not None
    assert f"{shown.low}–{shown.high}" == interval
    assert wilson["satisfaction"] is None


def test_a_rule_is_frozen_as_it_was_written_whatever_equal_one_was_frozen_before() -> None:
    for floor, target in (("80", "98"), ("80.0", "98.00")):
        frozen = freeze(TowardTarget(Decimal(floor), Decimal(target)))
        assert frozen == {"floor": floor, "target": target}
