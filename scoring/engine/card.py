"""The card: a tree that carries its own explanation (SCORING §5, §9, §10). Card → Section → Line.

Rounded figures are ``Decimal`` with their scale, exact ones ``Fraction``. ``to_frozen`` gives what is stored.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal
from uuid import UUID

from kpi_portal.lib.month import Month
from kpi_portal.lib.rounding import add_up
from scoring.engine import freezing
from scoring.engine.definition import Text
from scoring.engine.facts import CalendarEvent, Decision, Member, RedLine, TargetChange
from scoring.engine.plan_parts import NoEvidence, Of, RedLinePolicy
from scoring.engine.rules import Direction, Rule

EvidenceState = Literal["measured", "too_few", "none", "policy"]
TargetFrom = Literal["agent", "team", "site", "plan"]
Policy = Literal["company_mean", "neutral", "decision"]


@dataclass(frozen=True, slots=True)
class Interval:
    """95 % Wilson interval of a rate, in the unit shown, two decimals."""

    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator. ``own`` is x, the agent's numerator / denominator × scale; ``value`` is what the rule was given.

    The two differ only where a prior weighs in: value = (n·x + k·m) / (n + k), k = ``prior_weight``,
    m = ``company_value``. ``weight`` is the share of the dimension. ``evidence``: ``measured``; ``too_few`` (figures,
    no points); ``none`` (neither); ``policy`` (points from ``policy``). ``held``: blocks ``final`` until decided.
    ``of`` the team led: summed over ``members``.
    """

    code: str
    name: Text
    unit: Text
    formula: Text
    better: Direction
    weight: Decimal
    rule: Rule
    target: Decimal | None
    target_from: TargetFrom | None
    numerator: Fraction | None
    denominator: Fraction | None
    scale: int
    own: Fraction | None
    value: Fraction | None
    n: int
    minimum_n: int
    prior_weight: int
    company_value: Fraction | None
    wilson: Interval | None
    excluded: Mapping[str, int]
    facts_hash: str | None
    evidence: EvidenceState
    no_evidence: NoEvidence
    policy: Policy | None
    held: bool
    points: Decimal | None
    of: Of = field(default="own", metadata=freezing.WHERE_THERE_IS_ONE)
    members: tuple[Member, ...] = field(default=(), metadata=freezing.WHERE_THERE_IS_ONE)


@dataclass(frozen=True, slots=True)
class Section:
    """One dimension. ``base_weight + shift`` is the announced weight; ``weight`` the effective one, after dimensions
    without points have given theirs away. Without points: weight 0.00, ``score`` and ``earned`` None."""

    code: str
    name: Text
    base_weight: Decimal
    shift: Decimal
    weight: Decimal
    score: Decimal | None
    earned: Decimal | None
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class AdjustmentLine:
    """One adjustment as entered and as counted under the cap of its kind."""

    kind: Literal["bonus", "deduction", "supervisor"]
    entered: Decimal
    counted: Decimal
    reason: str
    by: str
    text_hash: str


@dataclass(frozen=True, slots=True)
class ShareBound:
    """The lowest total that still had a grade with a share, of all ranked that month; None where it had no place."""

    grade: str
    lower: Decimal | None


@dataclass(frozen=True, slots=True)
class Card:
    """The result for one agent, month and plan.

    ``total = subtotal + counted adjustments + cut``; ``cut`` is what holding it in 0…ceiling takes (≤ 0) or gives.
    ``grade_by_total`` is the band of the total, ``grade`` what shares and red lines leave of it. ``needs_decision``
    names held indicators and blocks ``final``; ``no_evidence`` (no total, grade, rank) blocks nothing. ``warnings`` are
    codes: ``no_posting``. ``rank`` is None where not ranked; ``ranked`` counts the ranked agents of the plan.
    ``target_changes``: those after the freeze that the targets of this card come from. ``events``: those of the site's
    calendar that moved its weights. ``share_bounds``: what the plan's shares made of its bands.
    """

    company: UUID
    agent: UUID
    month: Month
    plan: str
    plan_name: Text
    plan_version: int
    plan_hash: str
    trial: bool
    posted_days: int
    month_days: int
    has_posting: bool
    sections: tuple[Section, ...]
    subtotal: Decimal | None
    adjustments: tuple[AdjustmentLine, ...]
    ceiling: Decimal
    cut: Decimal
    total: Decimal | None
    grade_by_total: str | None
    grade: str | None
    coefficient: Decimal | None
    red_lines: tuple[RedLine, ...]
    red_line_policy: RedLinePolicy
    decisions: tuple[Decision, ...]
    no_evidence: bool
    needs_decision: tuple[str, ...]
    warnings: tuple[str, ...]
    rank: int | None = None
    ranked: int = 0
    target_changes: tuple[TargetChange, ...] = ()
    events: tuple[CalendarEvent, ...] = field(default=(), metadata=freezing.WHERE_THERE_IS_ONE)
    share_bounds: tuple[ShareBound, ...] = field(default=(), metadata=freezing.WHERE_THERE_IS_ONE)

    @property
    def counted(self) -> Decimal:
        """Sum of the adjustments as counted."""
        return add_up(entry.counted for entry in self.adjustments)

    @property
    def lines(self) -> tuple[Line, ...]:
        """All indicators in plan order."""
        return tuple(line for section in self.sections for line in section.lines)

    def to_frozen(self) -> dict[str, Any]:
        """The card in JSON's own types: decimals as strings with their scale, fractions as ``"p/q"``."""
        return freezing.freeze(self)

    @classmethod
    def from_frozen(cls, frozen: Mapping[str, Any]) -> "Card":
        """The card that ``to_frozen`` wrote, equal in every part."""
        return freezing.thaw(cls, frozen)
