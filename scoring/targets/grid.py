"""The grid of targets as a form: whom × indicator, filled by hand or by button, checked cell by cell (SCORING §5)."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from kpi_portal.lib.rounding import plain, printed
from people.models import Person, Site, Team
from scoring.engine.plan_parts import IndicatorPlan
from scoring.engine.rules import TowardTarget
from scoring.indicators.catalogue import definitions
from scoring.models import TargetSheet
from scoring.saying import say, short_month
from scoring.targets import history, verbs
from scoring.targets.ground import Ground
from scoring.targets.verbs import Wanted
from scoring.targets.words import Badge, badge_of, note_of

MOST = Decimal(10**7)
PLACES = 4
FILLS = ("copy", "propose", "plan", "fill")


@dataclass
class Cell:
    """One indicator of one row: what is typed, what holds without it, what is wrong with it, and what stands beside."""

    name: str
    code: str
    indicator: str
    text: str
    otherwise: str
    plan: str
    last: str
    last_at: str
    label: str
    error: str = ""
    waiting: str = ""
    asked: str = ""
    lost: str = ""

    @property
    def shown(self) -> str:
        """The value as text: what is agreed, else what holds anyway."""
        return self.text or self.otherwise

    @property
    def differs(self) -> bool:
        """Whether it is another than the plan's."""
        return self.shown != self.plan


@dataclass(frozen=True)
class Head:
    """One column: the indicator, the plan's target, how easy an agreed one may be at most; what is filled down."""

    code: str
    name: str
    plan: str
    limit: str
    filled: str = ""


@dataclass
class Row:
    """One agent, team or site. ``is_open``: its cells are inputs; else they are text."""

    pk: int
    label: str
    is_open: bool
    is_agreed: bool
    cells: list[Cell | None]
    sheet: TargetSheet | None = None
    badge: Badge | None = None
    note: str = ""

    @property
    def inputs(self) -> Iterator[Cell]:
        """The cells that are inputs."""
        return (cell for cell in self.cells if cell is not None and self.is_open)

    @property
    def wrong(self) -> int:
        """How many of its cells have to be corrected."""
        return sum(1 for cell in self.inputs if cell.error)


