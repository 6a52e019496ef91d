"""The month of complaints as PDF."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from kpi_portal.lib.form_page import attempt
from kpi_portal.lib.month import Month
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from records import downloads
from reports import printed_complaints


@require_safe
@verb_required("evidence.view_complaint_report")
def month_of_complaints(request: AccountRequest, month: Month) -> HttpResponse:
    """What the account reads on the page of the month."""
    verb = partial(printed_complaints.printed, month, request.user, request.GET.get("by", ""))
    file = attempt(request, verb).result
    if file is None:
        return redirect("evidence:complaint_report", month)
    return downloads.attachment(file, f"{month}-complaints.pdf", "application/pdf")
