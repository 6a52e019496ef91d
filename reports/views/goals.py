"""Annual goals: the year's gauges, what they were counted from, and the small ones of the overview."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from kpi_portal.lib.month import Month
from kpi_portal.lib.paging import numbered
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from people.models import Site
from reports import goal_months, goals
from reports.goal_entered import entered_year
from reports.goal_months import MonthOfGoal
from scoring.annual_goals import counting, verbs
from scoring.annual_goals.entered import PARTS, is_entered, of_goals
from scoring.annual_goals.pace import added
from scoring.saying import say


@require_safe
@verb_required("scoring.view_goals")
def current(request: AccountRequest) -> HttpResponse:
    """This year's."""
    return redirect("reports:annual_goals_of", year=verbs.running_year())


@require_safe
@verb_required("scoring.view_goals")
def page(request: AccountRequest, year: int) -> HttpResponse:
    """Gauges, pace, months and sites of every goal, and what was set when."""
    found = goals.Year(request.user, year)
    context = {
        "year": year,
        "found": found,
        "gauges": found.gauges(),
        "history": goals.history(found.rows),
        "may_set": verbs.may_be_set(year),
        "last": verbs.running_year() + 1,
    }
    return render(request, "reports/goals.html", context)


@require_safe
@verb_required("scoring.view_goals")
def small(request: AccountRequest, year: int) -> HttpResponse:
    """The gauges alone, for the overview, which fetches them."""
    found = goals.Year(request.user, year)
    gauges = [gauge for gauge in found.gauges(by_site=False) if gauge.goal]
    return render(request, "reports/goals_small.html", {"year": year, "gauges": gauges})


@require_safe
@verb_required("scoring.view_goals")
def months(request: AccountRequest, year: int, indicator: str) -> HttpResponse:
    """The months of one indicator, which add up to its year."""
    about = _about(request, indicator)
    if is_entered(indicator):
        return _entered_months(request, year, about)
    counted = counting.counted(year, [indicator])
    site = about["site"].pk if about["site"] else None
    computed = counted.of(indicator, site)
    context = {
        "year": year,
        "rows": [goal_months.row(indicator, sums, month=month) for month, sums in computed.items()],
        "total": goal_months.row(indicator, added(computed.values())),
        "running": [
            goal_months.row(indicator, sums, month=month, so_far=True)
            for month, sums in counted.so_far(indicator, site).items()
        ],
    }
    return render(request, "reports/goal_months.html", about | context)


@require_safe
@verb_required("scoring.view_goals")
def month(request: AccountRequest, month: Month, indicator: str) -> HttpResponse:
    """The cards of one month, which add up to its figure."""
    if is_entered(indicator):
        raise Http404  # no card holds any of it
    about = _about(request, indicator)
    found = MonthOfGoal(request.user, month, indicator, about["site"])
    page = numbered(found.seen, request.GET.get("page"))
    context = {"month": month, "found": found, "page": page, "rows": found.rows(list(page))}
    return render(request, "reports/goal_month.html", about | context)


def _entered_months(request: AccountRequest, year: int, about: dict[str, Any]) -> HttpResponse:
    """The months of a goal that nothing measures."""
    found = entered_year(request.user, year, about["code"])
    context = {"year": year, "found": found, "parts": PARTS[about["code"]]}
    return render(request, "reports/goal_entered.html", about | context)


def _about(request: AccountRequest, indicator: str) -> dict[str, Any]:
    """The indicator and the site of an address, 404 for one that is not known or not seen."""
    if indicator not in of_goals():
        raise Http404
    asked = request.GET.get("site", "")
    sites = Site.objects.visible_to(request.user)
    site = get_object_or_404(sites, pk=asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else None
    known = of_goals()[indicator]
    return {"code": indicator, "name": say(known.name), "formula": say(known.formula), "site": site}
