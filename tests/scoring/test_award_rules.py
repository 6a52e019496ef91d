"""Who is proposed for an award (SCORING §8), over generated months."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from scoring.engine.awards import Candidate, Placed, progress, star
from scoring.results.awarding import split

ONE = Candidate(
    agent=1,
    total=Decimal("90.00"),
    posted_days=30,
    minimum_days=15,
    red_line=False,
    lacking=(),
    satisfaction=Decimal("80.00"),
    completed=Fraction(40),
    earlier=(Decimal("85.00"),),
)
totals = st.none() | st.sampled_from([Decimal(text) for text in ("70.00", "88.88", "90.00", "96.25")])
candidates = st.lists(
    st.builds(
        replace,
        st.just(ONE),
        total=totals,
        posted_days=st.sampled_from([3, 14, 15, 31]),
        red_line=st.booleans(),
        lacking=st.sampled_from([(), ("customer_feedback",)]),
        satisfaction=totals,
        completed=st.sampled_from([Fraction(1), Fraction(2)]),
        earlier=st.lists(totals.filter(bool), max_size=5).map(tuple),
    ),
    max_size=8,
).map(lambda found: [replace(one, agent=key) for key, one in enumerate(found)])


def first(placed: list[Placed]) -> set[int]:
    return {one.candidate.agent for one in placed if one.is_proposed}


@given(candidates)
def test_the_star_has_the_highest_total_of_those_whom_nothing_bars(found: list[Candidate]) -> None:
    fit = [one for one in found if one.total and not one.red_line and one.posted_days >= 15 and not one.lacking]
    best = max(((one.total, one.satisfaction or -1, one.completed) for one in fit), default=None)
    assert first(star(found)) == {
        one.agent for one in fit if (one.total, one.satisfaction or -1, one.completed) == best
    }


@given(candidates)
def test_the_most_improved_gained_most_over_the_own_mean(found: list[Candidate]) -> None:
    gains = {}
    for one in found:
        own = [Fraction(total) for total in one.earlier[:3]]
        if one.total is not None and own:
            mean = Fraction(int((sum(own, Fraction(0)) / len(own) * 200 + 1) // 2), 100)  # half up, to 0.01
            if Fraction(one.total) > mean:
                gains[one.agent] = Fraction(one.total) - mean
    best = max(gains.values(), default=None)
    assert first(progress(found)) == {agent for agent, gain in gains.items() if gain == best}


@given(candidates)
def test_nobody_is_lost_and_places_go_1_2_2_4(found: list[Candidate]) -> None:
    for rule in (star, progress):
        placed = rule(found)
        assert sorted(one.candidate.agent for one in placed) == [one.agent for one in found]
        places = [one.place for one in placed if one.place]
        assert places == [places.index(place) + 1 for place in places]
        assert all((one.place is None) == (one.bar is not None) for one in placed)


@given(st.decimals(min_value=0, max_value=99999, places=2), st.integers(min_value=1, max_value=7))
def test_shared_money_adds_up_to_the_cent(amount: Decimal, among: int) -> None:
    parts = split(amount, among)
    assert sum(parts) == amount
    assert max(parts) - min(parts) <= Decimal("0.01")
