"""The own rulebook: what this month is judged by, in plain words."""

from functools import partial

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from kpi_portal.lib.form_page import attempt
from kpi_portal.lib.month import Month
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from records import downloads
from reports import printed_rulebook, rulebook
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


@require_safe
@verb_required("reports.view_own_card")
def printed(request: AccountRequest, month: Month) -> HttpResponse:
    """The same as PDF."""
    book = rulebook.context(request.user, month)
    if book is None:
        raise Http404
    file = attempt(request, partial(printed_rulebook.printed, book, request.user)).result
    if file is None:
        return redirect("reports:rulebook_of", month)
    return downloads.attachment(file, f"{month}-rulebook.pdf", "application/pdf")
