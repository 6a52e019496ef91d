"""The engine against an independent computation, on thousands of months drawn at random (PROMISES 8)."""

from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi_portal.lib.rounding import add_up
from scoring.engine.card import Card
from scoring.engine.score import score_month
from tests.long_run import LONG
from tests.scoring import oracle
from tests.scoring.months_at_random import Drawn, draw


@pytest.mark.parametrize("part", range(5 if LONG else 2))
def test_thousands_of_agent_months_agree_with_the_oracle(part: int) -> None:
    random, compared = Random(part), 0
    while compared < 2000:
        drawn = draw(random, agents=10)
        _agree(drawn)
        compared += len(drawn.agents)


@settings(max_examples=100)
@given(st.randoms(use_true_random=False))
def test_every_month_agrees_with_the_oracle(random: Random) -> None:
    _agree(draw(random, agents=3))


def _agree(drawn: Drawn) -> None:
    cards = score_month(drawn.months)
    expected = oracle.month(drawn.document, drawn.agents)
    for card, wanted in zip(cards, expected, strict=True):
        assert in_the_oracles_words(card) == wanted


def in_the_oracles_words(card: Card) -> dict[str, Any]:
    return {
        "points": {line.code: _exact(line.points) for line in card.lines},
        "scores": [_exact(section.score) for section in card.sections],
        "announced": [_exact(add_up([section.base_weight, section.shift])) for section in card.sections],
        "weights": [_exact(section.weight) for section in card.sections],
        "earned": [_exact(section.earned) for section in card.sections],
        "held": list(card.needs_decision),
        "counted": {
            kind: sum((Fraction(entry.counted) for entry in card.adjustments if entry.kind == kind), Fraction(0))
            for kind in ("bonus", "deduction", "supervisor")
        },
        "subtotal": _exact(card.subtotal),
        "total": _exact(card.total),
        "grade": card.grade,
        "coefficient": _exact(card.coefficient),
        "rank": card.rank,
        "ranked": card.ranked,
    }


def _exact(figure: Any) -> Fraction | None:
    return None if figure is None else Fraction(figure)
