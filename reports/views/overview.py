"""A month of the people one leads, or of everybody for HR."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from kpi_portal.lib.month import Month
from kpi_portal.lib.paging import numbered
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from reports.overview import LISTED, Overview
from scoring import cards

ROWS = 25


@require_safe
@verb_required("reports.view_overview")
def newest(request: AccountRequest) -> HttpResponse:
    """The latest month that has cards."""
    month = cards.newest_month()
    if month is None:
        return render(request, "reports/no_overview.html")
    return redirect("reports:overview_of", month=month)


@require_safe
@verb_required("reports.view_overview")
def page(request: AccountRequest, month: Month) -> HttpResponse:
    """Figures, distribution, what to look at, and everybody seen."""
    overview = Overview(request.user, month)
    if not overview.stored:
        return render(request, "reports/no_overview.html", {"month": month})
    page = numbered(overview.stored, request.GET.get("page"), ROWS)
    notices = overview.notices()
    context = {
        "month": month,
        "overview": overview,
        "tiles": overview.tiles(),
        "drawings": overview.drawings(),
        "page": page,
        "members": overview.members(list(page.object_list)),
        "notices": notices if "all" in request.GET else notices[:LISTED],
        "hidden": 0 if "all" in request.GET else max(0, len(notices) - LISTED),
    }
    return render(request, "reports/overview.html", context)
