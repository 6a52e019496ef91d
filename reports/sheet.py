"""A card with the names around it: all that page, PDF and payroll row show of one agent's month.

The figures are the frozen card's; nothing here is counted or scored.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from kpi_portal.lib.month import Month
from scoring.engine.card import Card
from scoring.engine.plan_parts import Grade

TREND_MONTHS = 6


@dataclass(frozen=True)
class Employer:
    """The company as it is printed: name, one character for the logo's tile, its colour."""

    name: str
    mark: str
    colour: str


@dataclass(frozen=True)
class Worker:
    """Whose card it is. Site, post and team of the posting that gave the plan; empty where there is none."""

    name: str
    staff_number: str = ""
    site: str = ""
    post: str = ""
    team: str = ""


@dataclass(frozen=True)
class Pay:
    """Money in yuan (SCORING §5, step 9). Only for those who may see it."""

    base: Decimal
    amount: Decimal


@dataclass(frozen=True)
class LedgerHead:
    """The link of the chain that holds this card's close, and its signed head (SCORING §9)."""

    position: int
    entry_hash: str
    head: str


@dataclass(frozen=True)
class Sheet:
    """One card version as it is shown.

    ``history``: up to six months with their totals (None: no total), oldest first, this month last. ``team_scores``:
    mean score of the team by dimension code. ``made_at``: aware; the only instant that a printed card carries.
    """

    card: Card
    employer: Employer
    worker: Worker
    version: int
    fingerprint: str
    made_at: datetime
    grades: tuple[Grade, ...] = ()
    pay: Pay | None = None
    history: tuple[tuple[Month, Decimal | None], ...] = ()
    team_scores: Mapping[str, Decimal] = field(default_factory=dict)
    ledger: LedgerHead | None = None

    def without_pay(self) -> "Sheet":
        """The same sheet for readers who may not see money."""
        return replace(self, pay=None)

    @property
    def change(self) -> Decimal | None:
        """Total less the month before's; None where one of them has none."""
        if len(self.history) < 2 or self.history[-2][0] != self.card.month.previous:
            return None
        now, before = self.card.total, self.history[-2][1]
        return None if now is None or before is None else now - before
