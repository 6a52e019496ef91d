"""Plans as documents: what is read, what is refused with a sentence, what is warned of (SCORING §1, §2, §5)."""

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from scoring.engine.facts import AgentMonth
from scoring.engine.plan import Plan
from scoring.engine.plan_checks import problems, publish_warnings
from scoring.engine.presets import PRESETS, load_preset, preset_document
from scoring.engine.problems import SENTENCES, PlanError
from scoring.engine.rules import PerEvent, Step, Steps, TowardTarget, target_problem
from scoring.engine.score import score_month
from scoring.indicators.catalogue import definitions
from tests.scoring import golden

Document = dict[str, Any]
Change = Callable[[Document], object]


def completion(document: Document) -> Any:
    return document["dimensions"][0]["indicators"][0]


def suggestions(document: Document) -> Any:
    return document["dimensions"][5]["indicators"][0]


@pytest.mark.parametrize("code", PRESETS)
def test_a_preset_can_be_published_and_its_warnings_are_acknowledged(code: str) -> None:
    plan = load_preset(code, definitions())
    assert problems(plan) == []
    assert all(warning.acknowledged for warning in publish_warnings(plan))


@pytest.mark.parametrize(
    ("code", "weights"),
    [
        ("standard", "20.00 15.00 25.00 10.00 10.00 10.00 10.00"),
        ("premium", "20.00 10.00 35.00 10.00 10.00 5.00 10.00"),
        ("commercial", "20.00 25.00 15.00 10.00 20.00 5.00 5.00"),
    ],
)
def test_presets_carry_the_weights_of_the_specification(code: str, weights: str) -> None:
    assert " ".join(str(dimension.weight) for dimension in load_preset(code, definitions()).dimensions) == weights


@pytest.mark.parametrize("code", PRESETS)
def test_a_document_read_and_written_is_the_same_document(code: str) -> None:
    document = preset_document(code)
    plan = Plan.from_document(document, definitions(), version=3)
    assert plan.to_document() == document
    assert Plan.from_document(plan.to_document(), definitions()).plan_hash == plan.plan_hash


def test_the_hash_tells_documents_apart_but_not_versions_of_one_document() -> None:
    document = preset_document("standard")
    changed = preset_document("standard")
    completion(changed)["rule"]["target"] = "97"
    assert (
        Plan.from_document(document, definitions(), version=9, trial=True).plan_hash
        == load_preset("standard", definitions()).plan_hash
    )
    assert Plan.from_document(changed, definitions()).plan_hash != load_preset("standard", definitions()).plan_hash


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda d: d.pop("grades"), "grades is missing."),
        (lambda d: completion(d).pop("weight"), "dimensions[1].indicators[1].weight is missing."),
        (
            lambda d: completion(d).update(weight=100),
            'dimensions[1].indicators[1].weight must be a decimal number written as text, such as "20.00".',
        ),
        (lambda d: completion(d).update(weight="1e2"), "must be a decimal number"),
        (lambda d: completion(d).update(minimum_n="1"), "minimum_n must be a whole number, zero or more."),
        (lambda d: completion(d).update(minimum_n=True), "minimum_n must be a whole number, zero or more."),
        (lambda d: completion(d).update(minimun_n=1), "dimensions[1].indicators[1].minimun_n is not a part of a plan."),
        (lambda d: completion(d).update(no_evidence="zero"), "reweight, company_mean, neutral, hold"),
        (lambda d: completion(d).update(no_evidence="neutral"), "neutral_points is missing."),
        (lambda d: completion(d).update(name="完成率"), "dimensions[1].indicators[1].name must be an object."),
        (lambda d: d.update(dimensions={}), "dimensions must be a list."),
        (lambda d: d.update(dimensions=["x"]), "dimensions[1] must be an object."),
        (lambda d: d.update(code=""), "code must be a text."),
        (lambda d: d["band"].update(middle="25"), "band.middle is not a part of a plan."),
    ],
)
def test_a_document_that_cannot_be_read_is_refused_with_a_sentence(change: Change, sentence: str) -> None:
    document = preset_document("standard")
    change(document)
    with pytest.raises(PlanError) as refusal:
        Plan.from_document(document, definitions())
    assert any(sentence in str(problem) for problem in refusal.value.problems)


