"""What holds for every card, whatever the month (SCORING §5; DESIGN, habit 8)."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.engine.card import Card
from scoring.engine.facts import AgentMonth, Evidence, Measure
from scoring.engine.score import pay, score_month
from tests.scoring.months_at_random import draw

randoms = st.randoms(use_true_random=False)
calm = settings(max_examples=60)


@calm
@given(randoms)
def test_weights_always_sum_to_100(random: Random) -> None:
    for card in score_month(draw(random, agents=3).months):
        assert sum(section.base_weight for section in card.sections) == Decimal("100.00")
        assert sum(section.shift for section in card.sections) == Decimal("0.00")
        assert sum(section.weight for section in card.sections) == (0 if card.no_evidence else Decimal("100.00"))


@calm
@given(randoms)
def test_the_site_calendar_moves_no_weight_out_of_the_band(random: Random) -> None:
    """A base outside the band is its own bound (SCORING §6)."""
    months = draw(random, agents=3).months
    for month, card in zip(months, score_month(months), strict=True):
        band = month.plan.band
        for section in card.sections:
            low, high = min(band.low, section.base_weight), max(band.high, section.base_weight)
            assert low <= section.base_weight + section.shift <= high


@calm
@given(randoms)
def test_printed_parts_add_up_to_printed_sums(random: Random) -> None:
    for card in score_month(draw(random, agents=3).months):
        if card.subtotal is None or card.total is None:
            assert card.no_evidence
            continue
        assert sum(section.earned or 0 for section in card.sections) == card.subtotal
        assert card.subtotal + card.counted + card.cut == card.total
        assert 0 <= card.total <= card.ceiling


@calm
@given(randoms)
def test_adjustments_never_count_beyond_the_cap_of_their_kind(random: Random) -> None:
    drawn = draw(random, agents=3)
    for card in score_month(drawn.months):
        for kind, low, high in (("bonus", 0, 5), ("deduction", -10, 0), ("supervisor", -3, 3)):
            assert low <= sum(entry.counted for entry in card.adjustments if entry.kind == kind) <= high


@calm
@given(randoms)
def test_the_order_of_the_agents_changes_nothing(random: Random) -> None:
    months = draw(random, agents=5).months
    shuffled = random.sample(months, len(months))
    assert score_month(shuffled) == score_month(months)


@calm
@given(randoms)
def test_a_better_figure_never_lowers_the_total(random: Random) -> None:
    first, *others = draw(random, agents=3).months
    for code in ("completion_rate", "satisfaction", "training_exam"):
        evidence = first.evidence.get(code, Evidence(None))
        if evidence.measure is None:
            continue
        better = _with_numerator(first, code, (evidence.measure.numerator + evidence.measure.denominator) / 2)
        before, after = _total([first, *others]), _total([better, *others])
        assert before is None or (after is not None and after >= before)


@calm
@given(randoms)
def test_a_faster_response_never_lowers_the_total(random: Random) -> None:
    first, *others = draw(random, agents=3).months
    evidence = first.evidence.get("mean_response_minutes", Evidence(None))
    if evidence.measure is not None:
        better = _with_numerator(first, "mean_response_minutes", evidence.measure.numerator / 3)
        before, after = _total([first, *others]), _total([better, *others])
        assert before is None or (after is not None and after >= before)


@calm
@given(randoms)
def test_a_frozen_card_thaws_to_the_same_card(random: Random) -> None:
    for card in score_month(draw(random, agents=3).months):
        assert Card.from_frozen(card.to_frozen()) == card


@given(
    st.decimals(0, 100000, places=2),
    st.sampled_from([Decimal("0.0"), Decimal("0.5"), Decimal("1.0"), Decimal("1.2")]),
    st.integers(0, 31),
)
def test_pay_is_exact_to_the_cent(base: Decimal, coefficient: Decimal, days: int) -> None:
    exact = Fraction(base) * Fraction(coefficient) * days / 31
    assert (
        -Fraction(1, 200) <= exact - Fraction(pay(base, coefficient, days, 31)) < Fraction(1, 200) + Fraction(1, 10**9)
    )


def _with_numerator(month: AgentMonth, code: str, numerator: Fraction) -> AgentMonth:
    measure = month.evidence[code].measure
    assert measure is not None
    return replace(month, evidence={**month.evidence, code: Evidence(replace(measure, numerator=numerator))})


def _total(months: list[AgentMonth]) -> Decimal | None:
    return next(card.total for card in score_month(months) if card.agent == months[0].agent)


def test_nothing_divided_by_nothing_cannot_be_built() -> None:
    for numerator, denominator, n in ((0, 0, 1), (1, 0, 1), (1, 1, 0)):
        try:
            Measure.of(numerator, denominator, n)
        except ValueError:
            continue
        raise AssertionError(f"{numerator}/{denominator} of {n} was built")
