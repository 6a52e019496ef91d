"""What the lab's page shows: three candidates beside what the stored months came to. Nothing is written."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from kpi_portal.lib.month import Month
from kpi_portal.lib.refusals import Refused
from people.models import Account
from scoring.engine.plan import Plan
from scoring.lab import comparing, reading
from scoring.lab.candidates import Candidate, Field, fields, of_address
from scoring.lab.comparing import Compared
from scoring.lab.replay import replay
from scoring.lab.stored import Outcome, Stored
from scoring.models import PlanVersion
from scoring.plans import versions

SPANS = (1, 3, 6, 12)
"""Over how many months the lab looks."""
SHOWN = 30
"""Changed grades that the page lists; the counts are of all."""
SENSITIVE = 8


class Cell(NamedTuple):
    """One candidate's number for one field."""

    name: str
    value: str
    differs: bool
    label: str


@dataclass(frozen=True)
class Column:
    """One candidate and what came of it: a comparison, or why there is none."""

    candidate: Candidate
    compared: Compared | None = None
    refused: str = ""

    @property
    def is_changed(self) -> bool:
        """Whether any of its numbers differs from the plan's."""
        try:
            return bool(self.candidate.changed)
        except Refused:
            return True


class Figure(NamedTuple):
    """One card by one candidate; ``money`` is what its pay changes by. Empty where there is no comparison."""

    total: Decimal | None = None
    grade: str | None = None
    money: Decimal | None = None
    change: Decimal | None = None
    is_another_grade: bool = False


class Row(NamedTuple):
    """One card beside its candidates."""

    card: Stored
    figures: list[Figure]
    spread: Decimal


class Lab:
    """The whole page. ``address``: the query of the request."""

    def __init__(self, version: PlanVersion, account: Account, address: Mapping[str, str]) -> None:
        self.plan = versions.read(version)
        self.fields = fields(self.plan)
        self.candidates = of_address(self.plan, address)
        known = reading.months_of(version, account)
        self.span = next((span for span in SPANS if str(span) == address.get("months")), 3)
        self.months: list[Month] = sorted(known[: self.span])
        self.cards = reading.stored(version, self.months, account)
        self._replayed: dict[str, list[Outcome]] = {}

    @property
    def spans(self) -> tuple[int, ...]:
        """What may be chosen."""
        return SPANS

    @cached_property
    def columns(self) -> list[Column]:
        """The candidates' results."""
        return [self._column(candidate) for candidate in self.candidates]

    def _column(self, candidate: Candidate) -> Column:
        try:
            plan = candidate.changed_plan() if candidate.changed else self.plan
            with versions.problems_refused():
                outcomes = self._outcomes(plan)
        except Refused as refusal:
            return Column(candidate, refused=" ".join(refusal.messages))
        return Column(candidate, Compared(self.cards, outcomes, [grade.code for grade in plan.grades]))

    def _outcomes(self, plan: Plan) -> list[Outcome]:
        """Candidates that are alike are replayed once."""
        if plan.plan_hash not in self._replayed:
            self._replayed[plan.plan_hash] = replay(self.cards, plan)
        return self._replayed[plan.plan_hash]

    @property
    def parts(self) -> Iterator[tuple[str, list[tuple[Field, list[Cell]]]]]:
        """The form: kind of number, and each number with its three cells."""
        for kind in ("weight", "curve", "grade"):
            yield kind, [(each, self._cells(each)) for each in self.fields if each.kind == kind]

    def _cells(self, field: Field) -> list[Cell]:
        found = []
        for candidate in self.candidates:
            value = candidate.given.get(field.key, field.now)
            name = f"{candidate.letter}.{field.key}"
            found.append(Cell(name, value, value != field.now, f"{candidate.label} {field.name}"))
        return found

    @property
    def now(self) -> "Now":
        """The stored months."""
        return Now([card.outcome for card in self.cards], [grade.code for grade in self.plan.grades])

    @cached_property
    def _ways(self) -> list[list[Outcome] | None]:
        """What each candidate makes of every card."""
        return [list(column.compared.outcomes) if column.compared else None for column in self.columns]

    def _row(self, place: int) -> Row:
        card = self.cards[place]
        figures = [_figure(card, way[place]) if way else Figure() for way in self._ways]
        return Row(card, figures, comparing.spread([way[place] for way in self._ways if way], card.outcome))

    @cached_property
    def regraded(self) -> list[int]:
        """Places of the cards that get another grade by some candidate, newest month first."""
        known = [way for way in self._ways if way]
        found = [
            place
            for place, card in enumerate(self.cards)
            if any(way[place].grade != card.outcome.grade for way in known)
        ]
        return sorted(found, key=lambda place: self.cards[place].month, reverse=True)

    @property
    def regraded_shown(self) -> list[Row]:
        """As many as the page has room for."""
        return [self._row(place) for place in self.regraded[:SHOWN]]

    @property
    def sensitive(self) -> list[Row]:
        """Cards of the newest month whose total moves most between the candidates."""
        newest = [self._row(place) for place, card in enumerate(self.cards) if card.month == self.months[-1]]
        return sorted((row for row in newest if row.spread), key=lambda row: row.spread, reverse=True)[:SENSITIVE]

    @property
    def by_month(self) -> Iterator[tuple[comparing.OfMonth, list[comparing.OfMonth | None]]]:
        """Each month with what every candidate makes of it."""
        known = [column.compared.months if column.compared else None for column in self.columns]
        for place, one in enumerate(next((months for months in known if months), [])):
            yield one, [months[place] if months else None for months in known]


@dataclass(frozen=True)
class Now:
    """What the stored months came to."""

    outcomes: Sequence[Outcome]
    grades: Sequence[str]

    @property
    def cost(self) -> Decimal:
        """Pay, in yuan."""
        return comparing.cost(self.outcomes)

    @property
    def mean(self) -> Decimal | None:
        """Mean total."""
        return comparing.mean(self.outcomes)

    @property
    def distribution(self) -> list[tuple[str, int]]:
        """How many have each grade."""
        return comparing.distribution(self.outcomes, self.grades)


def _figure(card: Stored, new: Outcome) -> Figure:
    old = card.outcome
    return Figure(
        new.total,
        new.grade,
        comparing.change(new.pay, old.pay),
        comparing.change(new.total, old.total),
        new.grade != old.grade,
    )
