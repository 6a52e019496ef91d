"""The first page after log-in: each role lands where its day begins."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from people.access import AccountRequest
from reports import dashboards

BEGINS_WITH = (
    ("reports.view_overview", "reports:overview"),
    ("reports.view_own_card", "reports:my_card"),
    ("evidence.rate", "evidence:rate_now"),
)
"""Verb → where the day of its holders begins; the first that an account holds."""


@require_safe
def home(request: AccountRequest) -> HttpResponse:
    """Who looks after the months gets a page of its own; the others begin with their first task."""
    account = request.user
    if not account.has_perm("reports.view_desk"):
        route = next((route for verb, route in BEGINS_WITH if account.has_perm(verb)), None)
        return redirect(route) if route else render(request, "reports/no_role.html")
    lines = dashboards.month_lines(account)
    steps = dashboards.setting_up(lines)
    context: dict[str, object] = {"steps": steps, "all_done": all(step.done for step in steps)}
    context |= {"months": lines, "hold_ups": dashboards.hold_ups(account)}
    if account.has_perm("people.manage"):
        context |= {"imports": dashboards.latest_imports(), "counts": dashboards.people_counts(account)}
    return render(request, "reports/home.html", context)
