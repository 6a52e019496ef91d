"""Months drawn by a random generator: each once as the oracle reads it and once as the engine does."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from random import Random
from typing import Any
from uuid import UUID

from kpi_portal.lib.month import Month
from scoring.engine.facts import Adjustment, AgentMonth, Decision, Evidence, Measure, RedLine, Target
from scoring.engine.plan import Plan
from scoring.engine.presets import PRESETS, preset_document
from scoring.indicators.catalogue import definitions

COMPANY = UUID(int=7)
MONTHS = [Month(2023, 2), Month(2024, 2), Month(2026, 10), Month(2026, 11)]
OF_AGENTS = tuple(code for code in PRESETS if len(preset_document(code)["dimensions"]) == 7)
COUNTS = {"suggestions_adopted", "complaints_upheld", "opinion_incidents"}
PER_EVENT = {"kind": "per_event", "start": "100", "each": "30"}
OF_COMPLAINTS = {"conduct": ("complaint_24h_rate", None), "innovation": ("complaints_upheld", PER_EVENT)}
"""Dimension → the indicator that stands there in some months, and its rule where it is another one."""
POLICIES = ["reweight", "reweight", "company_mean", "neutral", "hold"]


@dataclass(frozen=True)
class Drawn:
    """One month: the plan's document, the oracle's agents, and the same for the engine, in the same order."""

    document: dict[str, Any]
    agents: list[dict[str, Any]]
    months: list[AgentMonth]


def draw(random: Random, agents: int = 4) -> Drawn:
    document = _document(random)
    plan, month = Plan.from_document(document, definitions()), random.choice(MONTHS)
    drawn = [_agent(random, document, month) for _ in range(random.randint(1, agents))]
    return Drawn(document, drawn, [_month(place, agent, plan, month) for place, agent in enumerate(drawn)])


def _document(random: Random) -> dict[str, Any]:
    document = preset_document(random.choice(OF_AGENTS))
    if random.random() < 0.6:
        for dimension, weight in zip(document["dimensions"], _weights(random, 7), strict=True):
            dimension["weight"] = weight
    _put_complaints(random, document)
    share = random.randint(1, 9999)
    for indicator, cents in zip(document["dimensions"][6]["indicators"], (share, 10000 - share), strict=True):
        indicator["weight"] = _hundredths(cents)
    for indicator in (i for d in document["dimensions"] for i in d["indicators"]):
        _vary(random, indicator)
    document["red_lines"]["policy"] = random.choice(["process_only", "cap_grade", "zero_coefficient"])
    document["red_lines"]["cap"] = random.choice("SABCD")
    _share_out(random, document)
    return document


def _put_complaints(random: Random, document: dict[str, Any]) -> None:
    for dimension in document["dimensions"]:
        if dimension["code"] in OF_COMPLAINTS and random.random() < 0.3:
            code, rule = OF_COMPLAINTS[dimension["code"]]
            held = dimension["indicators"][0]
            held |= {"code": code, "rule": dict(rule) if rule else held["rule"]}


def _share_out(random: Random, document: dict[str, Any]) -> None:
    for grade in document["grades"][:-1]:
        if random.random() < 0.25:
            grade["share"] = str(random.choice([5, 10, 20, 25]))


def _vary(random: Random, indicator: dict[str, Any]) -> None:
    counts = indicator["code"] in COUNTS
    indicator["minimum_n"] = 1 if counts else random.choice([1, 1, 3, 5])
    indicator["prior_weight"] = random.choice([0, 0, 0, 1, 10])
    indicator["no_evidence"] = random.choice(POLICIES)
    if indicator["no_evidence"] == "neutral":
        indicator["neutral_points"] = _hundredths(random.randint(0, 10000))
    if "steps" in indicator["rule"] and random.random() < 0.3:
        steps = sorted(random.sample(range(1, 6), 2))
        indicator["rule"]["steps"] = [{"threshold": str(t), "points": str(40 + 10 * t)} for t in steps]


def _weights(random: Random, count: int) -> list[str]:
    marks = [0, *sorted(random.sample(range(1, 10000), count - 1)), 10000]
    return [_hundredths(right - left) for left, right in pairwise(marks)]


def _agent(random: Random, document: dict[str, Any], month: Month) -> dict[str, Any]:
    chance = random.choice([0, 0.5, 0.8, 1])
    codes = [i["code"] for d in document["dimensions"] for i in d["indicators"]]
    return {
        "posted": random.choice([0, 14, 15, month.days, random.randint(0, month.days)]),
        "counted": {code: _counted(random, code) for code in codes if random.random() < chance},
        "targets": _targets(random, document),
        "shifts": _shifts(random, document, month),
        "adjustments": [_adjustment(random) for _ in range(random.choice([0, 0, 1, 5]))],
        "red_lines": random.choice([0, 0, 0, 1, 2]),
        "decisions": _decisions(random, codes),
    }


def _counted(random: Random, code: str) -> tuple[Fraction, Fraction, int]:
    n = random.choice([1, 2, 4, 5, random.randint(1, 300)])
    if code in COUNTS:
        return Fraction(random.randint(0, 6)), Fraction(1), 1
    if code == "mean_response_minutes":
        return Fraction(random.randint(0, 90 * 60_000_000 * n), 60_000_000), Fraction(n), n
    if code in ("completion_rate", "etiquette_pass_rate", "training_attendance", "complaint_24h_rate"):
        return Fraction(random.randint(n // 2, n)), Fraction(n), n
    if code == "collaboration":
        ratings = [random.randint(1, 9) for _ in range(n)]
        return sum((Fraction(random.randint(r, 5 * r), r) for r in ratings), Fraction(0)), Fraction(5 * n), n
    top = 100 if code == "training_exam" else 5
    return Fraction(random.randint(n * top // 2, n * top)), Fraction(n * top), n


def _targets(random: Random, document: dict[str, Any]) -> dict[tuple[str, str], Fraction]:
    agreed = {}
    for indicator in (i for d in document["dimensions"] for i in d["indicators"]):
        for level in ("agent", "team", "site"):
            if indicator["rule"]["kind"] == "toward_target" and random.random() < 0.1:
                floor, goal = Fraction(indicator["rule"]["floor"]), Fraction(indicator["rule"]["target"])
                agreed[indicator["code"], level] = floor + (goal - floor) * random.randint(1, 150) / 100
    return agreed


def _shifts(random: Random, document: dict[str, Any], month: Month) -> dict[str, Fraction]:
    named = random.sample([d["code"] for d in document["dimensions"]], random.choice([0, 0, 1, 2, 7]))
    return {
        code: Fraction(random.randint(-40, 60) * random.randint(0, month.days), 2 * month.days)
        for code in sorted(named)
    }


def _adjustment(random: Random) -> tuple[str, Fraction]:
    kind = random.choice(["bonus", "deduction", "supervisor"])
    size = Fraction(random.randint(1, 700), 100)
    negative = kind == "deduction" or (kind == "supervisor" and random.random() < 0.5)
    return kind, -size if negative else size


def _decisions(random: Random, codes: list[str]) -> list[dict[str, Any]]:
    drawn: list[dict[str, Any]] = []
    if random.random() < 0.2:
        drawn.append({"indicator": random.choice(codes), "points": Fraction(random.randint(0, 10000), 100)})
    if random.random() < 0.1:
        drawn.append({"coefficient": Fraction(random.randint(0, 12), 10)})
    return drawn


def _month(place: int, agent: dict[str, Any], plan: Plan, month: Month) -> AgentMonth:
    return AgentMonth(
        company=COMPANY,
        agent=UUID(int=place),
        month=month,
        plan=plan,
        posted_days=agent["posted"],
        has_posting=agent["posted"] > 0,
        evidence={code: Evidence(Measure(*figures)) for code, figures in agent["counted"].items()},
        targets=tuple(Target(code, level, _decimal(value)) for (code, level), value in agent["targets"].items()),
        shifts=agent["shifts"],
        adjustments=tuple(
            Adjustment(n, kind, _decimal(points), "因", "李") for n, (kind, points) in enumerate(agent["adjustments"])
        ),
        red_lines=tuple(RedLine(f"{place}-{n}", "红线") for n in range(agent["red_lines"])),
        decisions=tuple(_decision(decision) for decision in agent["decisions"]),
    )


def _decision(drawn: dict[str, Any]) -> Decision:
    if "coefficient" in drawn:
        return Decision("因", "周", coefficient=_decimal(drawn["coefficient"]))
    return Decision("因", "周", indicator=drawn["indicator"], points=_decimal(drawn["points"]))


def _decimal(value: Fraction) -> Decimal:
    """Exact for what is drawn here: at most four decimals."""
    return Decimal(int(value * 10000)) / 10000


def _hundredths(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"
