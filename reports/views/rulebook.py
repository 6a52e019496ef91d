"""The own rulebook: what this month is judged by, in plain words."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from kpi_portal.lib.month import Month
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from reports import rulebook
from scoring import month_overview


@require_safe
@verb_required("reports.view_own_card")
def current(request: AccountRequest) -> HttpResponse:
    """That of the running month."""
    return redirect("reports:rulebook_of", month_overview.current_month())


@require_safe
@verb_required("reports.view_own_card")
def page(request: AccountRequest, month: Month) -> HttpResponse:
    """One month's."""
    context = {"month": month, "newest": month_overview.current_month().next, "book": None}
    return render(request, "reports/rulebook.html", {**context, "book": rulebook.context(request.user, month)})
