"""The parts of a plan version: every *parameter* of SCORING.md is a field here or in ``plan.Plan``."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from scoring.engine.definition import Text
from scoring.engine.rules import Rule

NoEvidence = Literal["reweight", "company_mean", "neutral", "hold"]
RedLinePolicy = Literal["process_only", "cap_grade", "zero_coefficient"]
NoResponseNoted = Literal["cutoff", "completion"]
Of = Literal["own", "led"]

NO_EVIDENCE: tuple[NoEvidence, ...] = ("reweight", "company_mean", "neutral", "hold")
RED_LINE_POLICIES: tuple[RedLinePolicy, ...] = ("process_only", "cap_grade", "zero_coefficient")
OF: tuple[Of, ...] = ("own", "led")
NO_RESPONSE_NOTED: tuple[NoResponseNoted, ...] = ("cutoff", "completion")
"""The first is what a document without the key means."""


@dataclass(frozen=True)
class IndicatorPlan:
    """One indicator inside a dimension; ``weight`` is its share of the dimension, of 100.00.

    ``minimum_n``: fewer counted is too few. ``prior_weight``: k of §3. ``neutral_points``: for the policy ``neutral``.
    ``of``: whose evidence it is, the agent's own or that of the agents led (§4). ``within``: how long something may
    take, in the unit that the indicator says; None: as usual.
    """

    code: str
    name: Text
    weight: Decimal
    rule: Rule
    minimum_n: int = 1
    prior_weight: int = 0
    no_evidence: NoEvidence = "reweight"
    neutral_points: Decimal | None = None
    rubric: Text | None = None
    example: Text | None = None
    of: Of = "own"
    within: int | None = None

    @property
    def leans(self) -> bool:
        """Whether the company's value enters its points, by a prior or as its policy."""
        return self.prior_weight > 0 or self.no_evidence == "company_mean"


@dataclass(frozen=True)
class Dimension:
    """A weighted group of indicators; ``weight`` is its share of the plan, of 100.00."""

    code: str
    name: Text
    weight: Decimal
    indicators: tuple[IndicatorPlan, ...]


@dataclass(frozen=True)
class Grade:
    """A band of totals from ``lower`` upwards and its pay coefficient. ``share``: percent of those ranked who may
    have it at most (强制分布); None: as many as reach the band."""

    code: str
    lower: Decimal
    coefficient: Decimal
    share: Decimal | None = None


@dataclass(frozen=True)
class Limits:
    """How far adjustments may move a total, per kind and month, and the highest total (§5.6)."""

    bonus: Decimal
    deduction: Decimal
    supervisor: Decimal
    ceiling: Decimal


@dataclass(frozen=True)
class RedLineRule:
    """What a confirmed red line does (§5.8); ``cap`` is the best grade left by ``cap_grade``."""

    policy: RedLinePolicy
    cap: str


@dataclass(frozen=True)
class Band:
    """The weights between which dynamic shifts may move a dimension (§6)."""

    low: Decimal
    high: Decimal


@dataclass(frozen=True)
class Measuring:
    """Parameters of the measures (§3): hours after the month's end, minutes an order counts at most, pass mark,
    and what stands for a response that is not noted."""

    completion_grace_hours: int
    response_cap_minutes: int
    pass_mark: Decimal
    no_response_noted: NoResponseNoted = "cutoff"

    @property
    def takes_completion(self) -> bool:
        """Whether the completion that stands is taken for a response that is not noted; else time runs on."""
        return self.no_response_noted == "completion"


@dataclass(frozen=True)
class FollowUp:
    """When rules open tasks for people (§8); they never sanction by themselves.

    A grade below ``plan_below`` for ``plan_months`` final months: improvement plan. One indicator at its floor for
    ``talk_months``: talk. The best ``talent_percent`` of a ranking in ``talent_quarters`` in a row: talent list.
    ``first_contact_resolution`` below ``clinic_below``: service clinic. Every ``rotation_months`` full months at one
    site (0: never) with a grade of ``rotation_from`` or better: rotation.
    """

    plan_below: str = "C"
    plan_months: int = 3
    talk_months: int = 3
    talent_percent: Decimal = Decimal(10)
    talent_quarters: int = 2
    clinic_below: Decimal = Decimal(70)
    rotation_months: int = 24
    rotation_from: str = "B"


@dataclass(frozen=True)
class Acknowledged:
    """A publish check that the authors of the plan have seen, with their reason."""

    check: str
    subject: str
    reason: Text
