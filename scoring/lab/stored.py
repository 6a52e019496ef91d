"""A card as the lab needs it: what it came to, and what it can be scored again from. Pure."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import chain, repeat
from typing import NamedTuple, cast
from uuid import UUID

from kpi_portal.lib.month import Month
from scoring.engine.facts import Adjustment, AgentMonth, Decision, Evidence, Led, Measure, RedLine, Target, TargetLevel
from scoring.engine.plan import Plan

NOBODY = UUID(int=0)
"""Points depend on no name: the engine is given none."""


class Outcome(NamedTuple):
    """What a month comes to for one person; ``pay`` in yuan, None without bonus base or coefficient."""

    total: Decimal | None
    grade: str | None
    coefficient: Decimal | None
    rank: int | None
    pay: Decimal | None


class StoredLine(NamedTuple):
    """One indicator as frozen: exact figures are still the text that was stored, since few of them are needed."""

    code: str
    points: str | None
    value: str | None
    target: str | None
    target_from: str | None
    numerator: str | None
    denominator: str | None
    n: int
    evidence: str
    company_value: str | None


@dataclass(frozen=True, slots=True)
class Stored:
    """One standing card. ``agent`` and ``name`` are for the page. ``scores``, in hundredths, and ``shifts`` (what the
    month's calendar moved, as printed) by dimension; ``told``: its lines as JSON, for who needs them."""

    key: int
    agent: int
    name: str
    month: Month
    plan: Plan
    outcome: Outcome
    bonus_base: Decimal | None
    posted_days: int
    has_posting: bool
    scores: Mapping[str, int | None]
    shifts: Mapping[str, Fraction]
    told: str
    adjustments: tuple[Adjustment, ...] = ()
    red_lines: tuple[RedLine, ...] = ()
    decisions: tuple[Decision, ...] = ()

    @property
    def lines(self) -> list[StoredLine]:
        """All indicators in plan order, read anew."""
        return list(self.by_place.values())

    @property
    def by_place(self) -> dict[tuple[str, str], StoredLine]:
        """The same by dimension and code: one measure may be weighed twice."""
        told = json.loads(self.told)
        sections = chain.from_iterable(map(repeat, self.scores, told["sizes"]))
        lines = map(StoredLine, *told["lines"])
        return {(section, line.code): line for section, line in zip(sections, lines, strict=True)}

    def by(self, plan: Plan) -> AgentMonth:
        """What the engine is given of it, by another plan."""
        lines = self.lines
        evidence = {line.code: _evidence(line) for line in lines}
        return AgentMonth(
            company=NOBODY,
            agent=NOBODY,
            month=self.month,
            plan=plan,
            posted_days=self.posted_days,
            has_posting=self.has_posting,
            evidence=evidence,
            led={code: Led(evidence[code], ()) for code in json.loads(self.told)["led"]},
            targets=tuple(_targets(lines)),
            shifts=self.shifts,
            adjustments=self.adjustments,
            red_lines=self.red_lines,
            decisions=self.decisions,
        )


def by_month(cards: Iterable[Stored]) -> dict[Month, list[Stored]]:
    """Each month's cards in their order."""
    found: dict[Month, list[Stored]] = {}
    for card in cards:
        found.setdefault(card.month, []).append(card)
    return found


def _evidence(line: StoredLine) -> Evidence:
    if line.numerator is None or line.denominator is None:
        return Evidence(None)
    return Evidence(Measure(Fraction(line.numerator), Fraction(line.denominator), line.n))


def _targets(lines: list[StoredLine]) -> list[Target]:
    """Those that were agreed; the plan's own give way to the other plan's."""
    return [
        Target(line.code, cast(TargetLevel, line.target_from), Decimal(line.target))
        for line in lines
        if line.target is not None and line.target_from in ("agent", "team", "site")
    ]
