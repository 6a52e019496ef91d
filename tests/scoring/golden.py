"""Reads the golden cards: months in YAML that HR can read and sign, every scalar a text as written."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import yaml

from kpi_portal.lib.month import Month
from kpi_portal.lib.rounding import plain, printed
from scoring.engine.card import Card
from scoring.engine.facts import Adjustment, AgentMonth, Decision, Evidence, Led, Measure, RedLine, Target, led
from scoring.engine.plan import Plan
from scoring.engine.presets import preset_document
from scoring.engine.score import pay
from scoring.engine.weights import SiteEvent, averaged_shifts, monthly_shifts
from scoring.indicators.catalogue import definitions

FOLDER = Path(__file__).parent / "golden_cards"
COMPANY = UUID("6f0f6b1e-7b5f-4d6e-9a34-0f7d5f1c2b10")
WHOLE_NUMBERS = ("minimum_n", "prior_weight", "ranking_minimum_days")

Tree = Mapping[str, Any]


class Texts(yaml.SafeLoader):
    """Every scalar stays the text that was written (20.00 keeps its zeros); only ``<<`` keeps its meaning."""

    yaml_implicit_resolvers = {"<": yaml.SafeLoader.yaml_implicit_resolvers["<"]}


def golden_files() -> list[Path]:
    return sorted(FOLDER.glob("*.yaml"))


def read(path: Path) -> Tree:
    tree: Tree = yaml.load(path.read_text(encoding="utf-8"), Loader=Texts)
    return tree


def agent_key(name: str) -> UUID:
    return uuid5(COMPANY, name)


def plan_of(tree: Tree, *, trial: bool = False) -> Plan:
    """The preset named in the file with the file's changes to indicators and parts, and its own indicators."""
    document = preset_document(tree["plan"])
    for dimension in document["dimensions"]:
        if own := tree.get("indicators", {}).get(dimension["code"]):
            dimension["indicators"] = [_indicator(each, dimension["indicators"][0]) for each in own]
    changes = dict(tree.get("changes", {}))
    for dimension in document["dimensions"]:
        for indicator in dimension["indicators"]:
            for key, text in changes.pop(indicator["code"], {}).items():
                indicator[key] = int(text) if key in WHOLE_NUMBERS else text
    return Plan.from_document({**document, **changes}, definitions(), trial=trial)


def _indicator(given: Tree, like: Tree) -> dict[str, Any]:
    """An indicator of the file's own: code, weight, and a rule toward a target (floor, target) or per event."""
    rule = {key: text for key, text in given.items() if key not in ("code", "weight")}
    kind = "toward_target" if "floor" in rule else "per_event"
    name = asdict(definitions()[given["code"]].name)
    return {**like, "code": given["code"], "name": name, "weight": given["weight"], "rule": {"kind": kind, **rule}}


def months(tree: Tree) -> list[AgentMonth]:
    """What the engine is given for the file."""
    plans = {trial: plan_of(tree, trial=trial) for trial in (False, True)}
    month = Month.parse(tree["month"])
    return [_agent_month(name, given, plans[given.get("trial") == "yes"], month) for name, given in agents(tree)]


def agents(tree: Tree) -> Iterator[tuple[str, Tree]]:
    yield from tree["agents"].items()


def _agent_month(name: str, given: Tree, plan: Plan, month: Month) -> AgentMonth:
    return AgentMonth(
        company=COMPANY,
        agent=agent_key(name),
        month=month,
        plan=plan,
        posted_days=int(given["posted_days"]),
        has_posting=given.get("posting") != "no",
        evidence={code: evidence(text) for code, text in given.get("counted", {}).items()},
        led=_led(given.get("members", {}), plan),
        targets=tuple(map(_target, given.get("targets", []))),
        shifts=_shifts(given.get("sites", []), month.days),
        adjustments=tuple(_adjustment(place, text) for place, text in enumerate(given.get("adjustments", []))),
        red_lines=tuple(RedLine(str(agent_key(name + what)), what) for what in given.get("red_lines", [])),
        decisions=tuple(map(_decision, given.get("decisions", []))),
    )


