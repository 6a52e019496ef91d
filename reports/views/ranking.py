"""The ranking as agents see it."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kpi_portal.lib.month import Month
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from reports import ranking


@require_safe
@verb_required("reports.view_own_card")
def page(request: AccountRequest, month: Month) -> HttpResponse:
    """As much of it as the company shows."""
    seen = ranking.seen_by(request.user, month)
    if seen is None:
        raise Http404
    return render(request, "reports/ranking.html", {"seen": seen, "month": month})
