"""HR's payroll: what a month pays, what to look at before, and the file once the month is final."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from kpi_portal.lib.form_page import attempt
from kpi_portal.lib.month import Month
from kpi_portal.lib.paging import numbered
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from records import audit, downloads
from records.models import MonthRecord
from reports import payroll
from reports.pay.views import month_page
from scoring import cards
from scoring.models import PanelCard

ROWS = 50


@require_safe
@verb_required("reports.export_payroll")
def newest(request: AccountRequest) -> HttpResponse:
    """The latest month that has cards."""
    month = cards.newest_month()
    if month is None:
        return render(request, "reports/payroll.html", {"payroll": None})
    return redirect("reports:payroll_of", month=month)


@require_safe
@verb_required("reports.export_payroll")
def page(request: AccountRequest, month: Month) -> HttpResponse:
    """Of a final month what is paid of it; else a preview: sums over the whole month, and a page of its rows."""
    record = MonthRecord.objects.filter(first_day=month.first_day).first()
    if record is not None and record.is_closed:
        return month_page(request, record)
    found = payroll.payroll(month)
    page = numbered(range(found.people if found else 0), request.GET.get("page"), ROWS)
    blind = PanelCard.objects.agents_for(request.user, month)
    rows = found.rows(slice(page.start_index() - 1, page.end_index())) if found else []
    rows = [row for row in rows if row.agent_id not in blind]
    return render(request, "reports/payroll.html", {"payroll": found, "month": month, "page": page, "rows": rows})


@require_safe
@verb_required("reports.export_payroll")
def file(request: AccountRequest, month: Month) -> HttpResponse:
    """The cards' pay of a final month, marked as a preview: what is paid is the file of a released batch."""
    found = attempt(request, partial(payroll.final_payroll, month)).result
    if found is None:
        return redirect("reports:payroll_of", month=month)
    kind = downloads.kind_asked(request.GET.get("format", ""))
    audit.record(by=request.user, verb="reports.export_payroll", subject=found.record, detail={"format": kind})
    return downloads.table(payroll.table(found, preview=True), f"payroll-{month}.{kind}", kind)
