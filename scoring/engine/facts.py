"""What a month knows about an agent: the input of the engine (SCORING §3, §5–§7). Pay is not part of it."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Literal, NamedTuple
from uuid import UUID

from kpi_portal.lib.canonical import sha256_hex
from kpi_portal.lib.month import Month
from kpi_portal.lib.rounding import Exact, exact
from scoring.engine.definition import Text
from scoring.engine.plan import Plan

TargetLevel = Literal["agent", "team", "site"]
AdjustmentKind = Literal["bonus", "deduction", "supervisor"]


@dataclass(frozen=True, slots=True)
class Measure:
    """Numerator and denominator, and ``n``, how many things were counted. 0/0 cannot be built."""

    numerator: Fraction
    denominator: Fraction
    n: int

    def __post_init__(self) -> None:
        if not (isinstance(self.numerator, Fraction) and isinstance(self.denominator, Fraction)):
            raise TypeError("A measure consists of exact fractions.")
        if self.denominator <= 0 or self.n < 1:
            raise ValueError("A measure counts something: denominator above 0 and n of 1 or more.")

    @property
    def ratio(self) -> tuple[int, int]:
        """Numerator / denominator as a ratio of whole numbers, not in lowest terms."""
        above, below = self.numerator, self.denominator
        return above.numerator * below.denominator, above.denominator * below.numerator

    @classmethod
    def of(cls, numerator: Exact, denominator: Exact, n: int) -> "Measure":
        """The same from integers or decimals. Raises TypeError for floats."""
        return cls(exact(numerator), exact(denominator), n)


class Fact(NamedTuple):
    """One row behind a measure: counted with its contribution, or excluded for a reason (then 0).

    An indicator always uses one type of contribution (whole numbers, decimals or fractions): the hash tells 1 from 1/1.
    """

    id: str
    revision: int
    contribution: Exact
    reason: str = ""


def facts_hash(facts: Iterable[Fact]) -> str:
    """SHA-256 over (id, revision, contribution, reason) sorted by id (§9); the order given does not matter."""
    return sha256_hex([tuple(fact) for fact in sorted(facts)])


def text_hash(salt: bytes, text: str) -> str:
    """Salted SHA-256 of an adjustment's words: the fingerprint outlives their erasure (§9)."""
    return hashlib.sha256(salt + text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Evidence:
    """All facts of one indicator: the measure (None where nothing counted), what was excluded and why, their hash."""

    measure: Measure | None
    excluded: Mapping[str, int] = field(default_factory=dict)
    facts_hash: str | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """A target agreed for the month in place of the plan's; the agent's stands before the team's before the site's."""

    indicator: str
    level: TargetLevel
    value: Decimal


@dataclass(frozen=True, slots=True)
class TargetChange:
    """A target changed after the freeze by two people (§5); the card prints it. None: none of the level's own."""

    indicator: str
    level: TargetLevel
    before: Decimal | None
    value: Decimal | None
    day: str
    reason: str
    asked_by: str
    confirmed_by: str
    text_hash: str = ""


@dataclass(frozen=True, slots=True)
class Adjustment:
    """One entry: bonus > 0, deduction < 0, supervisor either way. ``sequence`` is the order of entry."""

    sequence: int
    kind: AdjustmentKind
    points: Decimal
    reason: str
    by: str
    text_hash: str = ""

    def __post_init__(self) -> None:
        wrong_sign = (self.kind == "bonus" and self.points <= 0) or (self.kind == "deduction" and self.points >= 0)
        if wrong_sign or self.points == 0:
            raise ValueError("A bonus adds points, a deduction takes points, and neither is zero.")
        if exact(self.points) * 100 % 1 != 0:
            raise ValueError("Adjustments have at most two decimals.")


@dataclass(frozen=True, slots=True)
class RedLine:
    """A red line confirmed by two people; ``key`` identifies the incident for ever."""

    key: str
    what: str
    day: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """Points of weight for one dimension, as announced; negative takes some away (§6)."""

    dimension: str
    points: Decimal


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """An event of a site's calendar that moves weights (§6), for the card to name. Days are ISO 8601, both inclusive;
    ``site`` is empty for the whole company."""

    name: Text
    site: str
    first_day: str
    last_day: str
    moves: tuple[Move, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """What HR decided where evidence lacks: points for one indicator, or a coefficient for the card (§3, §5)."""

    reason: str
    by: str
    indicator: str | None = None
    points: Decimal | None = None
    coefficient: Decimal | None = None
    text_hash: str = ""

    def __post_init__(self) -> None:
        if (self.points is None) == (self.coefficient is None) or (self.points is None) != (self.indicator is None):
            raise ValueError("A decision gives points for one indicator, or a coefficient for the card.")
        if self.points is not None and not 0 <= self.points <= 100:
            raise ValueError("Decided points lie between 0 and 100.")
        if self.coefficient is not None and self.coefficient < 0:
            raise ValueError("A coefficient is not negative.")


@dataclass(frozen=True, slots=True)
class Member:
    """What one agent of the teams led adds to an indicator (§4); a member without evidence adds nothing and is none."""

    agent: UUID
    numerator: Fraction
    denominator: Fraction
    n: int


@dataclass(frozen=True, slots=True)
class Led:
    """An indicator of the teams led: numerators and denominators summed over ``members``, by agent."""

    evidence: Evidence
    members: tuple[Member, ...] = ()


def led(parts: Iterable[tuple[UUID, Evidence]], *, zero_is_evidence: bool, digest: str | None = None) -> Led:
    """Sums the evidence of the members. Where zero is evidence, a member with nothing counted is the measure 0 / 1."""
    zero, found, excluded = Measure.of(0, 1, 1), [], Counter[str]()
    for agent, evidence in sorted(parts, key=lambda part: str(part[0])):
        excluded.update(evidence.excluded)
        measure = evidence.measure or (zero if zero_is_evidence else None)
        if measure is not None:
            found.append(Member(agent, measure.numerator, measure.denominator, measure.n))
    return Led(Evidence(sum_of(found), dict(excluded), digest), tuple(found))


def sum_of(members: Iterable[Member]) -> Measure | None:
    """The members' measures as one; None without any."""
    parts = list(members)
    if not parts:
        return None
    numerator = sum((part.numerator for part in parts), Fraction(0))
    denominator = sum((part.denominator for part in parts), Fraction(0))
    return Measure(numerator, denominator, sum(part.n for part in parts))


@dataclass(frozen=True)
class AgentMonth:
    """Everything that decides one card. ``evidence`` by indicator; a missing key is no evidence. ``led``: the same of
    the indicators that the plan counts of the teams led.

    ``posted_days``: distinct days with an agent posting less unpaid leave. ``shifts`` (§6): points of weight by
    dimension, exact, days already taken into account (``weights.monthly_shifts`` and ``averaged_shifts``); ``events``
    are those that they come from.
    """

    company: UUID
    agent: UUID
    month: Month
    plan: Plan
    posted_days: int
    has_posting: bool = True
    evidence: Mapping[str, Evidence] = field(default_factory=dict)
    led: Mapping[str, Led] = field(default_factory=dict)
    targets: tuple[Target, ...] = ()
    target_changes: tuple[TargetChange, ...] = ()
    shifts: Mapping[str, Fraction] = field(default_factory=dict)
    events: tuple[CalendarEvent, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    red_lines: tuple[RedLine, ...] = ()
    decisions: tuple[Decision, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.posted_days <= self.month.days:
            raise ValueError(f"{self.posted_days} posted days do not fit into {self.month}.")
        if self.posted_days and not self.has_posting:
            raise ValueError("Without a posting there are no posted days.")
