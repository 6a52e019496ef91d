"""Before the close: what a month lacks, and who is reminded of it (SCORING §9)."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kpi_portal.lib.form_page import attempt
from kpi_portal.lib.month import Month
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from people.models import Person
from scoring import month_overview
from scoring.readiness import reminders
from scoring.readiness.page import Readiness
from scoring.views.months import fetch


@require_safe
@verb_required("scoring.view_months")
def page(request: AccountRequest, month: Month) -> HttpResponse:
    """Source and site beside last month, what changes points, who holds up, what closing does."""
    row = fetch(month)
    context = {
        "row": row,
        "month": month,
        "ready": Readiness(row.record, request.user),
        "steps": month_overview.stepper(row.record),
        "oldest": None if month_overview.is_known(month.previous) else month,
    }
    return render(request, "scoring/readiness/page.html", context)


@require_POST
@verb_required("scoring.close_month")
def remind(request: AccountRequest, month: Month, pk: int) -> HttpResponse:
    """Tell one supervisor that the month waits."""
    fetch(month)
    person = get_object_or_404(Person.objects.visible_to(request.user), pk=pk)
    said = _("%(name)s is reminded.") % {"name": person.name}
    attempt(request, partial(reminders.remind, month=month, person=person, by=request.user), said=said)
    return redirect("scoring:readiness", month)