@pytest.mark.parametrize("nonsense", [None, [], "plan", {}, {"code": None}, {"dimensions": [None, 3]}, {"name": []}])
def test_nonsense_is_refused_not_crashed_on(nonsense: Any) -> None:
    with pytest.raises(PlanError):
        Plan.from_document(nonsense, definitions())


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            lambda d: d["dimensions"][0].update(weight="19.99"),
            "The weights of the dimensions add up to 99.99, not 100.00.",
        ),
        (
            lambda d: completion(d).update(weight="99.00"),
            "The weights inside service_quality add up to 99.00, not 100.00.",
        ),
        (lambda d: completion(d).update(weight="0.00"), "The weight of completion_rate must be above 0"),
        (lambda d: d["dimensions"][0].update(weight="20.001"), "The weight of service_quality must be above 0"),
        (lambda d: d.update(dimensions=[]), "A plan needs at least one dimension."),
        (lambda d: d["dimensions"][0].update(indicators=[]), "Dimension service_quality has no indicator."),
        (lambda d: d["dimensions"].append(d["dimensions"][0]), "Dimension service_quality stands twice in the plan."),
        (
            lambda d: d["dimensions"][6]["indicators"].append(d["dimensions"][6]["indicators"][0]),
            "Indicator training_attendance stands twice in dimension growth.",
        ),
        (lambda d: completion(d).update(code="luck"), "Indicator luck does not exist."),
        (lambda d: completion(d)["rule"].update(floor="98.0"), "completion_rate: floor and target must differ."),
        (lambda d: completion(d)["rule"].update(floor="99"), "completion_rate: the rule rewards the wrong direction."),
        (lambda d: suggestions(d)["rule"].update(steps=[]), "suggestions_adopted: thresholds must rise"),
        (lambda d: suggestions(d)["rule"]["steps"].reverse(), "suggestions_adopted: thresholds must rise"),
        (lambda d: suggestions(d)["rule"]["steps"][1].update(points="50"), "better values must not give fewer points"),
        (lambda d: suggestions(d)["rule"]["steps"][1].update(points="101"), "points must lie between 0 and 100."),
        (lambda d: suggestions(d).update(minimum_n=2), "suggestions_adopted: the smallest sample must be 1 or more"),
        (lambda d: completion(d).update(minimum_n=0), "completion_rate: the smallest sample must be 1 or more"),
        (
            lambda d: completion(d).update(no_evidence="neutral", neutral_points="-1"),
            "completion_rate: points must lie between 0 and 100.",
        ),
        (
            lambda d: completion(d).update(rule={"kind": "per_event", "start": "100", "each": "0"}),
            "completion_rate: the points taken for each event must be above 0.",
        ),
        (lambda d: d["grades"].reverse(), "Grades must fall from best to worst"),
        (lambda d: d["grades"].pop(), "Grades must fall from best to worst"),
        (lambda d: d["grades"][0].update(code="A"), "Grade A stands twice in the plan."),
        (lambda d: d["grades"][1].update(coefficient="1.3"), "Grade A: the coefficient must be 0 or more"),
        (lambda d: d["red_lines"].update(cap="E"), "The red-line grade E is not one of the plan's grades."),
        (lambda d: d["limits"].update(bonus="-1.00"), "bonus must not be negative."),
        (lambda d: d["limits"].update(ceiling="99.99"), "The highest total must be 100 or more."),
        (lambda d: d["band"].update(low="40"), "The band of weights must start below its end"),
        (lambda d: d["measuring"].update(pass_mark="120"), "pass_mark: points must lie between 0 and 100."),
    ],
)
def test_a_plan_that_cannot_be_published_says_why_and_scores_nothing(change: Change, sentence: str) -> None:
    document = preset_document("standard")
    change(document)
    plan = Plan.from_document(document, definitions())
    assert any(sentence in str(problem) for problem in problems(plan)), list(map(str, problems(plan)))
    month = golden.months(golden.read(golden.golden_files()[0]))[0]
    with pytest.raises(PlanError):
        score_month([AgentMonth(month.company, month.agent, month.month, plan, 31)])


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda d: completion(d).pop("rubric"), "no_rubric"),
        (lambda d: d["dimensions"][0].update(weight="41.00"), "weight_outside_band"),
        (lambda d: d["dimensions"][0].update(weight="9.99"), "weight_outside_band"),
        (lambda d: d["dimensions"][0].update(weight="26.00"), "feedback_not_heaviest"),
        (lambda d: d["dimensions"][1]["indicators"].append(completion(d)), "measured_twice"),
        (lambda d: completion(d).update(code="nps", weight="99.99"), "nps_too_light"),
        (lambda d: completion(d).update(code="fee_collection_rate", weight="99.99"), "finance_outside_band"),
    ],
)
def test_a_publish_check_speaks(change: Change, code: str) -> None:
    document = preset_document("standard")
    change(document)
    assert code in [warning.problem.code for warning in publish_warnings(Plan.from_document(document, definitions()))]