def evidence(text: str) -> Evidence:
    """``"46 / 50"``, ``"92 / 100, n 20"``, ``"46 / 50, cancelled 2"`` or ``"nothing"``; n is else the denominator."""
    figures, *rest = text.split(", ")
    counts = {word: int(number) for word, number in (part.split() for part in rest)}
    n = counts.pop("n", None)
    if figures == "nothing":
        return Evidence(None, counts)
    numerator, denominator = map(Fraction, figures.split(" / "))
    return Evidence(Measure(numerator, denominator, int(denominator) if n is None else n), counts)


def _led(members: Tree, plan: Plan) -> dict[str, Led]:
    """Of each indicator that the plan counts of the teams led, what the members have."""
    return {
        each.code: led(
            [
                (agent_key(name), evidence(counted[each.code]) if each.code in counted else Evidence(None))
                for name, counted in members.items()
            ],
            zero_is_evidence=plan.catalogue[each.code].zero_is_evidence,
        )
        for each in plan.indicators()
        if each.of == "led"
    }


def _target(text: str) -> Target:
    indicator, level, value = text.split()
    return Target(indicator, level, Decimal(value))  # type: ignore[arg-type]


def _adjustment(place: int, text: str) -> Adjustment:
    kind, points, reason = text.split(maxsplit=2)
    return Adjustment(place, kind, Decimal(points), reason, "李蓉")  # type: ignore[arg-type]


def _decision(text: str) -> Decision:
    what, figure, *_ = text.split()
    if what == "coefficient":
        return Decision("按前三个月", "周敏", coefficient=Decimal(figure))
    return Decision("按前三个月", "周敏", indicator=what, points=Decimal(figure))


def _shifts(sites: list[Tree], month_days: int) -> dict[str, Fraction]:
    return averaged_shifts([(int(site["posted_days"]), _site(site["events"], month_days)) for site in sites])


def _site(events: list[Tree], month_days: int) -> dict[str, Fraction]:
    return monthly_shifts(
        [
            SiteEvent({code: Decimal(text) for code, text in event.items() if code != "days"}, int(event["days"]))
            for event in events
        ],
        month_days,
    )


def said(card: Card, bonus_base: str | None) -> dict[str, Any]:
    """The card in the words of the golden files."""
    lines = {line.code: line for line in card.lines}
    return {
        "members": {c: str(len(line.members)) for c, line in lines.items()},
        "values": {c: "none" if line.value is None else printed(line.value, 4) for c, line in lines.items()},
        "points": {c: _text(line.points) for c, line in lines.items()},
        "evidence": {c: f"{line.evidence} {line.policy or ''}".strip() for c, line in lines.items()},
        "excluded": {c: ", ".join(f"{why} {n}" for why, n in line.excluded.items()) for c, line in lines.items()},
        "targets": {
            c: f"{plain(line.target)} {line.target_from}" for c, line in lines.items() if line.target is not None
        },
        "dimensions": {
            part.code: f"{part.weight}, no points"
            if part.score is None
            else f"{part.weight} × {part.score} = {part.earned}"
            for part in card.sections
        },
        "shifts": {part.code: str(part.shift) for part in card.sections},
        "subtotal": _text(card.subtotal),
        "adjustments": [f"{entry.kind} {entry.entered} counts {entry.counted}" for entry in card.adjustments],
        "cut": str(card.cut),
        "total": _text(card.total),
        "grade_by_total": _text(card.grade_by_total),
        "grade": _text(card.grade),
        "coefficient": _text(card.coefficient),
        "rank": f"{_text(card.rank)} of {card.ranked}",
        "no_evidence": "yes" if card.no_evidence else "no",
        "needs_decision": ", ".join(card.needs_decision) or "nothing",
        "warnings": ", ".join(card.warnings),
        "pay": _text(_pay(card, Decimal(bonus_base or "0.00"))),
    }


def _pay(card: Card, base: Decimal) -> Decimal | None:
    return None if card.coefficient is None else pay(base, card.coefficient, card.posted_days, card.month_days)


def _text(value: object) -> str:
    return "none" if value is None else str(value)
