"""What payroll takes from a month: final months only, trial cards never (SCORING §5 step 9, §9)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import Count, F, Max, Q, Sum
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kpi_portal.lib.month import Month
from kpi_portal.lib.refusals import Refused
from kpi_portal.lib.rounding import exact, half_up
from records.models import MonthRecord
from reports.pay import notes
from reports.wording import coefficient, signed
from scoring import cards
from scoring.card_summary import summary
from scoring.models import Card, PlanVersion
from scoring.plans import versions
from scoring.saying import say


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


class Payroll:
    """A month's payroll: sums over everybody by the database, rows in Chinese order of names for whoever asks."""

    def __init__(self, record: MonthRecord) -> None:
        self.record, self.month = record, record.month
        self.cards = cards.listed(self.month)

    @property
    def is_final(self) -> bool:
        """Whether it may be paid."""
        return self.record.is_closed

    @cached_property
    def _sums(self) -> dict[str, Any]:
        known = Cast(KT("summary__coefficient"), models.DecimalField(max_digits=12, decimal_places=6))
        sums: dict[str, Any] = self.cards.aggregate(
            people=Count("pk"),
            paid=Sum("pay"),
            coefficients=Sum(known),
            with_coefficient=Count(known),
            to_look_at=Count("pk", filter=noted(self.month.days)),
        )
        return sums

    @property
    def people(self) -> int:
        """How many rows there are."""
        return int(self._sums["people"])

    @property
    def total(self) -> Decimal:
        """Sum of the pay as printed."""
        return self._sums["paid"] or Decimal("0.00")

    @property
    def to_look_at(self) -> int:
        """How many rows have a note."""
        return int(self._sums["to_look_at"])

    @cached_property
    def change(self) -> str:
        """Against the month before; empty where it has no cards."""
        before = cards.listed(self.month.previous).aggregate(people=Count("pk"), paid=Sum("pay"))
        return signed(self.total - (before["paid"] or 0)) if before["people"] else ""

    @property
    def mean_coefficient(self) -> Decimal | None:
        """Over those who have one, to 0.01."""
        number = self._sums["with_coefficient"]
        return half_up(exact(self._sums["coefficients"]) / number, 2) if number else None

    @cached_property
    def grades(self) -> list[tuple[str, int]]:
        """Grades and how many have them, best coefficient first."""
        graded = self.cards.exclude(grade="").order_by().values("grade")
        counted = graded.annotate(number=Count("pk"), best=Max("coefficient"))
        return list(counted.order_by(F("best").desc(nulls_last=True), "grade").values_list("grade", "number"))

    def rows(self, shown: slice = slice(None)) -> list[PayRow]:
        """All rows, or a page of them."""
        found = list(self.cards.by_name()[shown])
        used = PlanVersion.objects.in_bulk({card.plan_id for card in found})
        plans_named = {pk: _plan(version) for pk, version in used.items()}
        of_these = cards.listed(self.month.previous).filter(agent__in={card.agent_id for card in found})
        before = dict(of_these.values_list("agent", "pay"))
        return [_row(card, self.month, plans_named[card.plan_id], before.get(card.agent_id)) for card in found]


def noted(days: int) -> Q:
    """Cards whose row has a note: the conditions of ``notes.of_card`` for the database."""
    return (
        Q(posted_days__lt=days)
        | Q(labels__has_key="share")
        | Q(bonus_base=None)
        | Q(summary__no_evidence=True)
        | Q(summary__has_posting=False)
        | Q(summary__target_changes__gt=0)
        | ~Q(summary__needs_decision=[])
        | ~Q(summary__red_lines=[])
    )


def payroll(month: Month) -> Payroll | None:
    """The month's payroll as it stands, final or not; None where the month has no cards."""
    record = MonthRecord.objects.filter(first_day=month.first_day).first()
    found = Payroll(record) if record else None
    return found if found and found.people else None


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
    body = [_cells(row, month, mark) for row in found.rows()]
    last = [_("Sum"), found.people, month, "", "", "", "", "", "", found.total, "; ".join(mark)]
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
    return _("%(plan)s v%(version)s") % {"plan": say(versions.read(version).name), "version": version.version}


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
        notes=tuple(map(notes.said, notes.of_card(card, month.days))),
    )