@dataclass
class TargetGrid:
    """Targets that were agreed, to be typed over; an empty cell has none of its own.

    After the freeze what is typed over is asked for, with a reason. ``edit``: agreed rows that are opened again.
    """

    ground: Ground
    may_save: bool
    data: Any = None
    edit: Collection[int] = ()
    wishes: list[Wanted] = field(default_factory=list)
    reason_error: str = ""

    def __post_init__(self) -> None:
        self.window, self.terms = self.ground.window, self.ground.terms
        self.reason = "" if self.data is None else self.data.get("reason", "").strip()
        self.rows = [self._row(each) for each in self.ground.shown]

    @property
    def heads(self) -> list[Head]:
        """The columns."""
        return [self._head(code, indicator) for code, indicator in self.ground.indicators.items()]

    @property
    def sent(self) -> list[Row]:
        """The rows that came with the form and may be changed."""
        return [row for row in self.rows if row.is_open and self._was_sent(row.pk)]

    def is_valid(self) -> bool:
        """Read what was typed over into ``wishes``: whether every cell can be, and a reason stands where one must."""
        self.wishes = [wish for row in self.sent for cell in row.inputs for wish in self._read(row.pk, cell)]
        if self.wishes and self.window.takes_requests and not self.reason:
            self.reason_error = _("Say why the target changes after the freeze.")
        return not (self.reason_error or any(row.wrong for row in self.sent))

    def fill(self, how: str) -> int:
        """Fill the cells of rows that are not agreed, by button; nothing is saved. Returns how many changed."""
        way, _colon, column = how.partition(":")
        ways: Mapping[str, Callable[[int, Cell], str | None]] = {
            "copy": self._copied(),
            "propose": self._proposed,
            "plan": lambda _row, _cell: "",
            "fill": lambda _row, _cell: self.data.get(f"fill-{column}", "").strip(),
        }
        value_of, filled = ways[way], 0
        for row in self.rows:
            for cell in () if row.is_agreed else row.inputs:
                text = value_of(row.pk, cell)
                if text is not None and column in ("", cell.code) and text != cell.text:
                    cell.text, filled = text, filled + 1
        self.is_valid()
        return filled

    def _was_sent(self, whose: int) -> bool:
        """Whether a cell of this row came with the form: who stands on another page of the list keeps everything."""
        return self.data is not None and any(f"t-{whose}-{code}" in self.data for code in self.ground.indicators)

    def _read(self, whose: int, cell: Cell) -> Iterator[Wanted]:
        cell.error = ""
        try:
            value = Decimal(cell.text) if cell.text else None
            if value is not None and not (value.is_finite() and abs(value) < MOST and round(value, PLACES) == value):
                raise InvalidOperation
        except InvalidOperation:
            cell.error = _("Write a number with at most four decimals.")
            return
        own = self.ground.own(whose, cell.code)
        if value == (own.value if own else None):
            return
        problem = self.terms.misfit(cell.code, value)
        if problem is not None:
            cell.error = _(problem.sentence) % problem.params
        elif cell.waiting:
            cell.error = _("A change of this target waits for its confirmation already.")
        else:
            yield Wanted(self.ground.level, whose, cell.code, value)

    def _copied(self) -> "Callable[[int, Cell], str | None]":
        """The targets of the month before that held; an indicator without one goes back to the plan's."""
        before = verbs.standing_targets(self.ground.month.previous)
        held = {key: plain(target.value) for key, target in before.items() if target.holds}
        return lambda whose, cell: held.get((self.ground.level, whose, cell.code), "")

    def _proposed(self, whose: int, cell: Cell) -> str | None:
        """From the last results; where there are none the cell stays as it is."""
        indicator = self.ground.indicator(whose, cell.code)
        if indicator is None or not isinstance(indicator.rule, TowardTarget):
            return None
        found = self.ground.results.get((whose, cell.code), ())
        proposed = history.proposed(indicator.rule, found, self.terms.limit(cell.code)[1])
        return None if proposed is None else "" if proposed == indicator.rule.target else plain(proposed)

    def _row(self, each: Person | Team | Site) -> Row:
        agreed = self.ground.is_agreed(each.pk)
        settled = self.ground.are_sent and agreed and each.pk not in self.edit
        row = Row(each.pk, str(each), self.may_save and not settled, agreed, [], self.ground.sheets.get(each.pk))
        row.cells = [self._cell(row, code) for code in self.ground.indicators]
        if self.ground.level == "agent":
            row.badge, row.note = badge_of(self.ground, each.pk), note_of(self.ground, each.pk)
        return row

    def _cell(self, row: Row, code: str) -> Cell | None:
        indicator = self.ground.indicator(row.pk, code)
        if indicator is None or not isinstance(indicator.rule, TowardTarget):
            return None
        name, own = f"t-{row.pk}-{code}", self.ground.own(row.pk, code)
        text = plain(own.value) if own else ""
        if row.is_open and self._was_sent(row.pk):
            text = self.data.get(name, "").strip()
        named, otherwise = say(indicator.name), self.ground.inherited(row.pk, code)
        last, last_at = self._last(row.pk, code)
        return Cell(
            name=name,
            code=code,
            indicator=named,
            text=text,
            otherwise="" if otherwise is None else plain(otherwise),
            plan=plain(indicator.rule.target),
            last=last,
            last_at=last_at,
            label=f"{row.label}: {named}",
            **self._remarks(row.pk, code),
        )

    def _remarks(self, whose: int, code: str) -> Mapping[str, str]:
        """What waits for HR, what the agent proposes, what was never confirmed."""
        change = self.ground.waiting.get((self.ground.level, whose, code))
        asked, lost = self.ground.proposals.get((whose, code)), self.ground.unconfirmed(whose, code)
        return {
            "waiting": "" if change is None else "–" if change.value is None else plain(change.value),
            "asked": "" if asked is None else plain(asked),
            "lost": "" if lost is None else plain(lost.value),
        }

    def _last(self, whose: int, code: str) -> tuple[str, str]:
        """The newest result in words, and the page of what it was counted from."""
        found = self.ground.results.get((whose, code))
        if not found:
            return "", ""
        words = f"{short_month(found[0].month)} {printed(found[0].value)}"
        if self.ground.level != "agent":
            return words, ""
        return words, reverse("reports:facts", args=[found[0].month, whose, code])

    def _head(self, code: str, indicator: IndicatorPlan) -> Head:
        better, limit = self.terms.limit(code)
        unit = say(definitions()[code].unit) if definitions()[code].unit.en != "points" else ""
        target = plain(indicator.rule.target) if isinstance(indicator.rule, TowardTarget) else ""
        words = _("at least %(limit)s") if better == "higher" else _("at most %(limit)s")
        filled = "" if self.data is None else self.data.get(f"fill-{code}", "").strip()
        plan = _("plan %(target)s") % {"target": f"{target} {unit}".rstrip()}
        return Head(code, say(indicator.name), plan, words % {"limit": plain(limit)}, filled)