def test_every_sentence_can_be_filled() -> None:
    anything = dict.fromkeys(
        (
            "where",
            "choices",
            "sum",
            "dimension",
            "indicator",
            "subject",
            "grade",
            "weight",
            "low",
            "high",
            "floor",
            "why",
            "limit",
            "target",
        ),
        "x",
    )
    for sentence in SENTENCES.values():
        assert sentence % anything


@pytest.mark.parametrize(
    ("rule", "value", "code"),
    [
        (TowardTarget(Decimal(80), Decimal(98)), "80.01", None),
        (TowardTarget(Decimal(80), Decimal(98)), "80.00", "target_wrong_side"),
        (TowardTarget(Decimal(80), Decimal(98)), "79", "target_wrong_side"),
        (TowardTarget(Decimal(60), Decimal(15)), "59.99", None),
        (TowardTarget(Decimal(60), Decimal(15)), "60", "target_wrong_side_lower"),
        (TowardTarget(Decimal(60), Decimal(15)), "61", "target_wrong_side_lower"),
        (PerEvent(Decimal(100), Decimal(5)), "3", "target_without_rule"),
        (Steps("higher", (Step(Decimal(0), Decimal(60)),)), "3", "target_without_rule"),
    ],
)
def test_a_target_lies_strictly_on_the_plan_targets_side_of_the_floor(rule: Any, value: str, code: str | None) -> None:
    problem = target_problem(rule, Decimal(value))
    assert (problem and problem.code) == code


def test_presets_are_stored_as_they_are_hashed() -> None:
    for code in PRESETS:
        document = preset_document(code)
        assert json.loads(json.dumps(document)) == document
        assert document["code"] == code


def test_how_long_something_may_take_is_the_plans_where_an_indicator_asks_it() -> None:
    document = preset_document("standard")
    within = {**completion(document), "code": "response_within_rate"}
    document["dimensions"][0]["indicators"] = [within]
    usual = Plan.from_document(document, definitions())
    assert '"within"' not in json.dumps(usual.to_document())
    assert [problem.code for problem in problems(usual)] == []
    for value, found in ((30, []), (0, ["within_range"]), (1441, ["within_range"])):
        within["within"] = value
        plan = Plan.from_document(document, definitions())
        assert [problem.code for problem in problems(plan)] == found
        assert Plan.from_document(plan.to_document(), definitions()).plan_hash == plan.plan_hash != usual.plan_hash
    known = definitions()["response_within_rate"]
    assert (known.formula_of(15), known.name_of(15)) == (known.formula, known.name)
    within |= {"code": "completion_rate", "within": 30}
    assert [problem.code for problem in problems(Plan.from_document(document, definitions()))] == ["no_within"]
