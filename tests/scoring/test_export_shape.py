"""The card as data (SCORING §10): exactly these keys, decimals as strings; and its fingerprint (§9)."""

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from scoring.engine.card import Card
from scoring.engine.export import export_card
from scoring.engine.facts import (
    Adjustment,
    AgentMonth,
    Evidence,
    Fact,
    Measure,
    RedLine,
    Target,
    TargetChange,
    facts_hash,
    text_hash,
)
from scoring.engine.fingerprint import fingerprint
from scoring.engine.plan import Plan
from scoring.engine.presets import preset_document
from scoring.engine.score import score_month
from scoring.indicators.catalogue import definitions
from tests.scoring import golden

WORKED = golden.FOLDER / "01_worked_example.yaml"
AGENT_TARGET = (Target("completion_rate", "agent", Decimal("98.0")),)


def worked_month() -> AgentMonth:
    return golden.months(golden.read(WORKED))[0]


def scored(month: AgentMonth) -> Card:
    [card] = score_month([month])
    return card


def exported(month: AgentMonth) -> dict[str, Any]:
    card = scored(month)
    stored = json.loads(json.dumps(card.to_frozen()))
    return export_card(Card.from_frozen(stored), agent="A001", name="王芳", version=1, fingerprint=fingerprint(card))


def test_the_worked_example_is_exported_in_the_shape_of_the_specification() -> None:
    card = exported(worked_month())
    assert (
        list(card)
        == (
            "agent name version plan plan_version trial posted_days month_days dimensions subtotal adjustments total "
            "red_lines grade coefficient rank ranked fingerprint"
        ).split()
    )
    assert card["dimensions"][0] == {
        "code": "service_quality",
        "base_weight": "20.00",
        "shift": "0.00",
        "weight": "20.00",
        "score": "66.67",
        "earned": "13.33",
        "indicators": [
            {
                "code": "completion_rate",
                "weight": "100.00",
                "numerator": "46",
                "denominator": "50",
                "value": "92.0000",
                "unit": "%",
                "target": "98",
                "points": "66.67",
                "counted": 50,
                "excluded": {"cancelled": 2, "exempted": 1},
                "evidence": "measured",
            }
        ],
    }
    assert card["adjustments"] == [
        {"kind": "bonus", "entered": "1.00", "counted": "1.00", "reason": "业主表扬信", "by": "李蓉"}
    ]
    assert (card["subtotal"], card["total"], card["grade"], card["coefficient"]) == ("81.31", "82.31", "B", "1.0")
    assert (card["rank"], card["ranked"], card["posted_days"], card["trial"]) == (1, 1, 31, False)


def test_a_numerator_has_at_most_six_decimals_and_a_value_four() -> None:
    month = with_evidence(worked_month(), "collaboration", Evidence(Measure.of(1, 3, 1)))
    line = exported(month)["dimensions"][4]["indicators"][0]
    assert (line["numerator"], line["denominator"], line["value"]) == ("1", "3", "33.3333")
    month = with_evidence(worked_month(), "mean_response_minutes", Evidence(Measure.of(Decimal("1.23456789"), 1, 1)))
    line = exported(month)["dimensions"][1]["indicators"][0]
    assert (line["numerator"], line["value"]) == ("1.234568", "1.2346")


def test_too_few_shows_figures_but_no_points() -> None:
    month = with_evidence(worked_month(), "satisfaction", Evidence(Measure.of(18, 20, 4)))
    dimension = exported(month)["dimensions"][2]
    line = dimension["indicators"][0]
    assert (line["numerator"], line["value"], line["points"], line["evidence"]) == ("18", "90.0000", None, "too_few")
    assert (dimension["weight"], dimension["score"], dimension["earned"]) == ("0.00", None, None)


def test_no_evidence_shows_neither_figures_nor_points() -> None:
    line = exported(with_evidence(worked_month(), "satisfaction", Evidence(None)))["dimensions"][2]["indicators"][0]
    assert (line["numerator"], line["denominator"], line["value"], line["points"]) == (None, None, None, None)
    assert (line["counted"], line["evidence"]) == (0, "none")
    assert "policy" not in line


def test_points_from_a_policy_name_the_policy() -> None:
    document = preset_document("standard")
    document["dimensions"][2]["indicators"][0].update(no_evidence="neutral", neutral_points="70.00")
    month = with_evidence(worked_month(), "satisfaction", Evidence(None))
    line = exported(replace(month, plan=Plan.from_document(document, definitions())))["dimensions"][2]["indicators"][0]
    assert (line["evidence"], line["policy"], line["points"]) == ("policy", "neutral", "70.00")


def test_an_unranked_card_has_a_null_rank() -> None:
    assert exported(replace(worked_month(), posted_days=14))["rank"] is None


