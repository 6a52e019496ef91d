"""The golden cards: each file in ``golden_cards/`` is scored and compared, figure by figure, with what it says."""

from pathlib import Path
from typing import Any

import pytest

from scoring.engine.card import Card
from scoring.engine.score import score_month
from tests.scoring import golden


@pytest.mark.parametrize("path", golden.golden_files(), ids=lambda path: path.stem)
def test_a_golden_card_is_scored_to_the_printed_figure(path: Path) -> None:
    tree = golden.read(path)
    cards = {(card.agent, card.trial): card for card in score_month(golden.months(tree))}
    for name, given in golden.agents(tree):
        card = cards[golden.agent_key(name), given.get("trial") == "yes"]
        assert _asked(card, given) == given["card"], f"{path.stem}: {name}"


def test_there_are_golden_cards() -> None:
    assert len(golden.golden_files()) >= 22


def _asked(card: Card, given: golden.Tree) -> dict[str, Any]:
    """What the card says to every figure that the file names."""
    said = golden.said(card, given.get("bonus_base"))
    return {
        key: {code: said[key][code] for code in expected} if isinstance(expected, dict) else said[key]
        for key, expected in given["card"].items()
    }
