"""The months of goals that nothing measures: entered by HR, corrected by superseding, added up like measured ones."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.month import Month
from kpi_portal.lib.refusals import Refused
from kpi_portal.lib.rounding import half_up, plain
from people.models import Account
from records import audit, months
from scoring.annual_goals.entered import is_entered, of_goals
from scoring.annual_goals.pace import Sums
from scoring.models import AnnualGoal, GoalFigure

MOST = Decimal(10) ** 13
"""More than any company is due; what the column holds."""


@dataclass(frozen=True, slots=True)
class Figure:
    """What one month came to, and where that is from."""

    numerator: Decimal
    denominator: Decimal
    note: str


def enter(*, month: Month, code: str, figure: Figure, by: Account) -> GoalFigure:
    """Enter a month, or correct it: what stood stays to be read. Raises Refused."""
    _refuse_month(month, code)
    _refuse_figure(code, figure)
    try:
        with transaction.atomic():
            return _enter(month, code, figure, by)
    except IntegrityError:  # the database keeps to one standing figure a month
        raise Refused(_("Somebody else has just entered this month; look at it again."), code="meanwhile") from None


def _enter(month: Month, code: str, figure: Figure, by: Account) -> GoalFigure:
    before = GoalFigure.objects.standing().filter(first_day=month.first_day, indicator=code).first()
    if before is not None:
        if (before.numerator, before.denominator, before.note) == (figure.numerator, figure.denominator, figure.note):
            raise Refused(_("Nothing is changed."), code="same")
        before.ended_at = timezone.now()
        before.save(update_fields=["ended_at"])
    row = GoalFigure.objects.create(
        first_day=month.first_day,
        indicator=code,
        numerator=figure.numerator,
        denominator=figure.denominator,
        note=figure.note,
        replaces=before,
        entered_by=by,
    )
    told = {"month": str(month), "indicator": code, "figure": _told(row), "note": row.note}
    was = {"before": _told(before)} if before else {}
    audit.record(by=by, verb="scoring.enter_goal_figure", subject=row, detail={**told, **was})
    return row


def _told(row: GoalFigure) -> str:
    return f"{plain(row.numerator)} / {plain(row.denominator)}"


def over(year: int) -> list[Month]:
    """The months of a year that can be entered: one that still runs has no whole figure."""
    now = Month.of(timezone.now(), months.company_zone())
    return [month for month in (Month(year, number) for number in range(1, 13)) if month < now]


def _refuse_month(month: Month, code: str) -> None:
    if not is_entered(code):
        raise Refused(_("This goal is measured by the portal; its months are not entered."), code="measured")
    if not AnnualGoal.objects.standing().filter(year=month.year, indicator=code, site=None).exists():
        raise Refused(
            _("No goal of %(year)s is set for it; set the goal first."), code="no_goal", params={"year": month.year}
        )
    if month not in over(month.year):
        raise Refused(_("This month is not over; its figure is entered when it is."), code="not_over")


def _refuse_figure(code: str, figure: Figure) -> None:
    for field, value in (("numerator", figure.numerator), ("denominator", figure.denominator)):
        if not 0 <= value < MOST or half_up(value, 2) != value:
            raise Refused(_("An amount is not negative and has two decimals at most."), code="amount", field=field)
    if not figure.denominator:
        raise Refused(
            _("With nothing due there is no rate; leave the month out."), code="nothing_due", field="denominator"
        )
    if of_goals()[code].rate and figure.numerator > figure.denominator:
        raise Refused(
            _("More cannot be received for the month than was due for it; count arrears of earlier months apart."),
            code="above",
            field="numerator",
        )
    if not figure.note:
        raise Refused(_("Say where the figures are from."), code="note_missing", field="note")


def standing(year: int, codes: Collection[str]) -> dict[tuple[str, Month], Sums]:
    """What was entered for the months of a year, as it stands."""
    between = (date(year, 1, 1), date(year, 12, 31))
    rows = GoalFigure.objects.standing().filter(first_day__range=between, indicator__in=codes)
    return {
        (row.indicator, Month.of_day(row.first_day)): Sums(Fraction(row.numerator), Fraction(row.denominator))
        for row in rows
    }


def missing(year: int, codes: Collection[str]) -> dict[str, list[Month]]:
    """The months of the year that are over and not entered; only codes that miss one."""
    if not codes:
        return {}
    entered, past = standing(year, codes), over(year)
    found = {code: [month for month in past if (code, month) not in entered] for code in codes}
    return {code: months for code, months in found.items() if months}
