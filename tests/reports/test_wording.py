"""Figures and reasons in words."""

import re
from decimal import Decimal
from fractions import Fraction

import pytest
from django.utils import translation

from kpi_portal.lib.rounding import figure
from reports import wording
from scoring.indicators.catalogue import indicators
from workorders.truth.asking import Exclusion


def reasons() -> set[str]:
    """Every reason for which a measure leaves a fact out."""
    statements = [measure.facts + "".join(word for _name, word in measure.reads) for measure in indicators().values()]
    cases = [
        case
        for text in statements
        for case in re.findall(r"CASE(?:(?!\bEND\b).)*\bEND AS (?:reason|excluded|why)", text, re.S)
    ]
    of_orders = {str(reason) for reason in Exclusion}
    return of_orders | {reason for case in cases for reason in re.findall(r"(?:THEN|ELSE) '(\w+)'", case)}


def test_every_reason_of_the_measures_has_words() -> None:
    assert {"cancelled", "excused", "not_final"} <= reasons()
    with translation.override("en"):
        unnamed = {reason for reason in reasons() if wording.reason(reason) == reason.replace("_", " ")}
    assert unnamed <= {"cancelled", "duplicate", "excused", "entered_twice", "not_due_yet", "nothing_applicable"}
    with translation.override("zh-hans"):
        assert {reason for reason in reasons() if wording.reason(reason).isascii()} <= {"entered_twice"}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(1095), "1,095"),
        (Fraction(219, 10), "21.9"),
        (Decimal("0.50"), "0.5"),
        (0, "0"),
        (1234567, "1,234,567"),
    ],
)
def test_values_have_up_to_two_decimals_and_separated_thousands(value: Fraction | Decimal | int, text: str) -> None:
    assert figure(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(Decimal("1500"), "1,500.00"), (None, "–"), (Decimal("-919.35"), "−919.35"), (Decimal("0.005"), "0.01")],
)
def test_money_and_points_have_two_decimals(value: Decimal | None, text: str) -> None:
    assert wording.fixed(value) == text


@pytest.mark.parametrize(("value", "text"), [("1.0", "1.0"), ("1.20", "1.2"), ("0.85", "0.85"), ("1", "1.0")])
def test_coefficients_have_one_decimal_at_least(value: str, text: str) -> None:
    assert wording.coefficient(Decimal(value)) == text
