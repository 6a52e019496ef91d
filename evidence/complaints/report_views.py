"""The month of complaints: figures, Pareto, sentences."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from kpi_portal.lib.month import Month
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest

from . import report as counting
from .counting import Cutoffs
from .models import Severity, Verdict
from .pareto_chart import drawn
from .report import Counted, Rate
from .sentences import Told, address, addressed

BY = ("cause", "category")


@require_safe
@verb_required("evidence.view_complaint_report")
def latest(request: AccountRequest) -> HttpResponse:
    """The month before, until this one has a fortnight behind it."""
    now = timezone.now().astimezone(request.tenant.zone)
    month = Month.of_day(now.date())
    return redirect("evidence:complaint_report", month if now.day > 14 else month.previous)


@require_safe
@verb_required("evidence.view_complaint_report")
def report(request: AccountRequest, month: Month) -> HttpResponse:
    """One month against the one before."""
    cutoffs = Cutoffs()
    now, then = counting.count(month, request.user, cutoffs)
    by = request.GET.get("by") if request.GET.get("by") in BY else BY[0]
    bars = counting.pareto(now, then, str(by))
    before = date_format(month.previous.first_day, pgettext("a month by its name alone", "F"))
    told = Told(now, then, bars, cutoffs.zones.of(month), before)
    context = {
        "cutoffs": cutoffs, "month": month, "before": before, "here": "report", "by": by, "counted": now,
        "tiles": _tiles(now, then), "bars": [(bar, address(bar.rows)) for bar in bars],
        "chart": drawn(bars, _("Complaints of %(month)s by cause") % {"month": month}) if bars else "",
        "change": counting.signed(len(now.rows) - len(then.rows)), "sentences": told.sentences(),
        "verdicts": _verdicts(now), "all_of_them": address(now.rows),
    }  # fmt: skip
    return render(request, "evidence/complaints/report.html", context)


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
