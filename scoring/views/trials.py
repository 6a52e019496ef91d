"""How a month would look under the plans on trial (SCORING §5, step 9)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kpi_portal.lib.month import Month
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from scoring import trials


@require_safe
@verb_required("scoring.close_month")
def page(request: AccountRequest, month: Month) -> HttpResponse:
    """Each trial plan's cards beside the real ones."""
    return render(request, "scoring/trials/list.html", {"month": month, "trials": trials.of_month(month, request.user)})
