"""The first page after log-in: each role lands where its day begins."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from people.access import ADMINISTRATOR, AGENT, COLLEAGUE, HR, SUPERVISOR, AccountRequest
from reports import dashboards

BEGINS_WITH = ((SUPERVISOR, "reports:overview"), (AGENT, "reports:my_card"), (COLLEAGUE, "evidence:rate_now"))


@require_safe
def home(request: AccountRequest) -> HttpResponse:
    """HR and administrators get a page of their own; the others begin with their first task."""
    account = request.user
    if not account.has_role(HR, ADMINISTRATOR):
        route = next((route for role, route in BEGINS_WITH if account.has_role(role)), None)
        return redirect(route) if route else render(request, "reports/no_role.html")
    steps = dashboards.setting_up()
    context: dict[str, object] = {"steps": steps, "all_done": all(step.done for step in steps)}
    context |= {"months": dashboards.month_lines(account), "hold_ups": dashboards.hold_ups()}
    if account.has_role(ADMINISTRATOR):
        context |= {"imports": dashboards.latest_imports(), "counts": dashboards.people_counts(account)}
    return render(request, "reports/home.html", context)
