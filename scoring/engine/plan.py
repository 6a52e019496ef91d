"""A plan version (SCORING §1, §2, §5): dimensions, weights, rules, grades, policies; one canonical document.

``Plan.from_document`` reads any draft that has the right shape; ``plan_checks.problems`` says whether it can be
published. The defaults of the parameters stand in the preset ``standard``.
"""

from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

from kpi_portal.lib.canonical import plain_tree, sha256_hex
from scoring.engine import plan_document
from scoring.engine.definition import Catalogue, Text
from scoring.engine.plan_parts import (
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
from scoring.engine.problems import PlanError, Problem
from scoring.engine.reading import Reader


@dataclass(frozen=True)
class Plan:
    """One version of a plan, read against a catalogue of indicators.

    ``goal`` and ``period`` are words for its readers. ``catalogue``, ``version`` and ``trial`` belong to its use, not
    to the document or its hash.
    """

    code: str
    name: Text
    dimensions: tuple[Dimension, ...]
    grades: tuple[Grade, ...]
    limits: Limits
    red_lines: RedLineRule
    band: Band
    measuring: Measuring
    ranking_minimum_days: int
    catalogue: Catalogue = field(repr=False, compare=False)
    acknowledged: tuple[Acknowledged, ...] = ()
    goal: Text | None = None
    period: Text | None = None
    follow_up: FollowUp = field(default_factory=FollowUp)
    version: int = field(default=1, compare=False)
    trial: bool = field(default=False, compare=False)

    @classmethod
    def from_document(
        cls, document: dict[str, Any], catalogue: Catalogue, *, version: int = 1, trial: bool = False
    ) -> "Plan":
        """Read a document (a draft too). Raises PlanError, one sentence per part that cannot be read."""
        problems: list[Problem] = []
        reader = Reader(document if isinstance(document, dict) else {}, "", problems)
        plan = cls(
            code=reader.text("code"),
            name=reader.words("name"),
            dimensions=reader.parts("dimensions", plan_document.read_dimension),
            grades=reader.parts("grades", plan_document.read_grade),
            limits=plan_document.read_limits(reader.part("limits")),
            red_lines=plan_document.read_red_lines(reader.part("red_lines")),
            band=plan_document.read_band(reader.part("band")),
            measuring=plan_document.read_measuring(reader.part("measuring")),
            ranking_minimum_days=reader.count("ranking_minimum_days"),
            acknowledged=reader.parts("acknowledged", plan_document.read_acknowledged),
            goal=reader.words("goal") if reader.has("goal") else None,
            period=reader.words("period") if reader.has("period") else None,
            follow_up=(
                plan_document.read_follow_up(reader.part("follow_up")) if reader.has("follow_up") else FollowUp()
            ),
            catalogue=catalogue,
            version=version,
            trial=trial,
        )
        reader.finish()
        if problems:
            raise PlanError(sorted(problems, key=str))
        return plan

    def to_document(self) -> dict[str, Any]:
        """The document that ``from_document`` reads back as this plan."""
        document: dict[str, Any] = plain_tree(
            {
                "code": self.code,
                "name": asdict(self.name),
                "dimensions": [plan_document.write_dimension(dimension) for dimension in self.dimensions],
                "grades": [plan_document.write_grade(grade) for grade in self.grades],
                "limits": asdict(self.limits),
                "red_lines": asdict(self.red_lines),
                "band": asdict(self.band),
                "measuring": plan_document.write_measuring(self.measuring),
                "ranking_minimum_days": self.ranking_minimum_days,
                "acknowledged": [asdict(seen) for seen in self.acknowledged],
                **self._where_used(),
            }
        )
        return document

    def _where_used(self) -> dict[str, Any]:
        """Keys that a plan of before does not have, so that it keeps its hash."""
        words = {"goal": self.goal, "period": self.period}
        written: dict[str, Any] = {key: asdict(text) for key, text in words.items() if text is not None}
        if self.follow_up != FollowUp():
            written["follow_up"] = plan_document.write_follow_up(self.follow_up)
        return written

    @cached_property
    def plan_hash(self) -> str:
        """SHA-256 of the canonical document, 64 hexadecimal digits."""
        return sha256_hex(self.to_document())

    @property
    def has_shares(self) -> bool:
        """Whether some grade is for a share of those ranked only."""
        return any(grade.share is not None for grade in self.grades)

    def indicators(self) -> tuple[IndicatorPlan, ...]:
        """All indicators in plan order."""
        return tuple(indicator for dimension in self.dimensions for indicator in dimension.indicators)
