"""The list of a month's reviews (SCORING §9). The page of one card: ``reports.review``."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from kpi_portal.lib.month import Month
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from records.models import MonthRecord
from scoring import month_overview

from . import page


@require_safe
@verb_required("scoring.review")
def current(request: AccountRequest) -> HttpResponse:
    """The month that is reviewed now."""
    return redirect("scoring:reviews_of", page.newest() or month_overview.current_month())


@require_safe
@verb_required("scoring.review")
def card_list(request: AccountRequest, month: Month) -> HttpResponse:
    """The month's cards by where their review stands."""
    record = MonthRecord.objects.filter(first_day=month.first_day).first()
    if record is None:
        return render(request, "scoring/review/list.html", {"month": month, "record": None})
    return render(request, "scoring/review/list.html", page.context(record, request.user, request.GET.get("page")))
