"""What another measure would have made of a card is exactly what the engine makes of it."""

from dataclasses import replace
from fractions import Fraction
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.engine.facts import AgentMonth, Evidence, Measure
from scoring.engine.score import score_month
from scoring.engine.what_if import between, lost, with_numerator
from tests.scoring.months_at_random import draw


def _changed(month: AgentMonth, code: str, numerator: Fraction) -> AgentMonth:
    old = month.evidence[code].measure
    assert old is not None
    measure = Measure(numerator, old.denominator, old.n)
    return replace(month, evidence={**month.evidence, code: Evidence(measure)})


@settings(max_examples=150)
@given(seed=st.integers(0, 10**9), share=st.fractions(0, 1))
def test_another_numerator_makes_the_total_that_scoring_it_makes(seed: int, share: Fraction) -> None:
    month = draw(Random(seed), agents=1).months[0]
    (card,) = score_month([month])
    for line in card.lines:
        if month.evidence.get(line.code) is None or line.denominator is None:
            continue
        numerator = share * line.denominator
        told = with_numerator(card, line.code, numerator)
        if told is None:
            continue
        (scored,) = score_month([_changed(month, line.code, numerator)])
        again = next(each for each in scored.lines if each.code == line.code)
        assert (told.points, told.value) == (again.points, again.value)
        if not card.cut and not scored.cut:
            assert told.total == scored.total


@settings(max_examples=50)
@given(seed=st.integers(0, 10**9))
def test_nothing_is_lost_where_everything_is_reached_and_never_less_than_nothing(seed: int) -> None:
    (card,) = score_month([draw(Random(seed), agents=1).months[0]])
    for section in card.sections:
        for line in section.lines:
            assert lost(card, line.code) >= 0
            if line.points in (None, 100):
                assert lost(card, line.code) == 0
        if len(section.lines) == 1 and section.earned is not None and card.total is not None and not card.cut:
            assert lost(card, section.lines[0].code) <= section.weight - section.earned


@settings(max_examples=100)
@given(seed=st.integers(0, 10**9))
def test_the_range_of_a_projection_holds_the_total(seed: int) -> None:
    (card,) = score_month([draw(Random(seed), agents=1).months[0]])
    ends = between(card)
    if card.total is None:
        assert ends is None
    else:
        assert ends is not None
        assert ends[0] <= card.total <= ends[1]
