"""Calibration of a month: the page, the cards behind a number, the file."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kpi_portal.lib.month import Month
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from records import downloads
from reports.calibration import page as pages

VERB = "reports.view_calibration"


@require_safe
@verb_required(VERB)
def page(request: AccountRequest, month: Month) -> HttpResponse:
    """Raters and sites side by side."""
    return render(request, "reports/calibration/page.html", pages.context(month, request.user))


@require_safe
@verb_required(VERB)
def cards(request: AccountRequest, month: Month) -> HttpResponse:
    """The cards from which one number was counted."""
    title, rows = pages.cards(month, request.user, request.GET)
    return render(request, "reports/calibration/cards.html", {"month": month, "title": title, "rows": rows})


@require_safe
@verb_required(VERB)
def file(request: AccountRequest, month: Month) -> HttpResponse:
    """The same as a table: XLSX, or CSV with ``?format=csv``."""
    kind = downloads.kind_asked(request.GET.get("format", ""))
    return downloads.table(pages.table(month, request.user), f"calibration-{month}.{kind}", kind)
