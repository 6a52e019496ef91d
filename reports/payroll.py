"""What payroll takes from a month: final months only, trial cards never (SCORING §5 step 9, §9)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kpi_portal.lib.month import Month
from kpi_portal.lib.refusals import Refused
from kpi_portal.lib.rounding import add_up, exact, half_up
from records.models import MonthRecord
from reports.wording import coefficient, say, signed
from scoring import cards, plans
from scoring.card_summary import CardSummary, summary
from scoring.models import Card, PlanVersion


@dataclass(frozen=True)
class PayRow:
    """One agent's row. ``pay`` is None where nothing can be paid yet; ``notes`` say why, and what else to look at."""

    agent_id: int
    staff_number: str
    name: str
    site: str
    plan: str
    total: Decimal | None
    grade: str
    coefficient: Decimal | None
    base: Decimal | None
    posted_days: int
    month_days: int
    pay: Decimal | None
    change: str
    notes: tuple[str, ...]

    @property
    def coefficient_text(self) -> str:
        """As on the card: ``1.0``."""
        return coefficient(self.coefficient)


@dataclass(frozen=True)
class Payroll:
    """A month's rows in Chinese order of names, and their sums as printed."""

    record: MonthRecord
    rows: tuple[PayRow, ...]
    before: Decimal | None

    @property
    def is_final(self) -> bool:
        """Whether it may be paid."""
        return self.record.is_closed

    @property
    def total(self) -> Decimal:
        """Sum of the pay as printed."""
        return add_up(row.pay for row in self.rows if row.pay is not None)

    @property
    def change(self) -> str:
        """Against the month before; empty where it has no cards."""
        return "" if self.before is None else signed(self.total - self.before)

    @property
    def mean_coefficient(self) -> Decimal | None:
        """Over those who have one, to 0.01."""
        known = [exact(row.coefficient) for row in self.rows if row.coefficient is not None]
        return half_up(sum(known, Fraction(0)) / len(known), 2) if known else None

    @property
    def grades(self) -> list[tuple[str, int]]:
        """Grades and how many have them, best coefficient first."""
        best = {row.grade: row.coefficient or Decimal(0) for row in self.rows}
        counts = Counter(row.grade for row in self.rows if row.grade)
        return sorted(counts.items(), key=lambda pair: (-best[pair[0]], pair[0]))

    @property
    def to_look_at(self) -> list[PayRow]:
        """Rows with a note."""
        return [row for row in self.rows if row.notes]


def payroll(month: Month) -> Payroll | None:
    """The month's payroll as it stands, final or not; None where the month has no cards."""
    stored = list(cards.listed(month).by_name())
    if not stored:
        return None
    before = dict(cards.listed(month.previous).values_list("agent", "pay"))
    used = PlanVersion.objects.in_bulk({card.plan_id for card in stored})
    named = {pk: _plan(version) for pk, version in used.items()}
    rows = tuple(_row(card, month, named[card.plan_id], before.get(card.agent_id)) for card in stored)
    paid = [pay for pay in before.values() if pay is not None]
    record = MonthRecord.objects.get(first_day=month.first_day)
    return Payroll(record, rows, add_up(paid) if before else None)


def final_payroll(month: Month) -> Payroll:
    """The payroll that may be paid. Raises Refused."""
    found = payroll(month)
    if found is None:
        raise Refused(gettext_lazy("%(month)s has no cards; close it first."), code="no_cards", params={"month": month})
    if not found.is_final:
        state = {"month": month, "state": found.record.get_state_display()}
        sentence = gettext_lazy("%(month)s is “%(state)s”; payroll takes final months only.")
        raise Refused(sentence, code="not_final", params=state)
    return found


def table(found: Payroll, *, preview: bool) -> list[list[Any]]:
    """The export: heads, a row per agent, the sum. A preview says so in its first line and in every row."""
    head = [
        _("Staff number"),
        _("Name"),
        _("Month"),
        _("Plan"),
        _("Total"),
        _("Grade"),
        _("Coefficient"),
        _("Bonus base (yuan)"),
        _("Posted days"),
        _("Pay (yuan)"),
        _("Note"),
    ]
    month = str(found.record.month)
    mark = (_("Preview"),) if preview else ()
    body = [_cells(row, month, mark) for row in found.rows]
    last = [_("Sum"), len(found.rows), month, "", "", "", "", "", "", found.total, "; ".join(mark)]
    title = [[_("Preview of %(month)s: not to be paid") % {"month": month}]] if preview else []
    return [*title, head, *body, last]


def _cells(row: PayRow, month: str, mark: Sequence[str]) -> list[Any]:
    return [
        row.staff_number,
        row.name,
        month,
        row.plan,
        row.total,
        row.grade,
        row.coefficient,
        row.base,
        row.posted_days,
        row.pay,
        "; ".join([*mark, *row.notes]),
    ]


def _plan(version: PlanVersion) -> str:
    return _("%(plan)s v%(version)s") % {"plan": say(plans.read(version).name), "version": version.version}


def _row(card: Card, month: Month, plan: str, before: Decimal | None) -> PayRow:
    told = summary(card)
    return PayRow(
        agent_id=card.agent_id,
        staff_number=card.label.staff_number,
        name=card.label.name,
        site=card.label.site,
        plan=plan,
        total=card.total,
        grade=card.grade,
        coefficient=told.coefficient,  # as it is printed on the card: with the decimals of the plan
        base=card.bonus_base,
        posted_days=card.posted_days,
        month_days=month.days,
        pay=card.pay,
        change="" if before is None or card.pay is None else signed(card.pay - before),
        notes=tuple(_notes(card, told, month.days)),
    )


def _notes(card: Card, told: CardSummary, days: int) -> list[str]:
    """Why a row has no total or no pay, and what else a person should look at."""
    posted = {"posted": card.posted_days, "all": days}
    notes = (
        (not told.has_evidence, _("No evidence in this month; HR decides about the pay.")),
        (told.needs_decision, _("A decision is missing.")),
        (not told.has_posting, _("No posting as agent in this month: pay 0.")),
        (card.bonus_base is None, _("No bonus base.")),
        (bool(told.red_lines), _("Confirmed red line.")),
        (bool(told.target_changes), _("Target changed after the freeze.")),
        (told.has_posting and card.posted_days < days, _("Posted %(posted)s of %(all)s days.") % posted),
    )
    return [note for applies, note in notes if applies]
