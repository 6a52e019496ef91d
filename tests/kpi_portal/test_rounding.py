"""The only rounding: half up, whatever the decimal context; parts that add up."""

from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi_portal.lib.rounding import add_up, exact, half_up, largest_remainder, plain, printed


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        (Fraction(1, 200), 2, "0.01"),
        (Fraction(-1, 200), 2, "-0.01"),
        (Fraction(4999999, 10**9), 2, "0.00"),
        (Fraction(-4999999, 10**9), 2, "0.00"),
        (Decimal("66.665"), 2, "66.67"),
        (Decimal("12.7005"), 2, "12.70"),
        (Fraction(200, 3), 4, "66.6667"),
        (5, 2, "5.00"),
        (Decimal(10) ** 40 + Decimal(1), 0, str(10**40)),
    ],
)
def test_a_half_goes_up_away_from_zero(value: Fraction, places: int, expected: str) -> None:
    assert str(half_up(value, places)) == expected


def test_the_callers_decimal_context_changes_nothing() -> None:
    with localcontext(prec=2):
        assert str(half_up(Fraction(123456789, 1000), 2)) == "123456.79"
        assert str(add_up([Decimal("81.31"), Decimal("1.00")])) == "82.31"


@pytest.mark.parametrize("value", [0.5, True, "1", None])
def test_only_exact_numbers_are_taken(value: object) -> None:
    with pytest.raises(TypeError):
        exact(value)  # type: ignore[arg-type]


@pytest.mark.parametrize("value", ["NaN", "Infinity"])
def test_only_finite_numbers_are_taken(value: str) -> None:
    with pytest.raises(ValueError):
        exact(Decimal(value))


@given(st.lists(st.fractions(0, 100), min_size=1, max_size=9).filter(any), st.integers(0, 20000))
def test_a_total_shared_by_largest_remainder_is_shared_whole(shares: list[Fraction], cents: int) -> None:
    total = Decimal(cents) / 100
    parts = largest_remainder(shares, total)
    assert sum(parts) == total
    for part, share in zip(parts, shares, strict=True):
        assert abs(Fraction(part) - share * Fraction(total) / sum(shares)) < Fraction(1, 100)


def test_the_last_cent_goes_to_the_heavier_then_to_the_first() -> None:
    thirds = [Fraction(1), Fraction(1), Fraction(1)]
    assert list(map(str, largest_remainder(thirds, Decimal(100)))) == ["33.34", "33.33", "33.33"]
    heavier_second = [Fraction(1), Fraction(5, 2), Fraction(5, 2)]
    assert list(map(str, largest_remainder(heavier_second, Decimal("0.12")))) == ["0.02", "0.05", "0.05"]


@pytest.mark.parametrize("shares", [[], [Fraction(0)], [Fraction(2), Fraction(-1)]])
def test_nothing_can_be_shared_by_no_one(shares: list[Fraction]) -> None:
    with pytest.raises(ValueError):
        largest_remainder(shares, Decimal(1))


def test_figures_are_printed_with_fixed_or_with_needed_decimals() -> None:
    assert printed(Fraction(219, 10), 4) == "21.9000"
    assert printed(Decimal("-0.001")) == "0.00"
    assert plain(Decimal("98.00")) == "98"
    assert plain(Decimal("100")) == "100"
    assert plain(Fraction(42, 5)) == "8.4"
    assert plain(Fraction(1, 3)) == "0.333333"
