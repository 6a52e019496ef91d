"""The running month: the people one leads so far, and the button that computes it now."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kpi_portal.lib.form_page import attempt
from kpi_portal.lib.month import Month
from kpi_portal.lib.paging import numbered
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from reports.running_overview import RunningOverview
from scoring.running import cards_so_far
from scoring.running import month as running_month

ROWS = 25


def page(request: AccountRequest, month: Month) -> HttpResponse:
    """A month without cards that count: everybody seen so far, where it runs."""
    if not running_month.is_running(month, timezone.now()):
        return render(request, "reports/no_overview.html", {"month": month})
    overview = RunningOverview(request.user, month)
    page = numbered(overview.known, request.GET.get("page"), ROWS)
    context = {
        "month": month,
        "overview": overview,
        "computation": cards_so_far.computation(month),
        "page": page,
        "members": overview.members(list(page)),
    }
    return render(request, "reports/running.html", context)


@require_POST
@verb_required("scoring.compute_running_month")
def compute(request: AccountRequest, month: Month) -> HttpResponse:
    """Ask the worker for it; back to the page that asked."""
    said = _("The month is being computed; the page shows it in a moment.")
    attempt(request, partial(running_month.request_run, month=month, by=request.user), said=said)
    agent = request.POST.get("agent", "")
    if agent.isascii() and agent.isdigit() and len(agent) < 10:
        return redirect("reports:card", month=month, agent=int(agent))
    return redirect("reports:overview_of", month=month)
