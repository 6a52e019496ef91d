"""The month of complaints: figures, Pareto, sentences."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from kpi_portal.lib.month import Month
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest

from .month_in_review import in_review


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
    context = in_review(month, request.user, request.GET.get("by", ""))
    return render(request, "evidence/complaints/report.html", context | {"here": "report"})
