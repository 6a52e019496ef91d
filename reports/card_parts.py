"""What the card's page shows beside its rows: total and grade, pay, what was added and taken, drawings."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from reports import charts, explaining, grade_charts, late_targets, wording
from reports.card_view import Sheet
from reports.wording import fixed, signed
from scoring.engine.card import AdjustmentLine, Card
from scoring.engine.plan_parts import Grade
from scoring.saying import say, short_month


@dataclass(frozen=True)
class Entry:
    """One adjustment; ``note`` where its limit cut it."""

    kind: str
    tone: str
    reason: str
    by: str
    note: str
    counted: str


def adjustments(card: Card) -> list[Entry]:
    """Each entry as entered and as counted."""
    return [_entry(entry) for entry in card.adjustments]


def _entry(entry: AdjustmentLine) -> Entry:
    cut = _("entered %(points)s, held by its limit") % {"points": signed(entry.entered)}
    return Entry(
        kind=wording.kind_of_adjustment(entry.kind),
        tone="ok" if entry.counted > 0 else "bad" if entry.counted < 0 else "",
        reason=entry.reason,
        by=entry.by,
        note="" if entry.entered == entry.counted else cut,
        counted=signed(entry.counted),
    )


def drawings(sheet: Sheet) -> dict[str, SafeString]:
    """Grade band, radar and trend."""
    card = sheet.card
    axes = [(say(part.name), part.score, sheet.team_scores.get(part.code)) for part in card.sections]
    months = [(short_month(month), total) for month, total in sheet.history]
    goal = next_grade(sheet)
    aim = (_("grade %(grade)s") % {"grade": goal.code}, goal.lower) if goal else None
    title = _("Total between the grades")
    return {
        "radar": charts.radar("own", _("Scores by dimension"), axes, _("team")),
        "trend": charts.trend("own", _("Totals of the last six months"), months, aim)
        if len(months) > 1
        else SafeString(""),
        "band": SafeString("")
        if card.total is None
        else grade_charts.band("own", title, sheet.grades, card.total, card.grade or ""),
    }


def parts(sheet: Sheet) -> dict[str, object]:
    """Everything of the page beside its rows."""
    card = sheet.card
    return {
        "card": card,
        "total": fixed(card.total),
        "subtotal": fixed(card.subtotal),
        "weights": fixed(total_of_weights(card)),
        "sum": explaining.total(card) if card.adjustments or card.cut else "",
        "distance": distance(sheet),
        "shares": explaining.shares(card, sheet.grades),
        "coefficient": wording.coefficient(card.coefficient),
        "change": None if sheet.change is None else signed(sheet.change),
        "pay": fixed(sheet.pay.amount) if sheet.pay else "",
        "pay_line": pay_line(sheet),
        "plan": _("%(plan)s v%(version)s") % {"plan": say(card.plan_name), "version": card.plan_version},
        "drawings": drawings(sheet),
        "adjustments": adjustments(card),
        "cut": cut(card),
        "red_lines": red_lines(card),
        "late_targets": late_targets.changes(card),
    }


def next_grade(sheet: Sheet) -> Grade | None:
    """The lowest grade that the total does not reach; None for the best, and without a total."""
    if sheet.card.total is None:
        return None
    above = [grade for grade in sheet.grades if grade.lower > sheet.card.total]
    return min(above, key=lambda grade: grade.lower, default=None)


def distance(sheet: Sheet) -> str:
    """How far the next grade is, in words."""
    goal = next_grade(sheet)
    if goal is None or sheet.card.total is None:
        return ""
    return _("%(points)s points below grade %(grade)s") % {
        "points": fixed(goal.lower - sheet.card.total),
        "grade": goal.code,
    }


def cut(card: Card) -> tuple[str, str] | None:
    """What holding the total in its bounds took or gave; None where nothing."""
    return (
        (_("A total is held between 0 and %(ceiling)s") % {"ceiling": fixed(card.ceiling)}, signed(card.cut))
        if card.cut
        else None
    )


def red_lines(card: Card) -> list[tuple[str, str]]:
    """Each confirmed red line and what the plan makes of it."""
    outcome = {
        "process_only": _("opens a re-certification; points and grade unchanged"),
        "cap_grade": _("holds the grade at %(grade)s; total and rank unchanged") % {"grade": card.grade},
        "zero_coefficient": _("sets the coefficient to 0; grade unchanged"),
    }
    return [(red_line.what, outcome[card.red_line_policy]) for red_line in card.red_lines]


def pay_line(sheet: Sheet) -> str:
    """``1,500.00 × 1.0 × 31 / 31 days``."""
    if sheet.pay is None:
        return ""
    card = sheet.card
    return _("%(base)s × %(coefficient)s × %(posted)s / %(all)s days") % {
        "base": fixed(sheet.pay.base),
        "coefficient": wording.coefficient(card.coefficient),
        "posted": card.posted_days,
        "all": card.month_days,
    }


def total_of_weights(card: Card) -> Decimal:
    """Sum of the effective weights: 100.00, or 0 where nothing carries the card."""
    return sum((section.weight for section in card.sections), Decimal("0.00"))
