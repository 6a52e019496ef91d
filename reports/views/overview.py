"""A month of the people one leads, or of everybody for HR."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from kpi_portal.lib.month import Month
from kpi_portal.lib.paging import numbered
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from records import months
from reports.overview import LISTED, Overview
from reports.views import running
from scoring import cards

ROWS = 25


@require_safe
@verb_required("reports.view_overview")
def newest(request: AccountRequest) -> HttpResponse:
    """The latest month that has cards; before the first close the month that runs."""
    month = cards.newest_month() or months.month_containing(timezone.now())
    return redirect("reports:overview_of", month=month)


@require_safe
@verb_required("reports.view_overview")
def page(request: AccountRequest, month: Month) -> HttpResponse:
    """Figures, distribution, what to look at, and everybody seen; with ``?all`` all that is to be looked at."""
    overview = Overview(request.user, month)
    if not overview.known:
        return running.page(request, month)
    if "all" in request.GET:
        page = numbered(overview.to_look_at, request.GET.get("page"), ROWS)
        context = {"month": month, "page": page, "notices": overview.notices(list(page))}
        return render(request, "reports/notices.html", context)
    page = numbered(overview.known, request.GET.get("page"), ROWS)
    context = {
        "month": month,
        "overview": overview,
        "tiles": overview.tiles(),
        "drawings": overview.drawings(),
        "page": page,
        "members": overview.members(list(page)),
        "notices": overview.notices(overview.to_look_at[:LISTED]),
        "hidden": max(0, len(overview.to_look_at) - LISTED),
    }
    return render(request, "reports/overview.html", context)
