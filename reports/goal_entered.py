"""The months of a goal that nothing measures: what HR entered, from where, and what stood before."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from kpi_portal.lib.month import Month
from people.models import Account
from reports import goal_words, wording
from scoring.annual_goals.entered import of_goals
from scoring.annual_goals.figures import over
from scoring.annual_goals.pace import Sums, value
from scoring.models import GoalFigure


@dataclass(frozen=True)
class EnteredMonth:
    """One month: its figure, who entered it, and what was corrected, the newest first."""

    month: Month
    numerator: str
    denominator: str
    figure: str
    standing: GoalFigure | None
    earlier: list[GoalFigure]


@dataclass(frozen=True)
class EnteredYear:
    """The months of a year that are over, and what they add up to; a dash where none is entered."""

    months: list[EnteredMonth]
    numerator: str
    denominator: str
    figure: str


def entered_year(account: Account, year: int, code: str) -> EnteredYear:
    """Every month that can be entered, with a row though it is not yet."""
    between = (date(year, 1, 1), date(year, 12, 31))
    seen = GoalFigure.objects.visible_to(account).filter(indicator=code, first_day__range=between)
    found: dict[Month, list[GoalFigure]] = defaultdict(list)
    for figure in seen.select_related("entered_by__person").order_by("-pk"):
        found[Month.of_day(figure.first_day)].append(figure)
    months = [_month(code, month, found[month]) for month in sorted({*found, *over(year)})]
    standing = [each.standing for each in months if each.standing]
    return EnteredYear(months, *_figures(code, standing))


def _month(code: str, month: Month, figures: list[GoalFigure]) -> EnteredMonth:
    standing = [figure for figure in figures if figure.ended_at is None]
    corrected = [figure for figure in figures if figure.ended_at]
    return EnteredMonth(month, *_figures(code, standing), next(iter(standing), None), corrected)


def _figures(code: str, figures: list[GoalFigure]) -> tuple[str, str, str]:
    """Numerator, denominator and figure of these together."""
    if not figures:
        return wording.NOTHING, wording.NOTHING, wording.NOTHING
    numerator = sum((figure.numerator for figure in figures), Decimal(0))
    denominator = sum((figure.denominator for figure in figures), Decimal(0))
    reached = value(of_goals()[code], Sums(Fraction(numerator), Fraction(denominator)))
    return f"{numerator:,.2f}", f"{denominator:,.2f}", goal_words.two_decimals(reached)