@pytest.mark.parametrize(
    "change",
    [
        lambda m: replace(m, posted_days=30),
        lambda m: replace(m, red_lines=(RedLine("r1", "辱骂业主"),)),
        lambda m: replace(m, adjustments=()),
        lambda m: replace(m, adjustments=(replace(m.adjustments[0], text_hash=text_hash(b"salt", "else")),)),
        lambda m: replace(m, targets=(Target("completion_rate", "agent", Decimal(97)),)),
        lambda m: replace(m, plan=replace(m.plan, trial=True)),
        lambda m: replace(m, plan=replace(m.plan, ranking_minimum_days=10)),
        lambda m: with_evidence(m, "completion_rate", Evidence(Measure.of(92, 100, 100))),
        lambda m: with_evidence(m, "completion_rate", Evidence(Measure.of(46, 50, 50), {}, facts_hash([]))),
    ],
)
def test_whatever_decides_a_card_changes_its_fingerprint(change: Any) -> None:
    month = worked_month()
    assert fingerprint(scored(change(month))) != fingerprint(scored(month))


def test_an_agreed_target_changes_the_fingerprint_even_where_it_changes_no_points() -> None:
    month = with_evidence(worked_month(), "completion_rate", Evidence(Measure.of(50, 50, 50)))
    agreed = replace(month, targets=(Target("completion_rate", "agent", Decimal(97)),))
    assert scored(agreed).total == scored(month).total
    assert fingerprint(scored(agreed)) != fingerprint(scored(month))


@pytest.mark.parametrize(
    "change",
    [
        lambda m: replace(m, plan=replace(m.plan, version=7)),
        lambda m: replace(m, adjustments=(replace(m.adjustments[0], reason="other words", by="someone else"),)),
        lambda m: replace(m, targets=(Target("completion_rate", "site", Decimal(97)), *AGENT_TARGET)),
    ],
)
def test_words_versions_and_targets_not_used_leave_the_fingerprint_alone(change: Any) -> None:
    month = replace(worked_month(), targets=AGENT_TARGET)
    assert fingerprint(scored(change(month))) == fingerprint(scored(replace(month, targets=AGENT_TARGET)))


def test_the_fingerprint_is_the_same_before_and_after_storing() -> None:
    card = scored(worked_month())
    assert fingerprint(Card.from_frozen(json.loads(json.dumps(card.to_frozen())))) == fingerprint(card)


def test_a_rank_is_outside_the_fingerprint() -> None:
    card = scored(worked_month())
    assert fingerprint(replace(card, rank=9, ranked=10)) == fingerprint(card)


def test_the_hash_of_facts_does_not_depend_on_their_order() -> None:
    facts = [Fact("b", 1, 1), Fact("a", 2, 0, "cancelled")]
    assert facts_hash(facts) == facts_hash(reversed(facts))
    assert facts_hash(facts) != facts_hash(facts[:1])


def test_a_target_changed_after_the_freeze_is_in_the_fingerprint_as_long_as_the_card_says_so() -> None:
    agreed = replace(worked_month(), targets=AGENT_TARGET)
    change = TargetChange("completion_rate", "agent", None, Decimal(98), "2026-10-20", "更正", "沈立", "周敏", "00")
    told = scored(replace(agreed, target_changes=(change,)))
    assert fingerprint(told) != fingerprint(scored(agreed))
    assert fingerprint(replace(told, target_changes=())) == fingerprint(scored(agreed))
    assert fingerprint(replace(told, target_changes=(replace(change, text_hash="01"),))) != fingerprint(told)


def test_an_agreed_target_beyond_the_floor_stops_the_scoring_with_a_sentence() -> None:
    month = replace(worked_month(), targets=(Target("completion_rate", "agent", Decimal(80)),))
    with pytest.raises(ValueError, match="completion_rate: the agreed target cannot be used"):
        scored(month)


def test_two_months_or_one_agent_twice_are_refused() -> None:
    month = worked_month()
    with pytest.raises(ValueError, match="one month"):
        score_month([month, replace(month, month=month.month.next, posted_days=0)])
    with pytest.raises(ValueError, match="one card"):
        score_month([month, month])


def test_adjustments_of_the_wrong_sign_cannot_be_built() -> None:
    for kind, points in (("bonus", "-1"), ("deduction", "1"), ("supervisor", "0"), ("bonus", "0.001")):
        with pytest.raises(ValueError):
            Adjustment(1, kind, Decimal(points), "", "")  # type: ignore[arg-type]


def with_evidence(month: AgentMonth, code: str, evidence: Evidence) -> AgentMonth:
    return replace(month, evidence={**month.evidence, code: evidence})
