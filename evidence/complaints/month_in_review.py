"""The month of complaints as its page and its printed report show it: one count feeds both."""

from collections.abc import Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kpi_portal.lib.month import Month
from people.models import Account

from . import report
from .counting import Cutoffs
from .models import Severity, Verdict
from .pareto_chart import DESK, PHONE, Frame, drawn
from .report import Counted, Rate
from .sentences import Told, address, addressed

BY = ("cause", "category")


def in_review(month: Month, account: Account, by: str, frames: Sequence[Frame] = (DESK, PHONE)) -> dict[str, Any]:
    """One month against the one before, as far as the account may see them, drawn for these ``frames``. ``by``:
    cause, or category."""
    cutoffs = Cutoffs()
    now, then = report.count(month, account, cutoffs)
    by = by if by in BY else BY[0]
    bars = report.pareto(now, then, by)
    before = date_format(month.previous.first_day, pgettext("a month by its name alone", "F"))
    told = Told(now, then, bars, cutoffs.zones.of(month), before)
    title = _("Complaints of %(month)s by cause") % {"month": month}
    return {
        "cutoffs": cutoffs, "month": month, "before": before, "by": by, "counted": now,
        "tiles": _tiles(now, then), "bars": [(bar, address(bar.rows)) for bar in bars],
        "chart": drawn(bars, title, frames) if bars else "",
        "change": report.signed(len(now.rows) - len(then.rows)), "sentences": told.sentences(),
        "verdicts": _verdicts(now), "severities": _severities(now, told), "all_of_them": address(now.rows),
    }  # fmt: skip


def _tiles(now: Counted, then: Counted) -> list[dict[str, Any]]:
    """The four figures: what they are called, as printed, against the month before, and what each was counted from."""
    ordinary = [row for row in now.rows if row.severity != Severity.MAJOR]
    closed = [row for row in now.rows if row.closed_at is not None]
    of_rows: tuple[tuple[str, Rate, Rate, str, str], ...] = (
        (_("Closed in 24 hours"), now.in_24_hours, then.in_24_hours, _("ordinary complaints"), address(ordinary)),
        (_("Handled"), now.handled, then.handled, _("closed of received"), address(now.rows)),
        (_("Complaints resolved"), now.resolved, then.resolved, _("resolved of closed"), address(closed)),
    )
    called = addressed(step.complaint_id for step in now.call_backs)
    satisfied = (_("Satisfaction of call-backs"), now.satisfied, then.satisfied, _("points of five each"), called)
    return [
        {"name": name, "rate": rate, "of": of, "href": href, "unit": "" if name == satisfied[0] else "%",
         "change": None if rate.percent is None or before.percent is None else rate.percent - before.percent}
        for name, rate, before, of, href in (*of_rows, satisfied)
    ]  # fmt: skip


def _verdicts(now: Counted) -> list[dict[str, Any]]:
    """How the responsibility was decided, with whom it names."""
    found = []
    for verdict in Verdict:
        steps = [step for step in now.verdicts if step.verdict == verdict]
        named: dict[str, int] = {}
        for step in steps:
            if whom := step.agent or step.department:
                named[str(whom)] = named.get(str(whom), 0) + 1
        found.append({"label": verdict.label, "number": len(steps), "named": named.items(),
                      "href": addressed(step.complaint_id for step in steps)})  # fmt: skip
    return found


def _severities(now: Counted, told: Told) -> list[dict[str, Any]]:
    """How serious they were, and which repeat an earlier one."""
    parts = [(str(severity.label), [row for row in now.rows if row.severity == severity]) for severity in Severity]
    parts.append((_("Repeated within 30 days"), [row for row in now.rows if row.complaint in told.repeated]))
    return [{"label": label, "number": len(rows), "href": address(rows)} for label, rows in parts]
