"""Quarter, year and streaks (SCORING §5, §8), over generated figures."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi_portal.lib.month import Month
from scoring.engine import periods
from scoring.engine.periods import Period

totals = st.none() | st.integers(min_value=0, max_value=10500).map(lambda cents: Decimal(cents) / 100)


@given(st.lists(totals, max_size=12), st.integers(min_value=1, max_value=8))
def test_the_mean_is_exact_to_the_cent_and_needs_enough_months(found: list[Decimal | None], least: int) -> None:
    known = [Fraction(total) for total in found if total is not None]
    mean = periods.mean(found, least)
    assert (mean is None) == (len(known) < least)
    if mean is not None:
        assert mean == Decimal(mean).quantize(Decimal("0.01"))
        rest = sum(known, Fraction(0)) / len(known) - Fraction(mean)
        assert Fraction(-1, 200) <= rest < Fraction(1, 200)


def test_two_of_three_and_eight_of_twelve() -> None:
    assert (Period(2026, 3).least, Period(2026).least) == (2, 8)
    assert periods.mean([Decimal("80.00"), Decimal("80.01"), None], 2) == Decimal("80.01")  # half up


@given(st.dictionaries(st.integers(min_value=1, max_value=9), totals, max_size=9))
def test_ranks_go_1_2_2_4_among_those_of_one_plan_that_have_a_mean(means: dict[int, Decimal | None]) -> None:
    plans = {agent: "ab"[agent % 2] for agent in means}
    found = periods.ranks(means, plans)
    assert found.keys() == {agent for agent, mean in means.items() if mean is not None}
    for agent, (rank, ranked) in found.items():
        own = [mean for other, mean in means.items() if mean is not None and plans[other] == plans[agent]]
        mine = means[agent]
        assert mine is not None
        assert (rank, ranked) == (1 + sum(mean > mine for mean in own), len(own))


@given(st.lists(st.booleans() | st.none(), max_size=30))
def test_a_streak_ends_with_the_first_month_that_lacks_it(told: list[bool | None]) -> None:
    last = Month(2026, 10)
    months = {last.plus(-back): one for back, one in enumerate(told) if one is not None}
    expected = next((place for place, one in enumerate(told) if not one), len(told))
    assert periods.streak(months, last, bool) == expected


@given(st.integers(min_value=2000, max_value=2100), st.integers(min_value=0, max_value=4), st.integers(-9, 9))
def test_a_period_is_written_read_and_stepped(year: int, quarter: int, steps: int) -> None:
    period = Period(year, quarter)
    assert Period.parse(str(period)) == period
    moved = period.plus(steps)
    assert moved.plus(-steps) == period
    assert moved.months[0] == period.months[0].plus(steps * len(period.months))


@pytest.mark.parametrize("text", ["2026-Q5", "2026-Q0", "2026-q1", "26", "2026-", "1500", "２０２６"])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"not a month|neither|far away"):
        Period.parse(text)


def test_the_best_tenth_is_at_least_one() -> None:
    found = {agent: (agent, 25) for agent in range(1, 26)}
    assert periods.best_share(found, Decimal(10)) == {1, 2}
    assert periods.best_share({1: (1, 3), 2: (2, 3)}, Decimal(10)) == {1}
    assert periods.in_each([{1, 2}, {2, 3}]) == {2}
    assert periods.in_each([]) == set()
