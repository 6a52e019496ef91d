"""The parts of a plan as a document: what is stored, hashed, exported and edited (SCORING §1, §9).

Decimals are strings ("20.00"), counts are integers, names stand in both languages.
"""

from dataclasses import asdict
from typing import Any

from scoring.engine.plan_parts import (
    NO_EVIDENCE,
    NO_RESPONSE_NOTED,
    OF,
    RED_LINE_POLICIES,
    Acknowledged,
    Band,
    Dimension,
    FollowUp,
    Grade,
    IndicatorPlan,
    Limits,
    Measuring,
    RedLineRule,
)
from scoring.engine.reading import Reader
from scoring.engine.rules import DIRECTIONS, PerEvent, Rule, Step, Steps, TowardTarget


def read_dimension(reader: Reader) -> Dimension:
    dimension = Dimension(
        code=reader.text("code"),
        name=reader.words("name"),
        weight=reader.number("weight"),
        indicators=reader.parts("indicators", read_indicator),
    )
    reader.finish()
    return dimension


def read_indicator(reader: Reader) -> IndicatorPlan:
    policy = reader.choice("no_evidence", NO_EVIDENCE)
    indicator = IndicatorPlan(
        code=reader.text("code"),
        name=reader.words("name"),
        weight=reader.number("weight"),
        rule=read_rule(reader.part("rule")),
        minimum_n=reader.count("minimum_n"),
        prior_weight=reader.count("prior_weight"),
        no_evidence=policy,
        neutral_points=reader.number("neutral_points") if policy == "neutral" else None,
        rubric=reader.words("rubric") if reader.has("rubric") else None,
        example=reader.words("example") if reader.has("example") else None,
        of=reader.choice("of", OF) if reader.has("of") else OF[0],
        within=reader.count("within") if reader.has("within") else None,
    )
    reader.finish()
    return indicator


def read_rule(reader: Reader) -> Rule:
    kind = reader.choice("kind", ("toward_target", "steps", "per_event"))
    rule: Rule
    if kind == "toward_target":
        rule = TowardTarget(reader.number("floor"), reader.number("target"))
    elif kind == "steps":
        better = reader.choice("better", DIRECTIONS)
        rule = Steps(better, reader.parts("steps", read_step))
    else:
        rule = PerEvent(reader.number("start"), reader.number("each"))
    reader.finish()
    return rule


def read_step(reader: Reader) -> Step:
    step = Step(reader.number("threshold"), reader.number("points"))
    reader.finish()
    return step


def read_grade(reader: Reader) -> Grade:
    share = reader.number("share") if reader.has("share") else None
    grade = Grade(reader.text("code"), reader.number("lower"), reader.number("coefficient"), share)
    reader.finish()
    return grade


def read_limits(reader: Reader) -> Limits:
    limits = Limits(*map(reader.number, ("bonus", "deduction", "supervisor", "ceiling")))
    reader.finish()
    return limits


def read_red_lines(reader: Reader) -> RedLineRule:
    policy = reader.choice("policy", RED_LINE_POLICIES)
    rule = RedLineRule(policy, reader.text("cap"))
    reader.finish()
    return rule


def read_follow_up(reader: Reader) -> FollowUp:
    rules = FollowUp(
        plan_below=reader.text("plan_below"),
        plan_months=reader.count("plan_months"),
        talk_months=reader.count("talk_months"),
        talent_percent=reader.number("talent_percent"),
        talent_quarters=reader.count("talent_quarters"),
        clinic_below=reader.number("clinic_below"),
        **_rotation(reader),
    )
    reader.finish()
    return rules


def _rotation(reader: Reader) -> dict[str, Any]:
    """A document of before says nothing of it and means what is usual."""
    given: dict[str, Any] = {}
    if reader.has("rotation_months"):
        given["rotation_months"] = reader.count("rotation_months")
    if reader.has("rotation_from"):
        given["rotation_from"] = reader.text("rotation_from")
    return given


def read_acknowledged(reader: Reader) -> Acknowledged:
    seen = Acknowledged(reader.text("check"), reader.text("subject"), reader.words("reason"))
    reader.finish()
    return seen


def read_band(reader: Reader) -> Band:
    band = Band(reader.number("low"), reader.number("high"))
    reader.finish()
    return band


def read_measuring(reader: Reader) -> Measuring:
    measuring = Measuring(
        completion_grace_hours=reader.count("completion_grace_hours"),
        response_cap_minutes=reader.count("response_cap_minutes"),
        pass_mark=reader.number("pass_mark"),
        no_response_noted=(
            reader.choice("no_response_noted", NO_RESPONSE_NOTED)
            if reader.has("no_response_noted")
            else NO_RESPONSE_NOTED[0]
        ),
    )
    reader.finish()
    return measuring


def write_measuring(measuring: Measuring) -> dict[str, object]:
    """What a document without the key means is not written: a plan of before keeps its hash."""
    written: dict[str, object] = asdict(measuring)
    if measuring.no_response_noted == NO_RESPONSE_NOTED[0]:
        del written["no_response_noted"]
    return written


def write_follow_up(rules: FollowUp) -> dict[str, object]:
    """What came later is written where it is not as usual: a plan of before keeps its hash."""
    written: dict[str, object] = asdict(rules)
    for name in ("rotation_months", "rotation_from"):
        if written[name] == getattr(FollowUp, name):
            del written[name]
    return written


def write_grade(grade: Grade) -> dict[str, object]:
    """Without a share as before there were any: a plan of before keeps its hash."""
    written: dict[str, object] = asdict(grade)
    if grade.share is None:
        del written["share"]
    return written


def write_dimension(dimension: Dimension) -> dict[str, object]:
    return {
        "code": dimension.code,
        "name": asdict(dimension.name),
        "weight": dimension.weight,
        "indicators": [write_indicator(indicator) for indicator in dimension.indicators],
    }


def write_indicator(indicator: IndicatorPlan) -> dict[str, object]:
    written: dict[str, object] = {
        "code": indicator.code,
        "name": asdict(indicator.name),
        "weight": indicator.weight,
        "rule": {"kind": indicator.rule.kind, **asdict(indicator.rule)},
        "minimum_n": indicator.minimum_n,
        "prior_weight": indicator.prior_weight,
        "no_evidence": indicator.no_evidence,
    }
    if indicator.neutral_points is not None:
        written["neutral_points"] = indicator.neutral_points
    if indicator.rubric is not None:
        written["rubric"] = asdict(indicator.rubric)
    if indicator.example is not None:
        written["example"] = asdict(indicator.example)
    if indicator.of != OF[0]:
        written["of"] = indicator.of
    if indicator.within is not None:
        written["within"] = indicator.within
    return written
