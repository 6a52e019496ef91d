"""Indicators of the teams led (SCORING §4, ``of: led``): against the oracle, and in a real close."""

from dataclasses import replace
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.engine.facts import Evidence, Measure, led
from scoring.engine.plan import Plan
from scoring.engine.score import score_month
from scoring.indicators.catalogue import definitions
from tests.scoring import oracle
from tests.scoring.golden import agent_key
from tests.scoring.months_at_random import Drawn, draw
from tests.scoring.test_engine_against_oracle import in_the_oracles_words


@settings(max_examples=60)
@given(st.randoms(use_true_random=False))
def test_what_the_teams_led_have_agrees_with_the_oracle(random: Random) -> None:
    drawn = _leading(random, draw(random, agents=4))
    cards = score_month(drawn.months)
    for card, wanted in zip(cards, oracle.month(drawn.document, drawn.agents), strict=True):
        assert in_the_oracles_words(card) == wanted


@settings(max_examples=30)
@given(st.randoms(use_true_random=False))
def test_the_order_of_the_members_changes_nothing(random: Random) -> None:
    parts = [(agent_key(str(n)), Evidence(Measure.of(random.randint(0, 9), 9, 9))) for n in range(4)]
    shuffled = random.sample(parts, len(parts))
    assert led(parts, zero_is_evidence=False) == led(shuffled, zero_is_evidence=False)


def _leading(random: Random, drawn: Drawn) -> Drawn:
    """The same month where some indicators are counted of the others of it."""
    indicators = [each for dimension in drawn.document["dimensions"] for each in dimension["indicators"]]
    for indicator in random.sample(indicators, random.randint(1, len(indicators))):
        indicator["of"] = "led"
    plan, months = Plan.from_document(drawn.document, definitions()), []
    for agent, month in zip(drawn.agents, drawn.months, strict=True):
        others = [other for other in drawn.months if other is not month and random.random() < 0.7]
        agent["members"] = [
            {
                code: (e.measure.numerator, e.measure.denominator, e.measure.n)
                for code, e in other.evidence.items()
                if e.measure
            }
            for other in others
        ]
        found = {
            each.code: led(
                [(other.agent, other.evidence.get(each.code, Evidence(None))) for other in others],
                zero_is_evidence=definitions()[each.code].zero_is_evidence,
            )
            for each in plan.indicators()
            if each.of == "led"
        }
        months.append(replace(month, plan=plan, led=found))
    return Drawn(drawn.document, drawn.agents, months)
